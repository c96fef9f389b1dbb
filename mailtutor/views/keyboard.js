// Keeps Jupyter's keyboard shortcuts away from what a person types in a view or a form.

// Jupyter ignores a key if the focused element has this attribute, so it is set just before
// Jupyter looks, and removed for keys that are Jupyter's: Ctrl+S and its like, and where
// `shiftEnterRuns` is true, Shift+Enter, which runs the cell and moves on to the next one.
// `owns(element)` returns whether an element belongs to the view or form.
export function keepShortcutsAway(owns, { shiftEnterRuns = false } = {}) {
  const mark = ({ target, key, ctrlKey, metaKey, shiftKey }) => {
    if (!owns(target)) return;
    const isForJupyter = key === "Enter" ? shiftEnterRuns && shiftKey : ctrlKey || metaKey;
    if (isForJupyter) target.removeAttribute("data-lm-suppress-shortcuts");
    else target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}
