// What an eavesdropper sees: the raw bytes, each piece next to its line.

import { bytesInWords, icon, mailText, make, plural } from "../dom.js";

const MOST_PIECES = 6;

function wirePiece(piece, withSpeaker) {
  const element = make("div", { class: piece.hex ? "mt-wire-piece mt-wire-noise" : "mt-wire-piece" });
  if (withSpeaker) {
    element.append(icon(piece.by === "client" ? "right" : "left"),
      make("span", { class: "mt-unseen" }, `${piece.by}: `));
  }
  element.append(piece.hex ? make("span", { class: "mt-wire-hex" }, piece.hex) : mailText(piece.text));
  if (piece.cut) {
    element.append(make("span", { class: "mt-wire-size" }, ` \u2026 ${bytesInWords(piece.size)}`));
  }
  if (piece.secret) {
    element.append(make("div", { class: "mt-wire-read" }, "decoded from base64: ", mailText(piece.secret)));
  }
  return element;
}

// Puts the pieces into the cells of the rungs, by line number; pieces without a line go into `rest`.
export function fillWire(wire, rungs, rest) {
  const byLine = new Map();
  for (const piece of wire.pieces) {
    byLine.set(piece.n, [...(byLine.get(piece.n) ?? []), piece]);
  }
  const fill = (cell, pieces, isEvent) => {
    if (cell.dataset.pieces === String(pieces.length)) return;
    cell.dataset.pieces = pieces.length;
    const shown = pieces.slice(0, MOST_PIECES).map((piece) => wirePiece(piece, isEvent));
    const more = pieces.slice(MOST_PIECES);
    if (more.length) {
      const bytes = more.reduce((sum, piece) => sum + piece.size, 0);
      shown.push(make("div", { class: "mt-note" },
        `and ${plural(more.length, "more piece")}, ${bytesInWords(bytes)}`));
    }
    cell.replaceChildren(...shown);
  };
  for (const rung of rungs) {
    fill(rung.wire, byLine.get(rung.line.n) ?? [], rung.line.kind === "event");
  }
  const left = byLine.get(0) ?? [];
  rest.hidden = left.length === 0;
  fill(rest.lastElementChild, left, true);
}

export function clearWire(rungs, rest) {
  for (const cell of [...rungs.map((rung) => rung.wire), rest.lastElementChild]) {
    cell.replaceChildren();
    delete cell.dataset.pieces;
  }
  rest.hidden = true;
}
