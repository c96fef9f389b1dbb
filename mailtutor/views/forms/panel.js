// The head of the server panel: live state and counts, and the Start or Stop button.

import { openLog } from "../channel.js";
import { make, makeRoot, plural } from "../dom.js";

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Server state");
  const state = make("span", { class: "mt-state", role: "status" });
  const counts = make("span", { class: "mt-counts" });
  const failed = make("p", { class: "mt-status mt-status-error", role: "alert", hidden: true });
  const button = make("button", { type: "button", class: "mt-button", hidden: true }, "Start");
  button.addEventListener("click", () => {
    failed.hidden = true;
    log.ask(button.textContent === "Stop" ? "stop" : "start");
  });
  root.append(
    make("div", { class: "mt-head" }, make("h2", {}, "Server"), state, counts, button),
    failed,
  );

  function changed(_fresh, head) {
    state.replaceChildren(
      make("span", { class: head.listening ? "mt-dot mt-on" : "mt-dot", "aria-hidden": "true" }),
      `${head.listening ? "listening" : "not listening"} on ${head.ports}`,
    );
    counts.textContent = [
      plural(head.messages, "message"),
      `${plural(head.refused, "session")} with a rejection`,
      `${plural(head.open, "client")} connected`,
    ].join(", ");
    button.textContent = head.listening ? "Stop" : "Start";
    button.hidden = false;
  }

  function onMessage(content) {
    failed.textContent = content.text;
    failed.hidden = false;
  }

  function onDisconnect() {
    state.textContent = "The kernel was restarted. Run this cell again.";
    counts.textContent = "";
    button.hidden = true;
  }

  const log = openLog(model, { changed, onMessage, onDisconnect });
  return () => {
    leave();
    log.close();
  };
}

export default { render };
