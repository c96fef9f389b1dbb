// The widget of a password: what is typed goes to Python as a message, and is kept in no state.

import { make, newId } from "../dom.js";

function render({ model, el }) {
  const id = newId("secret");
  const input = make("input", { type: "password", id, autocomplete: "off", class: "mt-secret" });
  const label = make("label", { for: id, class: "mt-secret-label" }, model.get("label"));
  const tell = () => model.send({ secret: input.value });
  const heard = (content) => {
    if (content.kind === "clear") input.value = "";
  };
  const relabel = () => { label.textContent = model.get("label"); };
  input.addEventListener("input", tell);
  model.on("msg:custom", heard);
  model.on("change:label", relabel);
  el.replaceChildren(make("div", { class: "mt-secret-row" }, label, input));
  tell();
  return () => {
    model.off("msg:custom", heard);
    model.off("change:label", relabel);
  };
}

export default { render };
