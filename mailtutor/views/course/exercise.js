// The widget in each exercise, quiz and table of progress: the solution, if it is open. It also
// keeps Jupyter's shortcuts from the keys pressed there: the arrows choose among the options.

import { codeToCopy } from "../dom.js";

function render({ model, el }) {
  const draw = () => {
    const code = model.get("code");
    el.replaceChildren(...(code ? [codeToCopy(code)] : []));
  };
  const mark = (event) => {
    if (!el.closest(".mt-form")?.contains(event.target)) return;
    const forJupyter = event.ctrlKey || event.metaKey || event.shiftKey;
    if (forJupyter) event.target.removeAttribute("data-lm-suppress-shortcuts");
    else event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  model.on("change:code", draw);
  window.addEventListener("keydown", mark, true);
  draw();
  return () => {
    model.off("change:code", draw);
    window.removeEventListener("keydown", mark, true);
  };
}

export default { render };
