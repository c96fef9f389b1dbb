// The rungs of a ladder diagram: a line of the transcript each, with its meaning below.

import { icon, mailLabel, mailText, make, newId, plural } from "../dom.js";

const KINDS_OF_REPLY = {
  2: { name: "yes", words: "accepted" },
  3: { name: "more", words: "go on" },
  4: { name: "wait", words: "not now" },
  5: { name: "no", words: "rejected" },
};
const LONG_SILENCE = 1000;
const SHORT_CALL = 20;

export function milliseconds(at) {
  return at < 1000 ? `${at < 10 ? at.toFixed(1) : Math.round(at)} ms` : `${(at / 1000).toFixed(2)} s`;
}

// A line of Python without the arguments in parentheses: `client.login(…)`.
function withoutArguments(code) {
  let depth = 0;
  let short = "";
  for (const letter of code) {
    if (letter === ")") depth -= 1;
    if (depth < 0) return code;
    if (depth === 0) short += letter;
    else if (depth === 1 && !short.endsWith("\u2026")) short += "\u2026";
    if (letter === "(") depth += 1;
  }
  return depth === 0 ? short : code;
}

// The call without its arguments and without a print(...) around it; the title and the opened rung
// have all of it.
function pythonOf([code, place]) {
  const call = /^print\(([^()]*\(.*\))\)$/.exec(code)?.[1] ?? code;
  const short = call.length > SHORT_CALL ? withoutArguments(call) : call;
  return [
    mailText(short, { class: "mt-rung-python-short", title: mailLabel(code) }),
    mailText(code, { class: "mt-rung-python-full" }),
    make("span", { class: "mt-rung-place" }, place),
  ];
}

export function beginsEncryption(line) {
  return line.kind === "event" && line.text.startsWith("encrypted");
}

export function ladderCell(name, ...children) {
  return make("div", { class: `mt-rung-cell mt-rung-${name}`, role: "cell" }, ...children);
}

// The verb or code of a line opens the explanation; the rest follows as text.
function wordAndRest(line) {
  const { text } = line;
  if (line.kind === "reply" && line.code) return [[make("b", {}, text.slice(0, 3))], text.slice(3)];
  if (line.verb) {
    const { length } = line.verb;
    return [[make("b", {}, text.slice(0, length))], text.slice(length)];
  }
  if (line.kind === "data") return [[make("i", {}, mailText(text))], ""];
  return [[mailText(text)], ""];
}

function opener(line, children) {
  if (line.meanings.length === 0) return make("span", {}, ...children);
  const attributes = { type: "button", class: "mt-opener", tabindex: "-1", "aria-expanded": "false" };
  return make("button", attributes, ...children);
}

function lineParts(line) {
  const [word, rest] = wordAndRest(line);
  const kind = line.kind === "reply" ? String(line.code ?? "")[0] : "";
  const meaning = KINDS_OF_REPLY[kind];
  if (meaning && !line.goes_on) {
    word.unshift(icon(meaning.name), make("span", { class: "mt-unseen" }, `${meaning.words}: `));
  }
  const opens = opener(line, word);
  if (meaning) opens.classList.add(`mt-code-${kind}`);
  if (line.goes_on) opens.classList.add("mt-reply-goes-on");
  const parts = [opens, rest ? mailText(rest) : null];
  if (line.masked) parts.push(" ", make("span", { class: "mt-mark" }, `masked: ${line.masked}`));
  if (line.more) parts.push(make("span", { class: "mt-note" }, ` and ${plural(line.more, "more character")}`));
  return parts;
}

function lineCells(line) {
  if (line.kind === "event") {
    return [make("div", { class: "mt-rung-cell mt-rung-event", role: "cell", "aria-colspan": "3" },
      opener(line, [mailText(line.text)]))];
  }
  const words = lineParts(line);
  return line.kind === "reply"
    ? [ladderCell("client"), ladderCell("way", icon("left")), ladderCell("server", ...words)]
    : [ladderCell("client", ...words), ladderCell("way", icon("right")), ladderCell("server")];
}

function timeCell(line, before) {
  const bar = make("span", { class: "mt-bar" });
  bar.style.setProperty("--mt-since", before);
  bar.style.setProperty("--mt-wait", Math.max(0, line.at - before));
  return ladderCell("time", make("span", { class: "mt-at" }, milliseconds(line.at)),
    make("span", { class: "mt-track", "aria-hidden": "true" }, bar));
}

function meaningCell(line) {
  const items = line.meanings.map(([title, words, source]) =>
    make("p", {}, make("b", {}, mailText(title)), " ", words,
      source ? make("span", { class: "mt-rfc" }, ` ${source}`) : null));
  const cell = ladderCell("meaning", ...items);
  cell.id = newId("meaning");
  return cell;
}

// A row across the whole ladder, for events.
export function ladderBand(name, words) {
  return make("div", { class: `mt-rung mt-rung-band mt-rung-band-${name}`, role: "row" },
    make("div", { class: "mt-rung-cell", role: "cell" }, words));
}

// `first` is true if a phase begins, `call` is the Python that begins here, `before` the time of the
// previous line. `button` is null if there's nothing to explain.
export function makeRung(line, { own, first, call, before }) {
  const phase = first
    ? make("div", { class: "mt-rung-cell mt-rung-phase", role: "rowheader" }, line.phase)
    : ladderCell("phase");
  const python = ladderCell("python", ...(call ? pythonOf(call) : []));
  const wire = ladderCell("wire");
  const element = make("div", { class: "mt-rung", role: "row" },
    phase, python, ...lineCells(line), timeCell(line, before), wire);
  if (first) element.classList.add("mt-rung-first");
  if (own) element.classList.add("mt-rung-own");
  if (line.kind === "event") element.classList.add("mt-rung-band");
  if (beginsEncryption(line)) element.classList.add("mt-rung-encrypted");
  const button = element.querySelector(".mt-opener");
  let meaning = null;

  function open(on) {
    if (!button || on === (meaning !== null)) return;
    button.setAttribute("aria-expanded", String(on));
    if (on) {
      meaning = meaningCell(line);
      button.setAttribute("aria-controls", meaning.id);
      element.append(meaning);
    } else {
      button.removeAttribute("aria-controls");
      meaning.remove();
      meaning = null;
    }
  }

  const silence = line.at - before >= LONG_SILENCE
    ? ladderBand("silence", `${milliseconds(line.at - before)} of silence`)
    : null;
  return { line, element, silence, button, wire, open, isOpen: () => meaning !== null };
}
