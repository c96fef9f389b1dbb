// The widget of two mails: what is different, and each of them in full.

import { openChannel, untilAnswered } from "../channel.js";
import { icon, mailLabel, mailText, make, makeRoot, plural } from "../dom.js";
import { makeMail } from "./mail.js";
import { makeQuestions } from "./questions.js";
import { bytesOf } from "./source.js";
import { makeTabs } from "../tabs.js";

const MARKS = { added: "plus", removed: "minus", changed: "differs" };
const DIFF = { "+": "added", "-": "removed", " ": "same" };

function changeMark(change) {
  return MARKS[change] ? icon(MARKS[change]) : null;
}

function fieldRow(field, titles) {
  const value = (text, head) => make("td", { "data-head": mailLabel(head) }, text === null ? make("span", { class: "mt-dim" }, "not there") : mailText(text));
  return make("tr", { class: `mt-change mt-change-${field.change.split(" ")[0]}` },
    make("th", { scope: "row" }, mailText(field.name)),
    value(field.before, titles[0]),
    value(field.after, titles[1]),
    make("td", { class: "mt-change-words" }, changeMark(field.change), field.words));
}

function partItem(part) {
  const item = make("li", { class: `mt-change mt-change-${part.change.split(" ")[0]}` },
    make("p", {}, changeMark(part.change), mailText(part.name), make("span", { class: "mt-dim" }, `, ${part.words}`)));
  if (part.lines.length) {
    const lines = part.lines.map(([mark, text]) =>
      make("li", { class: `mt-diff mt-diff-${DIFF[mark]}` },
        make("span", { class: "mt-diff-mark" },
          make("span", { "aria-hidden": "true" }, mark),
          make("span", { class: "mt-unseen" }, mark === " " ? "" : `${DIFF[mark]}: `)),
        mailText(text)));
    item.append(make("ul", { class: "mt-diff-lines", tabindex: "0", "aria-label": "Lines" }, ...lines));
  }
  return item;
}

function differencesOf(content) {
  const heads = ["field", ...content.titles, "what became of it"];
  const left = content.fields_not_compared;
  return [
    make("table", { class: "mt-compare" },
      make("caption", { class: "mt-unseen" }, "Header fields compared"),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, mailText(head))))),
      make("tbody", {}, ...content.fields.map((field) => fieldRow(field, content.titles)))),
    left ? make("p", { class: "mt-note" }, `${plural(left, "more field")} not compared here.`) : null,
    make("h4", {}, plural(content.parts_compared.length, "part")),
    make("ul", { class: "mt-parts-compared" }, ...content.parts_compared.map(partItem)),
  ].filter(Boolean);
}

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Two mails");
  let mails = null;
  const questions = makeQuestions((content) => channel.ask("about", content));

  function opened(content, buffers) {
    stopAsking();
    mails = content.mails.map((mail, side) => makeMail(mail, bytesOf(buffers[side]), {
      ask: (after, more) => channel.ask("lines", { side, after, ...more }),
      question: (about) => questions.question({ side, ...about }),
    }));
    const [before, after] = content.titles.map(mailLabel);
    const tabs = makeTabs("Two mails", [
      { name: "differences", title: "Side by side", build: () => differencesOf(content) },
      { name: "before", title: before, build: () => mails[0].element },
      { name: "after", title: after, build: () => mails[1].element },
    ], "differences");
    root.replaceChildren(make("article", { class: "mt-mail", "aria-label": "Two mails" },
      make("h3", { class: "mt-subject" }, `${before}, beside: ${after}`),
      make("p", {}, mailText(content.words)), tabs.element));
  }

  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "opened" && !mails) opened(content, buffers);
    else if (content.kind === "answer") questions.heard(content, buffers);
    else if (content.kind === "lines") {
      for (const mail of mails ?? []) if (mail.session === content.session) mail.ladder?.update(content);
    } else if (content.kind === "failed") {
      stopAsking();
      root.replaceChildren(make("p", { class: "mt-note" }, `This could not be shown: ${content.text}`));
    }
  });
  const stopAsking = untilAnswered(() => channel.ask("open"));
  return () => {
    leave();
    stopAsking();
    questions.close();
    channel.close();
  };
}

export default { render };
