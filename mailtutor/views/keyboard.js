// Keeps Jupyter's keyboard shortcuts away from what a person types in a view or a form.

// Jupyter ignores a key if the element that has the focus carries this attribute. It is set
// just before Jupyter looks, and removed for Ctrl+S and its like, which belong to Jupyter.
// `owns(element)` returns whether a key pressed in this element is meant for the view.
export function keepShortcutsAway(owns) {
  const mark = ({ target, key, ctrlKey, metaKey }) => {
    if (!owns(target)) return;
    const isForJupyter = (ctrlKey || metaKey) && key !== "Enter";
    if (isForJupyter) target.removeAttribute("data-lm-suppress-shortcuts");
    else target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}
