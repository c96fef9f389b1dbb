// Creates elements. Text from a message always goes through `mailText`, never into innerHTML.

import { ICONS } from "./icons.js";
import { keepShortcutsAway } from "./keyboard.js";

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes, listeners (`onclick`) and children (elements or plain text).
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// An icon; the text next to it, or its container's label, says what it means.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `mt-icon mt-icon-${name}`);
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

// Control characters, invisible characters, and those that reverse the direction of text.
const HIDDEN = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u200b\\u2028-\\u202e" +
    "\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]",
  "g",
);

export function nameOfHidden(letter) {
  return `U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// Text from a message, isolated from the text around it, with hidden characters shown as numbers.
export function mailText(text, attributes = {}) {
  const element = make("bdi", attributes);
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    element.append(text.slice(at, match.index));
    element.append(make("span", { class: "mt-hidden-letter" }, nameOfHidden(match[0])));
    at = match.index + 1;
  }
  element.append(text.slice(at));
  return element;
}

// The same for a label, which is a string.
export function mailLabel(text) {
  return text.replace(HIDDEN, nameOfHidden);
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function bytesInWords(count) {
  if (count < 10_000) return plural(count, "byte");
  if (count < 1_000_000) return `${(count / 1000).toFixed(count < 100_000 ? 1 : 0)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}

// A preformatted block that the keyboard can scroll; `label` is for a screen reader.
export function scrollBlock(kind, label, text) {
  return make("pre", { class: `mt-mono ${kind}`, tabindex: "0", "aria-label": label }, text);
}

// A piece of code with a button that copies it.
export function codeToCopy(code) {
  const button = make("button", { type: "button", class: "mt-button" }, "Copy");
  const status = make("span", { class: "mt-said", role: "status" });
  const block = make("pre", { class: "mt-code", tabindex: "0", "aria-label": "Code to copy" }, code);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      status.textContent = "Selected: copy it with the keyboard";
    }
  });
  return make("div", { class: "mt-copy" }, block, make("div", {}, button, status));
}

// The outermost element of a view.
export function makeRoot(el, label) {
  const root = make("div", { class: "mailtutor", role: "group", "aria-label": label });
  el.replaceChildren(root);
  return { root, leave: keepShortcutsAway((target) => root.contains(target)) };
}

let made = 0;
export function newId(word) {
  made += 1;
  return `mt-${word}-${Date.now().toString(36)}-${made}`;
}
