// The widget of the Python beside a form: it changes with the form, and can be copied.

import { codeToCopy } from "./dom.js";

function render({ model, el }) {
  const draw = () => {
    const code = model.get("code");
    el.replaceChildren(...(code ? [codeToCopy(code)] : []));
  };
  model.on("change:code", draw);
  draw();
  return () => model.off("change:code", draw);
}

export default { render };
