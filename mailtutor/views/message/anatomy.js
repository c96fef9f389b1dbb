// The anatomy of a message: its parts, its source, and an explanation of what is selected.

import { bytesInWords, mailLabel, mailText, make, plural } from "../dom.js";
import { drawBlocks, notShown } from "./blocks.js";
import { decodeLine, showContent } from "./content.js";
import { saveButton } from "./requests.js";
import { makeSource } from "./source.js";
import { makeTree } from "./tree.js";

// A key is a letter and an index: p3 is a part, h3 its header, 17 a piece.
export function makeAnatomy(message, bytes, request) {
  const { parts, pieces } = message;
  const byPart = parts.map(() => []);
  pieces.forEach((piece, place) => byPart[piece.part]?.push(place));

  function partNode(place) {
    const part = parts[place];
    const own = byPart[place];
    const fields = own.filter((each) => pieces[each].kind === "field");
    const bodies = own.filter((each) => pieces[each].kind === "body");
    const inside = [];
    for (let at = place + 1; parts[at]?.depth > part.depth; at += 1) {
      if (parts[at].depth === part.depth + 1) inside.push(partNode(at));
    }
    const children = [];
    if (fields.length) children.push(headerNode(place, fields));
    if (!inside.length) children.push(...bodies.map(pieceNode));
    const about = inside.length ? plural(inside.length, "part") : bytesInWords(part.bytes);
    return {
      key: `p${place}`,
      name: mailLabel([part.type, part.name, about].filter(Boolean).join(", ")),
      content: () => [
        make("span", { class: "mt-node-words" }, mailText(part.type),
          part.name ? mailText(part.name, { class: "mt-file-name" }) : null,
          make("span", { class: "mt-dim" }, about),
          part.defects.length ? make("span", { class: "mt-mark mt-warn" }, "defect") : null)],
      open: inside.length > 0 || place === 0,
      children: [...children, ...inside],
    };
  }

  function headerNode(place, fields) {
    const count = plural(fields.length, "field");
    return {
      key: `h${place}`,
      name: `Header, ${count}`,
      content: () => [make("span", { class: "mt-node-words" }, "Header", make("span", { class: "mt-dim" }, count))],
      open: false,
      children: fields.map(pieceNode),
    };
  }

  function pieceNode(place) {
    const { title } = pieces[place];
    return {
      key: String(place),
      name: mailLabel(title),
      content: () => [make("span", { class: "mt-node-words" }, mailText(title))],
      open: false,
      children: [],
    };
  }

  const explanation = make("div",
    { class: "mt-explanation", tabindex: "0", role: "group", "aria-label": "Explanation" });
  const tree = makeTree({ label: "Parts", roots: [partNode(0)], choose: (key) => choose(key) });
  const source = makeSource(bytes, message.ranges, message.size, pieces, chooseByte);
  const inTree = (piece) => piece.kind === "field" || (piece.kind === "body" && !hasParts(piece.part));
  let chosen = null;

  function chooseByte(offset) {
    const place = pieces.findIndex((piece) => offset >= piece.start && offset < piece.end);
    if (place >= 0) choose(String(place), offset);
    else {
      source.highlight(offset, offset + 1, offset);
      show([make("h5", {}, "Not explained"), make("p", {}, "This message has too many pieces to explain them all.")]);
    }
  }

  function choose(key, offset = null) {
    chosen = key;
    if (key[0] === "p" || key[0] === "h") {
      const place = Number(key.slice(1));
      const part = parts[place];
      tree.mark(key);
      if (key[0] === "p") source.highlight(part.start, part.end);
      else source.highlight(part.start, part.body);
      show(key[0] === "p" ? ofPart(part, place) : ofHeader(part, place));
      return;
    }
    const piece = pieces[Number(key)];
    const listed = inTree(piece);
    tree.mark(listed ? key : `p${piece.part}`, { holds: !listed });
    source.highlight(piece.start, piece.end, offset);
    show(ofPiece(piece, offset));
  }

  const hasParts = (place) => parts[place + 1]?.depth > parts[place].depth;

  function show(content) {
    explanation.replaceChildren(...content.filter(Boolean));
    explanation.scrollTop = 0;
  }

  const where = (start, end) =>
    make("p", { class: "mt-facts" },
      `${plural(end - start, "byte")}, from ${start.toLocaleString("en")} to ${end.toLocaleString("en")}`);

  function lineOf(piece, offset) {
    if (piece.kind !== "body" || offset === null) return [];
    const lines = source.linesTo(piece.start, offset);
    return lines ? decodeLine(parts[piece.part].encoding, lines) : [];
  }

  function ofPiece(piece, offset) {
    return [
      make("h5", {}, mailText(piece.title)),
      ...lineOf(piece, offset),
      ...(piece.defects ?? []).map((defect) => drawBlocks([["warning", defect]])[0]),
      piece.value ? make("p", { class: "mt-mono mt-value" }, mailText(piece.value)) : null,
      ...(piece.about === undefined ? [] : drawBlocks(message.about[piece.about])),
      ...drawBlocks(piece.own),
      where(piece.start, piece.end),
    ];
  }

  function ofHeader(part, place) {
    const items = byPart[place].filter((each) => pieces[each].kind === "field").map((each) =>
      make("li", {},
        make("button", { type: "button", class: "mt-link", onclick: () => choose(String(each)) },
          mailText(pieces[each].title))));
    return [
      make("h5", {}, "The header"),
      make("p", {}, "Each header is a name, a colon and a value. Select one to see what it is for and who sets it."),
      make("ul", { class: "mt-names" }, ...items),
      where(part.start, part.body),
    ];
  }

  function ofPart(part, place) {
    const holder = make("div", { class: "mt-preview" });
    const key = chosen;
    if (part.file) showContent(holder, request, part, place, () => chosen === key);
    return [
      make("h5", {}, mailText(part.type)),
      part.picture ? holder : null,
      ...drawBlocks(message.about[part.about]),
      ...drawBlocks(part.own),
      part.file ? make("p", { class: "mt-toolbar" }, ...saveButton(request, place, part.save, "Save")) : null,
      part.file && !part.picture ? holder : null,
      where(part.start, part.end),
    ];
  }

  const pane = (name, title, facts, ...content) =>
    make("div", { class: `mt-pane mt-pane-${name}` },
      make("h4", {}, title, facts ? make("span", { class: "mt-dim" }, ` ${facts}`) : null), ...content);
  const element = make("div", { class: "mt-anatomy-box" },
    make("div", { class: "mt-anatomy" },
      pane("tree", "Parts", "", tree.element,
        notShown(message.parts_left_out, "part"), notShown(message.pieces_left_out, "piece")),
      pane("source", message.envelope ? "As it came over the wire" : "Source", plural(message.size, "byte"),
        source.element),
      pane("explanation", "Explanation", "", explanation)));
  choose("p0");
  return { element, choosePart: (place) => choose(`p${place}`) };
}
