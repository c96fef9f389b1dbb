// Draws what something means: the blocks that the kernel wrote, and nothing else.

import { icon, mailText, make } from "../dom.js";

// Words of our own, code between backticks.
export function ourWords(text) {
  return text.split("`").map((piece, at) => (at % 2 ? make("code", {}, mailText(piece)) : mailText(piece)));
}

const DRAW = {
  say: (text) => make("p", {}, ...ourWords(text)),
  wrong: (text) => make("p", { class: "mt-wrong" }, icon("wait"), make("span", {}, mailText(text))),
  heading: (text) => make("h6", {}, ...ourWords(text)),
  source: (text) => make("p", { class: "mt-rfc" }, text),
  python: (code) =>
    make("div", { class: "mt-python" },
      make("h6", {}, "In Python"), make("pre", { tabindex: "0", "aria-label": "In Python" }, code)),
  facts: (rows) =>
    make("dl", {}, ...rows.flatMap(([name, value]) =>
      [make("dt", {}, name), make("dd", {}, mailText(value))])),
  table: (heads, rows) =>
    make("table", { class: "mt-opened" },
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows.map((row) =>
        make("tr", {}, ...row.map((cell) => make("td", {}, mailText(cell))))))),
  beside: (columns) =>
    make("div", { class: "mt-two" }, ...columns.map(([head, text]) =>
      make("div", {}, make("h6", {}, ...ourWords(`\`${head}\``)),
        make("pre", { tabindex: "0", "aria-label": head }, mailText(text))))),
};

export function drawBlocks(blocks) {
  return blocks.map(([kind, ...content]) => DRAW[kind](...content));
}
