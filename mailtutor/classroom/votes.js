// Questions, and the votes on them before and after they're revealed.

import { count, h, mark, once, withCode } from "./dom.js";
import { empty } from "./parts.js";

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
