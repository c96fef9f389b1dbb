// The field that finds mails and sessions: the words go to Python, the keys of what has them come
// back, newest first, and what arrives meanwhile is asked for too.

import { untilAnswered } from "../channel.js";
import { make } from "../dom.js";

const AFTER_TYPING = 150;
const KINDS = { refused: "Refused", sessions: "No mail" };

// `ask(content)` sends a question; `changed()` is called when something else is to be listed, and
// `leave()` when the list shall have the focus.
export function makeFind({ ask, changed, leave }) {
  const input = make("input", {
    type: "search", class: "mt-find-words", placeholder: "Find\u2026", "aria-label": "Find",
    title: "From, to, subject, and the beginning of the text (press / to come here)",
  });
  const kinds = Object.entries(KINDS).map(([kind, words]) => {
    const act = () => choose(kind === only ? "all" : kind);
    return make("button", {
      type: "button", class: "mt-button", "aria-pressed": "false", "data-kind": kind, onclick: act,
    }, words);
  });
  const count = make("span", { class: "mt-find-count", role: "status" });
  const element = make("div", { class: "mt-find", role: "search", hidden: true }, count, input, ...kinds);
  let only = "all";
  let serial = 0;
  let keys = null;
  let typing = null;
  let stopAsking = () => {};

  const active = () => input.value.trim() !== "" || only !== "all";
  const question = () => ({ words: input.value, only, serial });

  function look() {
    clearTimeout(typing);
    stopAsking();
    serial += 1;
    if (!active()) {
      keys = null;
      count.textContent = "";
      changed();
      return;
    }
    stopAsking = untilAnswered(() => ask(question()));
  }

  function clear() {
    input.value = "";
    choose("all");
  }

  function choose(kind) {
    only = kind;
    for (const button of kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    look();
  }

  function found(content) {
    if (content.serial !== serial || keys === null && content.among) return;
    if (!content.among) {
      stopAsking();
      if (keys?.serial !== serial) keys = Object.assign(new Set(), { serial });
    }
    for (const key of content.keys) keys.add(key);
    changed();
    const all = content.of.toLocaleString("en");
    const sofar = content.looked_at.toLocaleString("en");
    const these = keys.size.toLocaleString("en");
    if (content.end) count.textContent = `${these} of ${all}`;
    else if (!content.among) count.textContent = `${these}, ${sofar} of ${all} looked at`;
  }

  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(look, AFTER_TYPING);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (active()) clear();
      else leave();
    } else if (event.target === input && (event.key === "Enter" || event.key === "ArrowDown")) leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element,
    found,
    clear,
    focus: () => input.focus(),
    finding: () => keys !== null,
    has: (key) => keys.has(key),
    // What has come since, or has changed.
    join(fresh) {
      if (active() && fresh.length) ask({ ...question(), among: fresh });
    },
    close() {
      clearTimeout(typing);
      stopAsking();
    },
  };
}
