// Asks for one line, and sends it straight to the Python in this browser, which is waiting for it.

import { make, newId } from "./dom.js";

function render({ model, el }) {
  const id = newId("answer");
  const type = model.get("secret") ? "password" : "text";
  const input = make("input", { type, id, autocomplete: "off", class: "mt-secret" });
  const label = make("label", { for: id, class: "mt-secret-label" }, model.get("question"));
  const button = make("button", { type: "submit", class: "mt-button" }, "Enter");
  const form = make("form", { class: "mt-secret-row mt-question" }, label, input, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Not through the widget: Python gets no messages while a cell runs.
    const channel = new BroadcastChannel(model.get("channel"));
    channel.postMessage(input.value);
    channel.close();
    form.remove();
  });
  el.classList.add("mailtutor", "mt-form");
  el.replaceChildren(form);
  input.focus();
}

export default { render };
