// The bytes of a mail as lines of text, exactly as they came; what is left out says how much.

import { bytesInWords, mailText, make, plural } from "./dom.js";

const LONGEST = 4000;
const MOST_LINES = 5000;

// Cuts the pieces into lines: { start, end, text, ending }; offsets count in the whole mail.
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

// Bytes that are no UTF-8 are shown as \xNN.
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

export function drawSource(bytes, pieces, size, parts) {
  const inHeader = (offset) =>
    parts.some((part) => offset >= part.start && offset < part.body);
  const list = make("ol", { class: "mt-source", tabindex: "0", "aria-label": "Source" });
  let at = 0;
  let number = 0;
  const gap = (to) => {
    if (to > at) {
      list.append(
        make("li", { class: "mt-gap" },
          `${bytesInWords(to - at)} not shown here (${plural(to - at, "byte")})`),
      );
    }
  };
  for (const line of sourceLines(bytes, pieces).slice(0, MOST_LINES)) {
    if (line.start > at) {
      gap(line.start);
      number = null;
    }
    at = line.end;
    if (number !== null) number += 1;
    const cut = line.bytes.length > LONGEST;
    const text = textOfBytes(cut ? line.bytes.subarray(0, LONGEST) : line.bytes);
    const item = make("li", { "data-start": line.start });
    item.append(make("span", { class: "mt-number", "aria-hidden": "true" }, number ?? ""));
    const name = inHeader(line.start) ? /^[!-9;-~]+:/.exec(text) : null;
    const shown = make("span", { class: "mt-line" });
    if (name) shown.append(make("span", { class: "mt-name" }, name[0]));
    shown.append(mailText(name ? text.slice(name[0].length) : text));
    if (cut) {
      const more = plural(line.bytes.length - LONGEST, "more byte");
      shown.append(make("span", { class: "mt-note" }, ` ${more} in this line`));
    }
    if (line.ending === "LF") shown.append(make("span", { class: "mt-mark" }, "LF alone"));
    item.append(shown);
    list.append(item);
  }
  gap(size);
  return list;
}

// What came with a message, as bytes, however the front end hands it over.
export function bytesOf(buffer) {
  if (!buffer) return new Uint8Array();
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return new Uint8Array(buffer);
}
