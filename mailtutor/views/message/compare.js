// The widget of two messages: their differences, and each of them in full.

import { notShown } from "./blocks.js";
import { icon, mailLabel, mailText, make, plural } from "../dom.js";
import { openMessageView } from "./message_view.js";
import { makeOpenedMessage } from "./opened_message.js";
import { bytesOf } from "./source.js";
import { makeTabs } from "../tabs.js";

const MARKS = { added: "plus", removed: "minus", changed: "differs" };
const DIFF = { "+": "added", "-": "removed", " ": "same" };

function changeMark(change) {
  return MARKS[change] ? icon(MARKS[change]) : null;
}

function fieldRow(field, titles) {
  const value = (text, head) => make("td", { class: "mt-mono", "data-head": mailLabel(head) }, text === null ? make("span", { class: "mt-dim" }, "missing") : mailText(text));
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
  const heads = ["header", ...content.titles, "difference"];
  return [
    make("table", { class: "mt-compare" },
      make("caption", { class: "mt-unseen" }, "Headers compared"),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, mailText(head))))),
      make("tbody", {}, ...content.fields.map((field) => fieldRow(field, content.titles)))),
    notShown(content.fields_left_out, "header"),
    make("h4", {}, plural(content.parts.length + content.parts_left_out, "part")),
    make("ul", { class: "mt-parts-compared" }, ...content.parts.map(partItem)),
    notShown(content.parts_left_out, "part"),
  ].filter(Boolean);
}

function render(view) {
  return openMessageView(view, "Two messages", (content, buffers, { ask, request }) => {
    const messages = content.messages.map((message, side) =>
      makeOpenedMessage(message, bytesOf(buffers[side]), {
        request: (about) => request({ side, ...about }),
        ask: (after, more) => ask("lines", { side, after, ...more }),
      }));
    const [before, after] = content.titles.map(mailLabel);
    const tabs = makeTabs("Two messages", [
      { name: "differences", title: "Side by side", build: () => differencesOf(content) },
      { name: "before", title: before, build: () => messages[0].element },
      { name: "after", title: after, build: () => messages[1].element },
    ], "differences");
    const element = make("article", { class: "mt-article", "aria-label": "Two messages" },
      make("h3", { class: "mt-subject" }, `${before} and ${after}`),
      make("p", {}, mailText(content.words)), tabs.element);
    return { element, messages };
  });
}

export default { render };
