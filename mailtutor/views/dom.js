// Makes elements. Text from a mail goes through `mailText` only, and never into innerHTML.

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

const PATHS = {
  mail: ["M1.5 3.5h13v9h-13z", "M1.5 4.5 8 9l6.5-4.5"],
  stopped: ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "m3.7 12.3 8.6-8.6"],
  open: ["M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z", "M5 8h.1M8 8h.1M11 8h.1"],
  yes: ["m3 8.5 3.5 3.5L13 4.5"],
  no: ["m4 4 8 8M12 4l-8 8"],
  more: ["M3 8h9M8.5 4.5 12 8l-3.5 3.5"],
  wait: ["M8 2v7M8 12.5v.1"],
  right: ["M2 8h11M9.5 4.5 13 8l-3.5 3.5"],
  left: ["M14 8H3M6.5 4.5 3 8l3.5 3.5"],
  file: ["m13 7.5-5 5a3 3 0 0 1-4.3-4.3l5.6-5.6a2 2 0 0 1 2.9 2.9l-5.5 5.4a1 1 0 0 1-1.4-1.4l5-5"],
  up: ["M8 13V3M4 7l4-4 4 4"],
  plus: ["M8 3v10M3 8h10"],
  minus: ["M3 8h10"],
  differs: ["M3 6h10M3 10h10M10.5 3l-5 10"],
  twist: ["m6 4 4 4-4 4"],
  close: ["m4 4 8 8M12 4l-8 8"],
};

// A drawn mark; the words beside it, or the label of what holds it, say what it means.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `mt-icon mt-icon-${name}`);
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

// Controls, invisible letters, and those that turn the direction of text around.
const HIDDEN = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u200b\\u2028-\\u202e" +
    "\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]",
  "g",
);

export function nameOfHidden(letter) {
  return `U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// Text from a mail, kept apart from the text around it, hidden letters shown by their number.
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

// A piece of code with a button that copies it.
export function codeToCopy(code) {
  const button = make("button", { type: "button", class: "mt-button" }, "Copy");
  const said = make("span", { class: "mt-said", role: "status" });
  const block = make("pre", { class: "mt-code", tabindex: "0", "aria-label": "Code to copy" }, code);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      said.textContent = "Selected: copy it with the keyboard";
    }
  });
  return make("div", { class: "mt-copy" }, block, make("div", {}, button, said));
}

// The outermost element of a view. Jupyter's shortcuts leave a key alone if the element that it
// is pressed in says so; it is marked just before they look, and not for Ctrl+S and its like.
export function makeRoot(el, label) {
  const root = make("div", { class: "mailtutor", role: "group", "aria-label": label });
  const mark = (event) => {
    if (!root.contains(event.target)) return;
    const forJupyter = (event.ctrlKey || event.metaKey) && event.key !== "Enter";
    if (forJupyter) event.target.removeAttribute("data-lm-suppress-shortcuts");
    else event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  window.addEventListener("keydown", mark, true);
  el.replaceChildren(root);
  return { root, leave: () => window.removeEventListener("keydown", mark, true) };
}

let made = 0;
export function newId(word) {
  made += 1;
  return `mt-${word}-${Date.now().toString(36)}-${made}`;
}
