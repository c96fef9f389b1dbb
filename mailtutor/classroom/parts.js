// How to join, the exercises and the mistakes, which both pages show.

import { h, once, place, withCode } from "./dom.js";

const MANY = 8; // exercises; with more, each gets one line
const OUTCOMES = ["done", "not yet", "not tried"];

export function joining(state, large) {
  const { address, code, host, hub, mailPort, site } = state.about;
  const line = hub ? "mailtutor.join()" : `mailtutor.join("${address}", "${code}", name="Ada")`;
  if (!large && state.tab === "Inbox") {
    const send = hub ? line : `client = smtplib.SMTP("${host}", ${mailPort}); client.login("ada", "${code}")`;
    return once("join:inbox", send, () => h("p", {}, "Send: ", h("code", {}, send), hub ? " prints how" : null));
  }
  return once(`join:${large}`, line, () =>
    large
      ? h(
          "section",
          { class: "empty" },
          h("h2", {}, "Join the class"),
          site ? [h("p", {}, "Open JupyterLab, or if nothing is installed, this page:"), h("pre", {}, site)] : null,
          h("p", {}, `Run this in a ${site ? "lesson" : "notebook"}${hub ? "" : ", with your own name"}:`),
          h("pre", {}, `import mailtutor\n${line}`),
          h(
            "p",
            { class: "quiet" },
            "It tells which exercises you did, your choices in quizzes, and the kind of a mistake. ",
            "It never sends your code, and your name doesn't appear here.",
          ),
        )
      : h("p", {}, "Join: ", site ? ["open JupyterLab or ", h("code", {}, site), ", and run "] : null, h("code", {}, line)),
  );
}

// -- exercises

export function exercises(state) {
  const present = state.parts.room?.learners ?? 0;
  const rows = state.lesson.exercises.map((exercise) => {
    const outcomes = state.parts[`exercise:${exercise.id}`] ?? {};
    const size = [innerWidth, innerHeight, state.lesson.exercises.length];
    return once(`exercise:${exercise.id}`, [outcomes, present, size], (before) =>
      exerciseRow(exercise, outcomes, present, size, before?.[0]),
    );
  });
  const many = rows.length > MANY ? " many" : "";
  const list = once("exercises", state.lesson.number, () => h("div", { class: `exercises${many}` }));
  place(list, rows);
  return [list, legend()];
}

function exerciseRow(exercise, outcomes, present, size, before) {
  const done = outcomes.done ?? 0;
  const notYet = outcomes["not yet"] ?? 0;
  const rest = Math.max(0, present - done - notYet);
  return h(
    "section",
    { class: "exercise" },
    h("h2", {}, h("b", {}, exercise.id), ` ${exercise.title}`),
    dots([done, notYet, rest], size, before ? done - (before.done ?? 0) : 0),
    h("p", { class: "count" }, h("b", {}, String(done)), ` of ${present}`),
  );
}

// One dot for each learner, as large as the space allows; the newest are at the end of theirs.
function dots(counts, [width, height, rows], fresh) {
  const all = counts[0] + counts[1] + counts[2];
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const box = {
    width: Math.max(6 * em, width - (rows > MANY ? 29 : 26) * em),
    height: Math.max(em, Math.min((height - 8.5 * em) / rows, 7 * em) - (rows > MANY ? 0.3 : 0.8) * em),
  };
  let step = Math.min(2 * em, box.height);
  while (step > 4 && Math.floor(box.width / step) * Math.floor(box.height / step) < all) step -= 0.25;
  const perLine = Math.max(1, Math.floor(box.width / step));
  const lines = Math.ceil(all / perLine) || 1;
  const circles = [];
  let index = 0;
  counts.forEach((number, kind) => {
    for (let each = 0; each < number; each += 1, index += 1) {
      const isNew = kind === 0 && each >= number - fresh;
      circles.push(
        h("circle", {
          cx: ((index % perLine) + 0.5) * step,
          cy: (Math.floor(index / perLine) + 0.5) * step,
          r: step * [0.4, 0.31, 0.1][kind],
          "stroke-width": step * 0.14,
          class: `${OUTCOMES[kind].replace(" ", "-")}${isNew ? " new" : ""}`,
        }),
      );
    }
  });
  const label = counts.map((number, kind) => `${number} ${OUTCOMES[kind]}`).join(", ");
  return h(
    "svg",
    { class: "dots", role: "img", "aria-label": label, width: perLine * step, height: lines * step },
    circles,
  );
}

function legend() {
  return once("legend", "", () => {
    const dot = (kind) =>
      h(
        "svg",
        { class: "dots", width: 16, height: 16, viewBox: "0 0 10 10", "aria-hidden": "true" },
        h("circle", {
          cx: 5,
          cy: 5,
          r: [4, 3.1, 1][kind],
          "stroke-width": 1.4,
          class: OUTCOMES[kind].replace(" ", "-"),
        }),
      );
    return h(
      "p",
      { class: "legend" },
      OUTCOMES.map((name, kind) => h("span", {}, dot(kind), ` ${name}`)),
    );
  });
}

// -- mistakes

export function mistakes(state) {
  const found = state.parts[`mistakes:${state.lesson.number}`] ?? [];
  if (!found.length) return [empty("No mistakes yet", "The five commonest ones will be here.")];
  return [
    h(
      "ol",
      { class: "mistakes" },
      found.map((each) => {
        const key = `mistake:${each.exercise}:${each.mistake}`;
        const isOpen = state.opened.has(key);
        return once(key, [each, isOpen], () => mistakeItem(state, key, each, isOpen));
      }),
    ),
  ];
}

function mistakeItem(state, key, { exercise, mistake, learners }, isOpen) {
  const about = state.lesson.exercises.find(({ id }) => id === exercise);
  const toggle = () => {
    if (!state.opened.delete(key)) state.opened.add(key);
    state.draw();
  };
  return h(
    "li",
    {},
    h(
      "button",
      { class: "mistake", "aria-expanded": String(isOpen), onclick: toggle },
      h("span", { class: "how-many" }, h("b", {}, String(learners)), learners === 1 ? " learner" : " learners"),
      h("span", {}, h("b", {}, exercise), " ", withCode(state.catalog.mistakes[mistake] ?? "")),
    ),
    isOpen
      ? h(
          "div",
          { class: "say" },
          h("h3", {}, "The task"),
          h("p", {}, withCode(about.task || about.title)),
          h("h3", {}, "To say about it"),
          h("p", {}, withCode(about.hint)),
        )
      : null,
  );
}

export function empty(title, text) {
  return once(`empty:${title}`, text, () =>
    h("section", { class: "empty" }, h("h2", {}, title), h("p", { class: "quiet" }, text)),
  );
}
