// The bytes of a message as lines of text, exactly as received; gaps say how much is missing.

import { bytesInWords, mailText, make, newId, plural } from "../dom.js";
import { revealIn } from "./tree.js";

const LONGEST = 4000;
const MOST_LINES = 5000;

// Splits the ranges into lines: { start, end, bytes, ending }; offsets are in the whole message.
export function sourceLines(bytes, pieces) {
  const lines = [];
  let base = 0;
  for (const [start, end] of pieces) {
    const stop = base + end - start;
    let at = base;
    while (at < stop) {
      const feed = bytes.indexOf(10, at);
      const after = feed < 0 || feed >= stop ? stop : feed + 1;
      let text = after;
      let ending = "";
      if (bytes[after - 1] === 10) {
        ending = after - 2 >= at && bytes[after - 2] === 13 ? "CRLF" : "LF";
        text = after - (ending === "CRLF" ? 2 : 1);
      }
      lines.push({
        start: start + at - base,
        end: start + after - base,
        bytes: bytes.subarray(at, text),
        ending,
      });
      at = after;
    }
    base = stop;
  }
  return lines;
}

// Decodes UTF-8; other bytes are shown as \xNN.
export function textOfBytes(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    let text = "";
    for (const byte of bytes) {
      text += byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
    }
    return text;
  }
}

function lineItem(line, number, named) {
  const cut = line.bytes.length > LONGEST;
  const text = textOfBytes(cut ? line.bytes.subarray(0, LONGEST) : line.bytes);
  const name = named ? /^[!-9;-~]+[ \t]*:/.exec(text) : null;
  const shown = make("span", { class: "mt-line" });
  if (name) shown.append(make("span", { class: "mt-name" }, name[0]));
  shown.append(mailText(name ? text.slice(name[0].length) : text));
  if (cut) {
    const more = plural(line.bytes.length - LONGEST, "more byte");
    shown.append(make("span", { class: "mt-note" }, ` ${more} on this line`));
  }
  if (line.ending === "LF") shown.append(make("span", { class: "mt-mark" }, "LF alone"));
  return make("li", {}, make("span", { class: "mt-number", "aria-hidden": "true" }, number ?? ""), shown);
}

// Returns each line, and each gap, as { start, end, item }. `pieces` say where the header fields
// begin and where the defects are.
function lineItems(bytes, ranges, size, pieces) {
  const fields = new Set(pieces.filter(({ kind }) => kind === "field").map(({ start }) => start));
  const lines = [];
  let at = 0;
  let number = 0;
  const gap = (to) => {
    if (to <= at) return;
    const words = `${bytesInWords(to - at)} not shown here (${plural(to - at, "byte")})`;
    lines.push({ start: at, end: to, item: make("li", { class: "mt-gap" }, words) });
  };
  for (const line of sourceLines(bytes, ranges).slice(0, MOST_LINES)) {
    if (line.start > at) {
      gap(line.start);
      number = null;
    }
    at = line.end;
    if (number !== null) number += 1;
    const item = lineItem(line, number, fields.has(line.start));
    const textEnd = line.start + line.bytes.length;
    lines.push({ start: line.start, end: line.end, textEnd, bytes: line.bytes, item });
  }
  gap(size);
  for (const { start, defects } of pieces) {
    if (!defects) continue;
    const place = lines.findIndex((line) => start < line.end);
    if (place < 0) continue;
    // A boundary begins with the line break before it, but is visible on the next line.
    const { item } = (start >= lines[place].textEnd && lines[place + 1]) || lines[place];
    const mark = make("span", { class: "mt-mark mt-warn" }, mailText(defects.join("; ")));
    (item.querySelector(".mt-line") ?? item).append(mark);
  }
  return lines;
}

// The source for reading only.
export function drawSource(bytes, ranges, size, pieces) {
  const items = lineItems(bytes, ranges, size, pieces).map(({ item }) => item);
  return make("ol", { class: "mt-source", tabindex: "0", "aria-label": "Source" }, ...items);
}

// The source for selecting lines; `choose(offset)` is called with the first byte of a line.
export function makeSource(bytes, ranges, size, pieces, choose) {
  const lines = lineItems(bytes, ranges, size, pieces);
  const id = newId("line");
  lines.forEach(({ item }, at) => {
    item.id = `${id}-${at}`;
    item.setAttribute("role", "option");
    if (!item.lastChild.textContent) item.setAttribute("aria-label", "empty line");
    item.setAttribute("aria-selected", "false");
  });
  const element = make("ol",
    { class: "mt-source", tabindex: "0", role: "listbox", "aria-label": "Source" },
    ...lines.map(({ item }) => item));
  let current = -1;
  let highlighted = [0, 0];

  // Returns the index of the line that contains a byte.
  function placeOf(offset) {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function move(place) {
    lines[current]?.item.setAttribute("aria-selected", "false");
    current = place;
    const { item } = lines[place];
    item.setAttribute("aria-selected", "true");
    element.setAttribute("aria-activedescendant", item.id);
    revealIn(element, item);
  }

  // Highlights the lines of a byte range and moves to the first one, or to that of `offset`.
  function highlight(start, end, offset = null) {
    if (lines.length === 0) return;
    for (let at = highlighted[0]; at < highlighted[1]; at += 1) lines[at].item.classList.remove("mt-lit");
    const last = placeOf(Math.max(start, end - 1));
    let first = placeOf(start);
    // Only the line break of the line before a boundary belongs to the boundary.
    const { start: begin, textEnd } = lines[first];
    if (first < last && start > begin && start >= textEnd) first += 1;
    highlighted = [first, last + 1];
    for (let at = first; at <= last; at += 1) lines[at].item.classList.add("mt-lit");
    if (offset === null) {
      // Show as much of the range as fits, from its beginning, with one line before it.
      revealIn(element, lines[last].item);
      revealIn(element, lines[Math.max(0, first - 1)].item);
    }
    move(offset === null ? first : placeOf(offset));
  }

  element.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    const place = lines.findIndex((line) => line.item === item);
    if (place >= 0 && getSelection().isCollapsed) choose(lines[place].start);
  });
  const STEP = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };
  element.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || !lines.length) return;
    event.preventDefault();
    event.stopPropagation();
    choose(lines[Math.max(0, Math.min(lines.length - 1, current + step))].start);
  });
  // Returns the bytes of the lines between two offsets; null if some of them weren't sent.
  function linesTo(start, offset) {
    const found = lines.slice(placeOf(start), placeOf(offset) + 1);
    return found.every((line) => line.bytes) ? found.map((line) => line.bytes) : null;
  }

  return { element, highlight, linesTo };
}

// Returns a buffer of a widget message as bytes, whichever type the front end uses.
export function bytesOf(buffer) {
  if (!buffer) return new Uint8Array();
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return new Uint8Array(buffer);
}
