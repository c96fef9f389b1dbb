// Draws the blocks of an explanation that the kernel wrote, and notes.

import { icon, mailText, make, plural, scrollBlock } from "../dom.js";

// Words of our own, with code between backticks.
export function ourWords(text) {
  return text.split("`").map((piece, at) => (at % 2 ? make("code", {}, mailText(piece)) : mailText(piece)));
}

// A note on how much was left out; null if nothing was.
export function notShown(count, one, many = `${one}s`) {
  return count
    ? make("p", { class: "mt-note" }, `${plural(count, `more ${one}`, `more ${many}`)} not shown.`)
    : null;
}

const DRAW = {
  paragraph: (text) => make("p", {}, ...ourWords(text)),
  warning: (text) => make("p", { class: "mt-warning" }, icon("wait"), make("span", {}, mailText(text))),
  heading: (text) => make("h6", {}, ...ourWords(text)),
  reference: (text) => make("p", { class: "mt-rfc" }, text),
  python: (code) =>
    make("div", {}, make("h6", {}, "In Python"), scrollBlock("mt-snippet", "In Python", code)),
  facts: (rows) =>
    make("dl", {}, ...rows.flatMap(([name, value]) =>
      [make("dt", {}, name), make("dd", {}, mailText(value))])),
  table: (heads, rows) =>
    make("table", { class: "mt-decoded" },
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows.map((row) =>
        make("tr", {}, ...row.map((cell) => make("td", { class: "mt-mono" }, mailText(cell))))))),
  columns: (texts) =>
    make("div", { class: "mt-columns" }, ...texts.map(([head, text]) =>
      make("div", {}, make("h6", {}, ...ourWords(`\`${head}\``)),
        scrollBlock("mt-snippet", head, mailText(text))))),
};

export function drawBlocks(blocks) {
  return blocks.map(([kind, ...content]) => DRAW[kind](...content));
}
