// What a file holds: a picture, or its first bytes. Fetched when it is looked at.

import { mailLabel, mailText, make, plural } from "../dom.js";
import { fetchBytes } from "./questions.js";

const IN_HEX = 512;
const HEX_COLUMNS = 8;
const LARGEST_INLINE = 2_000_000; // bytes
const MOST_INLINE = 20;

// Only these are drawn, and only as what their first bytes say: none can run anything.
const DRAWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

// The bytes as lines of text; `from` is the offset of the first one.
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
  const block = make("pre", { class: "mt-hex", tabindex: "0", "aria-label": "First bytes" },
    mailText(hexRows(bytes).join("\n")));
  const more = size > bytes.length ? ` of ${plural(size, "byte")}` : "";
  return [make("h6", {}, `The first ${plural(bytes.length, "byte")}${more}`), block];
}

function drawn(pieces, part) {
  const address = URL.createObjectURL(new Blob(pieces, { type: part.picture }));
  const picture = make("img", { class: "mt-picture", alt: `Picture ${mailLabel(part.name)}` });
  const done = () => URL.revokeObjectURL(address);
  picture.addEventListener("load", done);
  picture.addEventListener("error", () => {
    done();
    picture.replaceWith(make("p", { class: "mt-note" }, "The browser cannot draw this picture."));
  });
  picture.src = address;
  return picture;
}

function dataAddress(pieces, type) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(new Blob(pieces, { type }));
  });
}

// The pictures that a page of HTML asks for and the mail brings along, as data: addresses by
// their Content-ID; fetched only now.
export async function picturesIn(text, parts, question) {
  const found = new Map();
  for (const [place, part] of parts.entries()) {
    const asked = part.cid && DRAWN.has(part.picture) && part.bytes <= LARGEST_INLINE &&
      (text.includes(`cid:${part.cid}`) || text.includes(`cid:${encodeURIComponent(part.cid)}`));
    if (!asked || found.has(part.cid) || found.size === MOST_INLINE) continue;
    found.set(part.cid, await dataAddress(await fetchBytes(question, place), part.picture));
  }
  return found;
}

// Fills `holder` with the part's content, unless something else was chosen meanwhile.
export async function showContent(holder, question, part, place, wanted) {
  const asPicture = DRAWN.has(part.picture);
  holder.replaceChildren(make("p", { class: "mt-note" }, "Fetching its bytes…"));
  try {
    const pieces = await fetchBytes(question, place, { most: asPicture ? Infinity : IN_HEX });
    if (!wanted()) return;
    if (asPicture) holder.replaceChildren(drawn(pieces, part));
    else holder.replaceChildren(...hexDump(pieces[0] ?? new Uint8Array(), part.bytes));
  } catch (error) {
    holder.replaceChildren(make("p", { class: "mt-note" }, `Not fetched: ${error.message}`));
  }
}
