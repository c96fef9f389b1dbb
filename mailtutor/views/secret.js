// The widget of a password: it goes to Python as a message, and never into the saved state.

import { make, newId } from "./dom.js";

function render({ model, el }) {
  const id = newId("secret");
  const input = make("input", { type: "password", id, autocomplete: "off", class: "mt-secret" });
  const label = make("label", { for: id, class: "mt-secret-label" }, model.get("label"));
  const send = () => model.send({ secret: input.value });
  const clear = (content) => {
    if (content.kind === "clear") input.value = "";
  };
  const relabel = () => { label.textContent = model.get("label"); };
  input.addEventListener("input", send);
  model.on("msg:custom", clear);
  model.on("change:label", relabel);
  el.replaceChildren(make("div", { class: "mt-secret-row" }, label, input));
  send();
  return () => {
    model.off("msg:custom", clear);
    model.off("change:label", relabel);
  };
}

export default { render };
