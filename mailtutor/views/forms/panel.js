// The head of the server panel: does it listen, what came, and the button that changes that.

import { openLog } from "../channel.js";
import { make, makeRoot, plural } from "../dom.js";

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "State of the server");
  const state = make("span", { class: "mt-state", role: "status" });
  const counts = make("span", { class: "mt-counts" });
  const failed = make("p", { class: "mt-words mt-words-error", role: "alert", hidden: true });
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
      `${head.listening ? "listening" : "not listening"} on ${head.doors}`,
    );
    counts.textContent = [
      plural(head.mails, "mail"),
      `${plural(head.refused, "session")} with a refusal`,
      `${plural(head.open, "client")} connected`,
    ].join(", ");
    button.textContent = head.listening ? "Stop" : "Start";
    button.hidden = false;
  }

  function told(content) {
    failed.textContent = content.text;
    failed.hidden = false;
  }

  function lost() {
    state.textContent = "Python was restarted or has ended: run this cell again";
    counts.textContent = "";
    button.hidden = true;
  }

  const log = openLog(model, { changed, told, lost });
  return () => {
    leave();
    log.close();
  };
}

export default { render };
