// The teacher's own view: learners by name, and who is stuck.

import { h, mark, once, withCode } from "./dom.js";

const STUCK_TRIES = 3;
const STUCK_SECONDS = 300;
const SHOWN = 6;

export function learners(state) {
  const people = Object.entries(state.parts)
    .filter(([name]) => name.startsWith("learner:"))
    .map(([name, learner]) => [name, learner])
    .sort((a, b) => a[1].name.localeCompare(b[1].name) || a[0].localeCompare(b[0]));
  const { exercises } = state.lesson;
  const head = once("learners:head", state.lesson.number, () =>
    h(
      "tr",
      {},
      h("th", { scope: "col" }, "Learner"),
      exercises.map(({ id, title }) => h("th", { scope: "col", title }, id)),
    ),
  );
  const rows = people.map(([name, learner]) =>
    once(name, [learner, state.lesson.number], () =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, h("bdi", {}, learner.name)),
        exercises.map(({ id }) => cell(learner.cells[id])),
      ),
    ),
  );
  return [stuck(state, people), h("div", { class: "table" }, h("table", {}, head, rows))];
}

function cell(told) {
  if (!told) return h("td", {}, h("span", { class: "unseen" }, "nothing told"));
  const [outcome, tries] = told;
  return h(
    "td",
    { class: outcome.replace(" ", "-") },
    mark(outcome),
    h("span", { class: "unseen" }, outcome),
    outcome === "not yet" && tries > 1 ? h("small", {}, ` ${tries}`) : null,
  );
}

function stuck(state, people) {
  const found = [];
  for (const [name, learner] of people)
    for (const [exercise, [outcome, tries, since, mistakes]] of Object.entries(learner.cells)) {
      const seconds = since === null ? 0 : state.now() - since;
      if (outcome === "not yet" && tries >= STUCK_TRIES && seconds >= STUCK_SECONDS)
        found.push({ name, learner: learner.name, exercise, tries, minutes: Math.floor(seconds / 60), mistakes });
    }
  found.sort((a, b) => b.minutes - a.minutes);
  const all = state.opened.has("stuck");
  const more = found.length - SHOWN;
  const toggle = () => {
    if (!state.opened.delete("stuck")) state.opened.add("stuck");
    state.draw();
  };
  return once("stuck", [found, all], () =>
    h(
      "section",
      { class: "stuck" },
      h("h2", {}, found.length ? "Stuck" : "Nobody is stuck"),
      found.length
        ? h("ul", {}, found.slice(0, all ? undefined : SHOWN).map((each) => stuckItem(state, each)))
        : h("p", { class: "quiet" }, "Stuck means three different wrong tries, and five minutes."),
      more > 0 ? h("button", { onclick: toggle }, all ? "Show fewer" : `Show ${more} more`) : null,
    ),
  );
}

function stuckItem(state, { learner, exercise, tries, minutes, mistakes }) {
  const sentences = mistakes.map((name) => state.catalog.mistakes[name] ?? "");
  return h(
    "li",
    {},
    mark("warning"),
    h("p", {},
      h("b", {}, h("bdi", {}, learner)),
      ` in ${exercise}, ${tries} tries, ${minutes} minutes. `,
      h("span", { class: "quiet" }, withCode(sentences.join(" / ")))),
  );
}
