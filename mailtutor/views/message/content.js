// What a part contains: a picture, its first bytes, or one line of its body decoded.

import { mailLabel, mailText, make, plural, scrollBlock } from "../dom.js";
import { fetchBytes } from "./requests.js";

const IN_HEX = 512; // bytes
const HEX_COLUMNS = 8;
const LARGEST_INLINE = 2_000_000; // bytes
const MOST_INLINE = 20;

// Only these are drawn, as the type that their first bytes show: none of them can run code.
const DRAWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

// Returns a hex dump of the bytes as lines of text; `from` is the offset of the first byte.
export function hexRows(bytes, from = 0) {
  const rows = [];
  for (let at = 0; at < bytes.length; at += HEX_COLUMNS) {
    const row = [...bytes.subarray(at, at + HEX_COLUMNS)];
    const offset = (from + at).toString(16).padStart(4, "0");
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    rows.push(`${offset}  ${hex.padEnd(3 * HEX_COLUMNS)} ${text}`);
  }
  return rows;
}

function hexDump(bytes, size) {
  const block = scrollBlock("mt-hex", "First bytes", mailText(hexRows(bytes).join("\n")));
  const more = size > bytes.length ? ` of ${plural(size, "byte")}` : "";
  return [make("h6", {}, `The first ${plural(bytes.length, "byte")}${more}`), block];
}

function drawPicture(pieces, part) {
  const address = URL.createObjectURL(new Blob(pieces, { type: part.picture }));
  const picture = make("img", { class: "mt-picture", alt: `Picture ${mailLabel(part.name)}` });
  const done = () => URL.revokeObjectURL(address);
  picture.addEventListener("load", done);
  picture.addEventListener("error", () => {
    done();
    picture.replaceWith(make("p", { class: "mt-note" }, "The browser can't draw this picture."));
  });
  picture.src = address;
  return picture;
}

function dataUrl(pieces, type) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(new Blob(pieces, { type }));
  });
}

// Fetches the pictures that an HTML body refers to and the message contains; returns their
// data: URLs by Content-ID.
export async function picturesIn(text, parts, request) {
  const found = new Map();
  for (const [place, part] of parts.entries()) {
    const asked = part.cid && DRAWN.has(part.picture) && part.bytes <= LARGEST_INLINE &&
      (text.includes(`cid:${part.cid}`) || text.includes(`cid:${encodeURIComponent(part.cid)}`));
    if (!asked || found.has(part.cid) || found.size === MOST_INLINE) continue;
    found.set(part.cid, await dataUrl(await fetchBytes(request, place), part.picture));
  }
  return found;
}

// Fills `holder` with the part's content, unless something else has been chosen meanwhile.
export async function showContent(holder, request, part, place, wanted) {
  const asPicture = DRAWN.has(part.picture);
  holder.replaceChildren(make("p", { class: "mt-note" }, "Loading its bytes…"));
  try {
    const pieces = await fetchBytes(request, place, { most: asPicture ? Infinity : IN_HEX });
    if (!wanted()) return;
    if (asPicture) holder.replaceChildren(drawPicture(pieces, part));
    else holder.replaceChildren(...hexDump(pieces[0] ?? new Uint8Array(), part.bytes));
  } catch (error) {
    holder.replaceChildren(make("p", { class: "mt-note" }, `Can't load it: ${error.message}`));
  }
}

const NOT_BASE64 = /[^A-Za-z0-9+/]/g;

function decodeBase64(lines) {
  const texts = lines.map((line) => line.replace(NOT_BASE64, ""));
  const last = texts.pop();
  const before = texts.reduce((sum, each) => sum + each.length, 0);
  // Four characters stand for three bytes: a line that starts within four can't be read alone.
  if (before % 4 !== 0 || last.length < 2) return null;
  const whole = last.slice(0, last.length - (last.length % 4 === 1));
  const data = Uint8Array.from(atob(whole), (each) => each.charCodeAt(0));
  const counts = `${plural(last.length, "character")}, ${plural(data.length, "byte")}`;
  const rows = hexRows(data, (before / 4) * 3);
  return [counts, scrollBlock("mt-hex", "Bytes of this line", mailText(rows.join("\n")))];
}

function decodeQuotedPrintable(lines) {
  const line = lines.at(-1);
  const soft = /=[ \t]*$/.test(line);
  const hex = line.replace(/=[ \t]*$/, "").replace(/%/g, "%25").replace(/=([0-9A-Fa-f]{2})/g, "%$1");
  let text;
  try {
    text = decodeURIComponent(hex);
  } catch {
    return null; // not UTF-8, or a character continues on the next line
  }
  const words = soft ? "the = at its end joins it to the next line" : "it ends where the line of text ends";
  return [words, make("p", { class: "mt-mono mt-value" }, mailText(text))];
}

// Decodes one line of a body; `lines` are the bytes of the body's lines up to this one.
export function decodeLine(encoding, lines) {
  const decode = { base64: decodeBase64, "quoted-printable": decodeQuotedPrintable }[encoding];
  const decoded = decode?.(lines.map((line) => String.fromCharCode(...line.subarray(0, 4000))));
  if (!decoded) return [];
  return [make("h6", {}, `This line: ${decoded[0]}`), decoded[1]];
}
