// The widget of the live inbox: its rows, and the one that is opened.

import { openLog, untilAnswered } from "../channel.js";
import { bytesInWords, icon, make, makeRoot, plural } from "../dom.js";
import { makeFind } from "./find.js";
import { makeLadder } from "../transcript/ladder.js";
import { makeList } from "./list.js";
import { makeOpenedMessage } from "../message/opened_message.js";
import { makeRequests } from "../message/requests.js";
import { makeReviewNotes } from "./review_notes.js";
import { describeRow, drawRow, firstMessage, merged, newestFirst } from "./rows.js";
import { bytesOf, drawSource } from "../message/source.js";

const BUSY_AFTER = 1000;

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Inbox");
  const state = make("span", { class: "mt-state" });
  const counts = make("span", { class: "mt-counts" });
  const news = make("span", { class: "mt-unseen", role: "status", "aria-live": "polite" });
  const detail = make("div", { class: "mt-detail", hidden: true });
  const empty = make("div", { class: "mt-empty-box" });
  const dropped = make("p", { class: "mt-note mt-dropped", hidden: true });
  const list = makeList({
    label: "Messages and sessions, newest first",
    draw: (entry) => {
      if (entry.kind === "mail" && !entry.notes) reviewNotes.request(entry.key);
      return drawRow(entry);
    },
    describe: describeRow,
    order: newestFirst,
    choose: (key) => open(key, true),
    enter: () => shown?.focus(),
  });
  const find = makeFind({
    ask: (content) => log.ask("find", content),
    changed: () => showList(),
    leave: () => list.focus(),
  });
  const reviewNotes = makeReviewNotes({
    seen: (key) => list.isDrawn(key),
    ask: (keys) => log.ask("notes", { keys }),
    received: (key, headlines) => {
      const entry = log.entries.get(key);
      if (!entry) return;
      entry.notes = headlines;
      list.redraw(key);
    },
  });
  const nothing = make("p", { class: "mt-nothing", hidden: true },
    "Nothing here contains these words. ",
    make("button", { type: "button", class: "mt-button", onclick: () => find.clear() }, "Show all"));
  const listed = make("div", {}, list.element, nothing, dropped);
  const split = make("div", { class: "mt-split", hidden: true }, listed, detail);
  root.append(
    make("div", { class: "mt-head" }, make("h2", {}, "Inbox"), state, counts, find.element),
    news, empty, split,
  );

  let head = null;
  let shown = null;
  let wanted = null;
  let byHand = false;
  let asking = null;
  let stopAsking = () => {};
  let busy = null;
  let tab = "message";
  let arrivals = 0;

  function drawHead() {
    state.replaceChildren(
      make("span", { class: head.listening ? "mt-dot mt-on" : "mt-dot", "aria-hidden": "true" }),
      head.listening ? `listening on ${head.address}` : `not listening on ${head.address}`,
    );
    const words = [plural(head.messages, "message")];
    if (head.sessions) words.push(`${plural(head.sessions, "session")} without a message`);
    if (head.open) words.push(`${plural(head.open, "client")} connected`);
    counts.textContent = words.join(", ");
    const gone = [];
    if (head.dropped) gone.push(plural(head.dropped, "older message"));
    if (head.sessions_dropped) gone.push(plural(head.sessions_dropped, "older session"));
    dropped.hidden = gone.length === 0;
    dropped.textContent = `${gone.join(" and ")} dropped.`;
  }

  let sorted = [];
  function kept(entry) {
    const last = entry.kind === "mail" ? head.dropped : head.sessions_dropped;
    return !entry.gone && entry.number > last;
  }

  function changed(fresh, newHead, { live }) {
    const dropping = head !== null &&
      (head.dropped !== newHead.dropped || head.sessions_dropped !== newHead.sessions_dropped);
    head = newHead;
    drawHead();
    if (dropping) {
      for (const [key, entry] of log.entries) if (!kept(entry)) log.entries.delete(key);
    }
    if (fresh.length || dropping) {
      const known = new Set(fresh.filter(({ before }) => before).map(({ entry }) => entry.key));
      const came = fresh.map(({ entry }) => entry).filter(kept).sort(newestFirst);
      const rest = known.size || dropping
        ? sorted.filter((entry) => !known.has(entry.key) && kept(entry))
        : sorted;
      sorted = merged(came, rest);
      const messages = live ? came.filter(({ key, kind }) => kind === "mail" && !known.has(key)) : [];
      for (const entry of messages) entry.arrived = performance.now();
      showList();
      find.join(came.map(({ key }) => key));
      if (messages.length) announce(messages);
    }
    const none = sorted.length === 0;
    split.hidden = none;
    find.element.hidden = none;
    empty.hidden = !none;
    if (none && !log.filling()) drawEmpty();
    if (!byHand && wanted === null) {
      const newest = sorted.find((entry) => entry.kind === "mail");
      if (newest) open(newest.key, false);
    }
  }

  function showList() {
    const shownNow = find.finding() ? sorted.filter(({ key }) => find.has(key)) : sorted;
    nothing.hidden = !find.finding() || shownNow.length > 0;
    list.show(shownNow);
  }

  let drawnFor = null;
  function drawEmpty() {
    const now = `${head.address} ${head.listening}`;
    if (now === drawnFor) return;
    drawnFor = now;
    empty.replaceChildren(firstMessage(head));
  }

  let announcing = null;
  function announce(messages) {
    arrivals += messages.length;
    const last = messages[0];
    announcing ??= setTimeout(() => {
      news.textContent = arrivals === 1 ? `New: ${describeRow(last)}` : plural(arrivals, "new message");
      arrivals = 0;
      announcing = null;
    }, 500);
  }

  function open(key, chosen) {
    byHand ||= chosen;
    if (wanted === key && shown) return;
    wanted = key;
    if (!chosen) list.move(key, { chosen: false });
    if (asking === null) askFor();
  }

  function askFor() {
    const key = wanted;
    asking = key;
    stopAsking();
    stopAsking = untilAnswered(() => log.ask("open", { key }));
    clearTimeout(busy);
    busy = setTimeout(
      () => note("Python is busy: this opens when the running cell has finished."),
      BUSY_AFTER,
    );
  }

  function note(words) {
    shown = null;
    detail.hidden = false;
    detail.replaceChildren(make("p", { class: "mt-note" }, words));
  }

  function opened(content, buffers) {
    if (content.key !== asking) return;
    clearTimeout(busy);
    stopAsking();
    asking = null;
    if (content.key !== wanted) {
      if (wanted !== null) askFor();
      return;
    }
    const hadFocus = detail.contains(document.activeElement);
    if (content.gone) {
      note("This one is no longer kept.");
      return;
    }
    const bytes = bytesOf(buffers[0]);
    const { session } = content.transcript;
    const ask = (after, more) => log.ask("lines", { session, after, ...more });
    const request = (about) => requests.request({ key: content.key, ...about });
    const remember = (name) => {
      tab = name;
    };
    shown = content.key[0] === "m"
      ? makeOpenedMessage(content, bytes, { tab, remember, ask, request })
      : makeSession(content, bytes, ask);
    detail.hidden = false;
    detail.replaceChildren(closeButton(), shown.element);
    if (hadFocus) shown.focus();
  }

  function makeSession(content, unfinished, ask) {
    const { session } = content.transcript;
    const headline = make("h3", { class: "mt-subject" });
    const ladder = makeLadder(content.transcript, { ask, headline });
    const element = make(
      "article",
      { class: "mt-article", tabindex: "-1", "aria-label": `Session ${session}` },
      headline,
      ladder.element,
    );
    if (content.unfinished) {
      element.append(
        make("h4", {}, `What had come of the mail, ${bytesInWords(content.unfinished)}`),
        drawSource(unfinished, [[0, unfinished.length]], content.unfinished, []));
    }
    return { element, focus: () => element.focus(), ladder, session };
  }

  function closeButton() {
    const attributes = { type: "button", class: "mt-close", "aria-label": "Close", title: "Close" };
    return make("button", { ...attributes, onclick: close }, icon("close"));
  }

  function close() {
    byHand = true;
    wanted = null;
    shown = null;
    detail.hidden = true;
    detail.replaceChildren();
    list.move(null);
    list.focus();
  }

  detail.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    list.focus();
  });

  root.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea");
    if (event.key !== "/" || writing || split.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    find.focus();
  });

  function onMessage(content, buffers) {
    if (content.kind === "opened") opened(content, buffers);
    else if (content.kind === "answer") requests.answered(content, buffers);
    else if (content.kind === "lines") {
      if (shown && shown.session === content.session) shown.ladder.update(content);
    } else if (content.kind === "found") find.found(content);
    else if (content.kind === "notes") reviewNotes.answered(content);
    else if (content.kind === "failed") {
      asking = null;
      stopAsking();
      clearTimeout(busy);
      note(`This couldn't be shown: ${content.text}`);
    }
  }

  function onDisconnect() {
    state.replaceChildren(
      make("span", { class: "mt-dot", "aria-hidden": "true" }),
      "Python has restarted or stopped: run this cell again",
    );
    counts.textContent = "";
  }

  const requests = makeRequests((content) => log.ask("about", content));
  const log = openLog(model, { changed, onMessage, onDisconnect });
  return () => {
    leave();
    stopAsking();
    clearTimeout(busy);
    clearTimeout(announcing);
    list.close();
    requests.close();
    log.close();
  };
}

export default { render };
