// Makes and places elements. Text is only ever set as text, so nothing in it can run.

export function h(tag, attributes = {}, ...children) {
  const svg = ["svg", "circle", "path"].includes(tag);
  const made = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== ""));
  return made;
}

// Place nodes in a parent, and touch only what differs: focus and scrolling survive.
export function place(parent, nodes) {
  nodes.forEach((node, index) => {
    const there = parent.childNodes[index];
    if (there === node) return;
    if (there && !nodes.includes(there)) there.replaceWith(node);
    else parent.insertBefore(node, there ?? null);
  });
  while (parent.childNodes.length > nodes.length) parent.lastChild.remove();
}

const made = new Map();

// Return the element made before for this key, unless what it shows has changed.
export function once(key, shown, make) {
  const signature = JSON.stringify(shown);
  const before = made.get(key);
  if (before?.signature === signature) return before.element;
  const element = make(before?.shown);
  made.set(key, { signature, shown, element });
  return element;
}

// Turn `code` between backticks into code elements.
export function withCode(text) {
  return text
    .split(/`([^`]+)`/)
    .map((piece, index) => (index % 2 ? h("code", {}, piece) : piece));
}

export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const MARKS = {
  done: "M2.5 8.5l3.5 3.5 7.5-8",
  "not yet": "M4 4l8 8M12 4l-8 8",
  "not tried": "M5.5 8h5",
  warning: "M8 2l6.5 12h-13zM8 6.5v3.5M8 12v.3",
};

export function mark(name) {
  const path = h("path", { d: MARKS[name] });
  return h("svg", { class: `mark ${name.replace(" ", "-")}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
}
