// One line of an encoded body, opened up: what its letters stand for.

import { mailText, make, plural } from "../dom.js";
import { hexRows } from "./preview.js";

const LETTERS = /[^A-Za-z0-9+/]/g;

function openBase64(lines) {
  const letters = lines.map((line) => line.replace(LETTERS, ""));
  const last = letters.pop();
  const before = letters.reduce((sum, each) => sum + each.length, 0);
  // Four letters stand for three bytes: a line that begins within four cannot be read alone.
  if (before % 4 !== 0 || last.length < 2) return null;
  const whole = last.slice(0, last.length - (last.length % 4 === 1));
  const data = Uint8Array.from(atob(whole), (letter) => letter.charCodeAt(0));
  const counts = `${plural(last.length, "letter")}, ${plural(data.length, "byte")}`;
  return [counts, make("pre", { class: "mt-hex", tabindex: "0", "aria-label": "Bytes of this line" },
    mailText(hexRows(data, (before / 4) * 3).join("\n")))];
}

function openQuoted(lines) {
  const line = lines.at(-1);
  const soft = /=[ \t]*$/.test(line);
  const hex = line.replace(/=[ \t]*$/, "").replace(/%/g, "%25").replace(/=([0-9A-Fa-f]{2})/g, "%$1");
  let text;
  try {
    text = decodeURIComponent(hex);
  } catch {
    return null; // another charset than UTF-8, or a letter that goes on in the next line
  }
  const words = soft ? "the = at its end joins it with the next line" : "it ends where the text's line ends";
  return [words, make("p", { class: "mt-shown" }, mailText(text))];
}

// `lines` are the bytes of the body's lines up to the one that is opened.
export function openLine(encoding, lines) {
  const open = { base64: openBase64, "quoted-printable": openQuoted }[encoding];
  const opened = open?.(lines.map((line) => String.fromCharCode(...line.subarray(0, 4000))));
  if (!opened) return [];
  return [make("h6", {}, `This line: ${opened[0]}`), opened[1]];
}
