// What both pages show: exercises, mistakes, votes and the inbox.

import { count, h, mark, once, withCode } from "./dom.js";

const OUTCOMES = ["done", "not yet", "not tried"];

// -- how to join

export function joining(state, large) {
  const { address, code, host, mailPort } = state.about;
  const line = `mailtutor.join("${address}", "${code}", name="Ada")`;
  if (!large && state.tab === "Inbox") {
    const send = `client = smtplib.SMTP("${host}", ${mailPort}); client.login("ada", "${code}")`;
    return once("join:inbox", send, () => h("p", {}, "Send: ", h("code", {}, send)));
  }
  return once(`join:${large}`, line, () =>
    large
      ? h(
          "section",
          { class: "empty" },
          h("h2", {}, "Join the class"),
          h("p", {}, "Run this in a notebook, with your own name:"),
          h("pre", {}, `import mailtutor\n${line}`),
          h(
            "p",
            { class: "quiet" },
            "It tells which exercises you did, your choices in quizzes, and the kind of a mistake. ",
            "It never sends your code, and your name doesn't appear here.",
          ),
        )
      : h("p", {}, "Join: ", h("code", {}, line)),
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
  return [h("div", { class: "exercises" }, rows), legend()];
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
    width: Math.max(6 * em, width - 26 * em),
    height: Math.max(em, Math.min((height - 8.5 * em) / rows, 7 * em) - 0.8 * em),
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

// -- votes

export function votes(state) {
  const { quizzes } = state.lesson;
  if (!quizzes.length) return [empty("No questions", "This lesson has no questions to vote on.")];
  const cast = (quiz) => state.parts[`quiz:${quiz.id}`]?.votes ?? 0;
  const latest = quizzes.filter(cast).at(-1) ?? quizzes[0];
  const quiz = quizzes.find(({ id }) => id === state.quiz) ?? latest;
  const part = state.parts[`quiz:${quiz.id}`] ?? { votes: 0, revealed: false };
  const buttons = quizzes.map((each) =>
    once(`ask:${each.id}`, [each === quiz, cast(each)], () =>
      h(
        "button",
        {
          "aria-pressed": String(each === quiz),
          onclick: () => {
            state.quiz = each.id;
            state.draw();
          },
        },
        each.id,
        h("small", {}, ` ${count(cast(each), "vote")}`),
      ),
    ),
  );
  const present = state.parts.room?.learners ?? 0;
  const shown = once(`quiz:${quiz.id}`, [part, present], () => question(state, quiz, part, present));
  return [h("nav", { class: "quizzes", "aria-label": "Questions" }, buttons), shown];
}

function question(state, quiz, part, present) {
  const reveal = () => state.act({ do: "reveal", quiz: quiz.id, on: !part.revealed });
  const changed = part.first && part.first.some((number, index) => number !== part.last[index]);
  return h(
    "section",
    { class: "question" },
    h("h2", {}, withCode(quiz.question)),
    h(
      "ol",
      {},
      quiz.options.map((option, index) => optionItem(option, index, part)),
    ),
    h(
      "p",
      { class: "actions" },
      h("button", { onclick: reveal }, part.revealed ? "Hide the votes" : "Show the votes to the class"),
      h("span", {}, h("b", {}, String(part.votes)), ` of ${present} voted`),
      part.first && changed
        ? h("span", { class: "quiet" }, "The line is everyone's first choice, the bar is the choice now.")
        : null,
    ),
  );
}

function optionItem(option, index, part) {
  const bars = part.last
    ? h("meter", {
        min: 0,
        max: Math.max(1, part.votes),
        value: part.last[index],
        "aria-label": `${part.last[index]} now, ${part.first[index]} at first`,
      })
    : null;
  return h(
    "li",
    { class: part.revealed && option.right ? "right" : "" },
    h("span", { class: "option" }, withCode(option.text), part.revealed && option.right ? mark("done") : null,
      part.revealed && option.right ? h("small", {}, "right") : null),
    bars ? h("span", { class: "bars" }, bar(part.last[index], part.votes, "now"), bar(part.first[index], part.votes, "first")) : null,
    part.last ? h("b", { class: "number" }, String(part.last[index])) : null,
    part.revealed && option.right ? h("p", { class: "reason" }, withCode(option.reason)) : null,
  );
}

function bar(number, all, kind) {
  const label = `${number} ${kind === "now" ? "now" : "at first"}`;
  const path = h("path", { d: `M0 0H${(100 * number) / Math.max(1, all)}` });
  return h("svg", { class: `bar ${kind}`, viewBox: "0 0 100 1", preserveAspectRatio: "none", role: "img", "aria-label": label }, path);
}

// -- the inbox

export function inbox(state) {
  const letters = Object.entries(state.parts)
    .filter(([name]) => name.startsWith("message:"))
    .map(([name, letter]) => [Number(name.slice(8)), letter])
    .sort((a, b) => b[0] - a[0]);
  const controls = state.forTeacher ? [inboxControls(state, letters.length)] : [];
  if (!letters.length) return [...controls, howToSend(state)];
  const items = letters.map(([number, letter]) =>
    once(`message:${number}`, letter, () => letterItem(state, number, letter)),
  );
  return [...controls, h("ol", { class: "letters" }, items)];
}

function inboxControls(state, letters) {
  const { paused, holding, waiting } = state.parts.room ?? {};
  const set = (wish) => () => state.act({ do: "inbox", paused, holding, ...wish });
  return once("controls", [paused, holding, waiting, letters], () =>
    h(
      "p",
      { class: "actions" },
      h("button", { "aria-pressed": String(Boolean(paused)), onclick: set({ paused: !paused }) }, "Pause"),
      h("button", { "aria-pressed": String(Boolean(holding)), onclick: set({ holding: !holding }) }, "Hold until released"),
      h("button", { disabled: !waiting || undefined, onclick: () => state.act({ do: "show all" }) }, `Release all (${waiting ?? 0})`),
      h("button", { disabled: !letters || undefined, onclick: () => state.act({ do: "clear" }) }, "Clear"),
    ),
  );
}

function letterItem(state, number, letter) {
  const toggle = () => state.act({ do: "show", message: number, on: letter.hidden });
  return h(
    "li",
    { class: letter.hidden ? "hidden" : "" },
    h(
      "p",
      { class: "who" },
      h("b", {}, h("bdi", {}, letter.login)),
      letter.forged
        ? h("span", { class: "forged" }, mark("warning"), " From says ", h("bdi", {}, letter.claimed))
        : h("span", { class: "quiet" }, h("bdi", {}, letter.claimed || "no From header")),
      letter.hidden ? h("small", {}, "hidden") : null,
      state.forTeacher ? h("button", { onclick: toggle }, letter.hidden ? "Release" : "Hide") : null,
    ),
    h("h2", {}, h("bdi", {}, letter.subject || "(no subject)")),
    letter.text ? h("p", { class: "text", dir: "auto" }, letter.text) : null,
    letter.left_out ? h("p", { class: "quiet" }, letter.left_out) : null,
  );
}

function howToSend(state) {
  const { host, mailPort, code } = state.about;
  const lines = [
    `client = smtplib.SMTP("${host}", ${mailPort})`,
    `client.login("ada", "${code}")`,
    "client.send_message(message)",
  ].join("\n");
  return once("send", lines, () =>
    h("section", { class: "empty" },
      h("h2", {}, "Send a message to the wall"),
      h("p", {}, "Create a message as in lesson 01, with any address in To, and log in with your own name:"),
      h("pre", {}, lines),
      h("p", { class: "quiet" }, "Everyone can read it here, as text. It goes no further.")),
  );
}

export function empty(title, text) {
  return once(`empty:${title}`, text, () =>
    h("section", { class: "empty" }, h("h2", {}, title), h("p", { class: "quiet" }, text)),
  );
}
