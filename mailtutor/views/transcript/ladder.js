// A transcript as a ladder diagram: client left, server right, time downward. It grows live.

import { make, plural } from "../dom.js";
import { beginsEncryption, ladderBand, ladderCell, makeRung, milliseconds } from "./rungs.js";
import { clearWire, fillWire } from "./wire.js";

const MOST_RUNGS = 2000;
const LONG = 100;
const PAGE = 12;
const NEAR_THE_END = 60;
const SETTLING = 5;
const WIRE_EVERY = 1000;
const COLUMNS = {
  phase: "phase",
  python: "your Python",
  client: "client",
  way: "",
  server: "server",
  time: "time",
  wire: "raw bytes, readable by anyone",
};
const WARNING =
  "This column shows the raw bytes, as anyone on the network sees them. In this session they " +
  "contain a user name and a password that weren't encrypted.";
const ON_THE_WIRE =
  "The raw bytes, as anyone on the network sees them: text if they're plain, numbers if they're " +
  "encrypted. This column is never saved with the notebook.";

function columnHeads() {
  return make("div", { class: "mt-rung mt-rung-heads", role: "row" },
    ...Object.entries(COLUMNS).map(([name, words]) => words
      ? make("div", { class: `mt-rung-cell mt-rung-${name}`, role: "columnheader" }, words)
      : ladderCell(name)));
}

// `own` has the first and last line of one message among others; `ask(after, more)` requests missed
// lines. The summary goes into `headline`, the buttons into `tools`.
export function makeLadder(transcript, { own = null, ask = () => {}, headline, tools } = {}) {
  const sentence = headline ?? make("p", { class: "mt-headline" });
  const facts = make("p", { class: "mt-facts" });
  const earlier = make("p", { class: "mt-note", hidden: true });
  const notice = make("div", { class: "mt-ladder-notice", role: "status" });
  const body = make("div", { role: "rowgroup" });
  const ended = ladderBand("ended", "");
  const rest = ladderBand("rest", "After the last line");
  rest.append(ladderCell("wire"));
  rest.hidden = true;
  const heads = make("div", { class: "mt-ladder-top", role: "rowgroup" }, columnHeads());
  const table = make("div", { class: "mt-ladder", role: "table", "aria-label": "Transcript" },
    heads,
    body,
    make("div", { role: "rowgroup" }, rest, ended));
  const scroll = make("div", { class: "mt-rungs" }, table);
  const buttons = {
    explain: toggle("Explain", explainAll),
    time: toggle("Time to scale", (on) => table.classList.toggle("mt-with-time", on)),
    wire: toggle("Eavesdropper", askForWire),
  };
  const group = make("div", { class: "mt-tools", role: "group", "aria-label": "Show" },
    ...Object.values(buttons));
  tools?.append(group);
  const top = make("div", { class: "mt-ladder-head" },
    make("div", {}, headline ? null : sentence, facts), tools ? null : group);
  const element = make("div", { class: "mt-transcript" }, top, notice, earlier, scroll);

  let rungs = [];
  let byElement = new Map();
  let last = 0;
  let hidden = 0;
  let phase = null;
  let call = null;
  let at = 0;
  let encrypted = false;
  let exposed = false;
  let wireOn = false;
  let asking = null;
  let current = null;
  let stays = true;
  const explainedOnce = new Set();

  function toggle(words, act) {
    const button = make("button", { type: "button", class: "mt-button", "aria-pressed": "false" }, words);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      act(on);
    });
    return button;
  }

  // Explain each thing once, where it first appears.
  function explainNew(list) {
    for (const rung of list) {
      const news = rung.line.meanings.filter((meaning) => !explainedOnce.has(meaning.join("\n")));
      for (const meaning of news) explainedOnce.add(meaning.join("\n"));
      if (news.length) rung.open(true);
    }
  }

  function explainAll(on) {
    explainedOnce.clear();
    if (on) explainNew(rungs);
    else for (const rung of rungs) rung.open(false);
  }

  function askForWire(on) {
    if (!on) showWire(false);
    else if (!exposed) showWire(true);
    else {
      const show = make("button", { type: "button", class: "mt-button", onclick: () => {
        showWire(true);
        buttons.wire.focus();
      } }, "Show it");
      notice.replaceChildren(make("p", {}, WARNING), show);
      notice.classList.add("mt-ladder-warning");
    }
  }

  function showWire(on) {
    wireOn = on;
    notice.classList.remove("mt-ladder-warning");
    table.classList.toggle("mt-with-wire", on);
    notice.replaceChildren(...(on ? [make("p", {}, ON_THE_WIRE)] : []));
    if (on) ask(last, { wire: true });
    else clearWire(rungs, rest);
  }

  function askAgain() {
    asking ??= setTimeout(() => {
      asking = null;
      if (wireOn) ask(last, { wire: true });
    }, WIRE_EVERY);
  }

  function add(line, meanings) {
    line.meanings = line.means.map((index) => meanings[index]);
    const begins = line.call && (line.verb === "MAIL" || line.call.join() !== call) ? line.call : null;
    const rung = makeRung(line, {
      own: own && line.n >= own[0] && line.n <= own[1],
      first: line.phase !== phase,
      call: begins,
      before: at,
    });
    if (line.call) table.classList.add("mt-with-python");
    exposed ||= Boolean(line.masked) && !encrypted;
    encrypted ||= beginsEncryption(line);
    call = line.call ? line.call.join() : null;
    phase = line.phase;
    at = line.at;
    byElement.set(rung.element, rung);
    return rung;
  }

  function update(content) {
    if (content.after > last) {
      ask(last);
      return;
    }
    const fresh = content.lines.filter((line) => line.n > last)
      .map((line) => add(line, content.meanings));
    const live = last > 0;
    for (const rung of fresh) {
      if (live) rung.element.classList.add("mt-arrived");
      body.append(...[rung.silence, rung.element].filter(Boolean));
    }
    rungs.push(...fresh);
    hidden += content.left_out;
    for (const old of rungs.splice(0, rungs.length - MOST_RUNGS)) {
      old.silence?.remove();
      old.element.remove();
      byElement.delete(old.element);
      hidden += 1;
    }
    scroll.classList.toggle("mt-rungs-long", rungs.length > LONG);
    if (buttons.explain.getAttribute("aria-pressed") === "true") explainNew(fresh);
    earlier.hidden = hidden === 0;
    earlier.textContent = `${plural(hidden, "earlier line")} not shown.`;
    last = Math.max(last, content.last);
    table.style.setProperty("--mt-whole", Math.max(content.milliseconds, at, 0.1));
    ended.hidden = content.ending === "";
    ended.firstElementChild.textContent = content.ending;
    sentence.textContent = content.headline;
    facts.textContent =
      `Session ${content.session}, client ${content.peer}, began ${content.began}, ` +
      `${plural(last, "line")}, ${milliseconds(content.milliseconds)}.` +
      (own ? " The lines with a bar delivered this message." : "");
    if (!rungs.includes(current)) point(rungs.find((rung) => rung.button) ?? null);
    if (live && stays && fresh.length) scroll.scrollTop = scroll.scrollHeight;
    if (content.wire) {
      if (wireOn) fillWire(content.wire, rungs, rest);
    } else if (wireOn && (fresh.length || content.ended)) askAgain();
  }

  // One rung at a time is in the tab order; the arrow keys move to the others.
  function point(rung) {
    current?.button.setAttribute("tabindex", "-1");
    current = rung;
    current?.button.setAttribute("tabindex", "0");
  }

  scroll.addEventListener("scroll", () => {
    stays = scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - NEAR_THE_END;
  }, { passive: true });

  // A message among many in one session: show its lines first. Rows only get their true heights when
  // they're near, so look for the position again in the next frames.
  function scrollTo(rung, frames) {
    const top = rung.element.getBoundingClientRect().top;
    scroll.scrollTop += top - scroll.getBoundingClientRect().top - heads.offsetHeight;
    if (frames > 0) requestAnimationFrame(() => scrollTo(rung, frames - 1));
  }

  const toOwn = new ResizeObserver(() => {
    if (scroll.clientHeight === 0) return;
    toOwn.disconnect();
    const first = rungs.find((rung) => rung.line.n >= own[0]);
    if (first && scroll.classList.contains("mt-rungs-long")) scrollTo(first, SETTLING);
  });
  if (own) toOwn.observe(scroll);

  function rungOf(target) {
    return byElement.get(target.closest(".mt-rung"));
  }

  body.addEventListener("click", (event) => {
    const rung = rungOf(event.target);
    if (!rung?.button || event.target.closest(".mt-rung-meaning")) return;
    if (event.target.closest(".mt-opener") === null && !getSelection().isCollapsed) return;
    point(rung);
    rung.open(!rung.isOpen());
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity };
    if (!(event.key in step) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const explainable = rungs.filter((rung) => rung.button);
    const to = explainable.indexOf(rungOf(event.target)) + step[event.key];
    event.preventDefault();
    event.stopPropagation();
    point(explainable[Math.min(explainable.length - 1, Math.max(0, to))]);
    current.button.focus();
  });

  update(transcript);
  return { element, update };
}
