// The search field: the words go to Python, which returns the keys of the messages and sessions that
// contain them, newest first. What arrives meanwhile is searched, too.

import { untilAnswered } from "../channel.js";
import { make } from "../dom.js";

const AFTER_TYPING = 150;
const KINDS = { refused: "Rejected", sessions: "No message" };

// `ask(content)` sends a request; `changed()` is called when the list should change, and `leave()`
// when the list should get the focus.
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
  const request = () => ({ words: input.value, only, serial });

  function search() {
    clearTimeout(typing);
    stopAsking();
    serial += 1;
    if (!active()) {
      keys = null;
      count.textContent = "";
      changed();
      return;
    }
    stopAsking = untilAnswered(() => ask(request()));
  }

  function clear() {
    input.value = "";
    choose("all");
  }

  function choose(kind) {
    only = kind;
    for (const button of kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    search();
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
    const sofar = content.searched.toLocaleString("en");
    const these = keys.size.toLocaleString("en");
    if (content.end) count.textContent = `${these} of ${all}`;
    else if (!content.among) count.textContent = `${these}, ${sofar} of ${all} searched`;
  }

  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, AFTER_TYPING);
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
    // Searches what is new or has changed.
    join(fresh) {
      if (active() && fresh.length) ask({ ...request(), among: fresh });
    },
    close() {
      clearTimeout(typing);
      stopAsking();
    },
  };
}
