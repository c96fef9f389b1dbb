// The widget of the live inbox: what is there, what comes, and one of it opened.

import { openLog, untilAnswered } from "./channel.js";
import { bytesInWords, codeToCopy, icon, mailLabel, mailText, make, makeRoot, plural } from "./dom.js";
import { makeLadder } from "./ladder.js";
import { makeList } from "./list.js";
import { makeMail } from "./mail.js";
import { bytesOf, drawSource } from "./source.js";

const BUSY_AFTER = 1000;

function drawRow(entry) {
  if (entry.kind === "session") {
    const pill = entry.code
      ? make("span", { class: "mt-pill mt-bad" }, icon("no"), String(entry.code))
      : null;
    return [
      make("span", { class: "mt-kind" }, icon(entry.open ? "open" : "stopped")),
      make("span", { class: "mt-from mt-dim" }, entry.open ? "no mail yet" : "no mail"),
      make("span", { class: "mt-what mt-dim" }, entry.words),
      make("span", { class: "mt-tags" }, pill),
      make("span", { class: "mt-clock" }, entry.clock),
    ];
  }
  return [
    make("span", { class: "mt-kind" }, icon("mail")),
    make("span", { class: "mt-from", title: mailLabel(entry.address) },
      entry.sender ? mailText(entry.sender) : make("span", { class: "mt-dim" }, "(no sender)")),
    make("span", { class: "mt-what" },
      entry.subject ? mailText(entry.subject, { class: "mt-title" }) : make("span", { class: "mt-dim" }, "(no subject)"),
      " ", mailText(entry.words, { class: "mt-dim" })),
    make("span", { class: "mt-tags" },
      entry.files ? make("span", { class: "mt-dim" }, plural(entry.files, "file")) : null,
      entry.refused ? make("span", { class: "mt-pill mt-warn" }, `${entry.refused} refused`) : null),
    make("span", { class: "mt-clock" }, entry.clock),
  ];
}

function describeRow(entry) {
  if (entry.kind === "session") {
    const code = entry.code ? `, reply code ${entry.code}` : "";
    return `Session without a mail: ${entry.words}${code}, ${entry.clock}`;
  }
  const files = entry.files ? `, ${plural(entry.files, "file")}` : "";
  const refused = entry.refused ? `, ${plural(entry.refused, "recipient")} refused` : "";
  return mailLabel(
    `Mail from ${entry.sender || "nobody"}: ${entry.subject || "no subject"}${files}${refused}, ${entry.clock}`,
  );
}

function firstMail({ host, port, listening }) {
  const code = `import smtplib
from email.message import EmailMessage

message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "you@example.com"
message["Subject"] = "Hello"
message.set_content("My first mail!")

with smtplib.SMTP("${host}", ${port}) as client:
    client.send_message(message)`;
  const start = listening
    ? []
    : [make("p", {}, `Nothing listens on ${host}:${port}: a client that connects now is refused. Start the server:`),
       codeToCopy("server.start()")];
  return make("div", { class: "mt-empty" }, ...start,
    make("p", {}, listening ? "No mail yet. To send the first one, run this in a cell:" : "Then send the first mail:"),
    codeToCopy(code));
}

// Newest first; what came in the same moment by its number.
function newestFirst(a, b) {
  return b.at - a.at || b.number - a.number;
}

// Two sorted lists as one; mostly all of the first come before, or after, all of the second.
function merged(first, second) {
  if (first.length === 0) return second;
  if (second.length === 0 || newestFirst(first.at(-1), second[0]) <= 0) return [...first, ...second];
  return [...second, ...first].sort(newestFirst);
}

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Inbox");
  const state = make("span", { class: "mt-state" });
  const counts = make("span", { class: "mt-counts" });
  const news = make("span", { class: "mt-unseen", role: "status", "aria-live": "polite" });
  const detail = make("div", { class: "mt-detail", hidden: true });
  const empty = make("div", { class: "mt-empty-box" });
  const dropped = make("p", { class: "mt-note mt-dropped", hidden: true });
  const list = makeList({
    label: "Mails and sessions, newest first",
    draw: drawRow,
    describe: describeRow,
    order: newestFirst,
    choose: (key) => open(key, true),
    enter: () => shown?.focus(),
  });
  const split = make("div", { class: "mt-split", hidden: true }, make("div", {}, list.element, dropped), detail);
  root.append(
    make("header", { class: "mt-head" }, make("h2", {}, "Inbox"), state, counts),
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
    const words = [plural(head.mails, "mail")];
    if (head.sessions) words.push(`${plural(head.sessions, "session")} without a mail`);
    if (head.open) words.push(`${plural(head.open, "client")} connected`);
    counts.textContent = words.join(", ");
    const gone = [];
    if (head.dropped) gone.push(plural(head.dropped, "older mail"));
    if (head.sessions_dropped) gone.push(plural(head.sessions_dropped, "older session"));
    dropped.hidden = gone.length === 0;
    dropped.textContent = `${gone.join(" and ")} no longer kept.`;
  }

  let sorted = [];
  function kept(entry) {
    return !entry.gone && entry.number > (entry.kind === "mail" ? head.dropped : head.sessions_dropped);
  }

  function changed(fresh, newHead, { live }) {
    const before = head;
    head = newHead;
    drawHead();
    const dropping = before && (before.dropped !== head.dropped || before.sessions_dropped !== head.sessions_dropped);
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
      const mails = live ? came.filter(({ key, kind }) => kind === "mail" && !known.has(key)) : [];
      for (const entry of mails) entry.arrived = performance.now();
      list.show(sorted);
      if (mails.length) announce(mails);
    }
    const none = sorted.length === 0;
    split.hidden = none;
    empty.hidden = !none;
    if (none && !log.filling()) drawEmpty();
    if (!byHand && wanted === null) {
      const newest = sorted.find((entry) => entry.kind === "mail");
      if (newest) open(newest.key, false);
    }
  }

  let drawnFor = null;
  function drawEmpty() {
    const now = `${head.address} ${head.listening}`;
    if (now === drawnFor) return;
    drawnFor = now;
    empty.replaceChildren(firstMail(head));
  }

  let announcing = null;
  function announce(mails) {
    arrivals += mails.length;
    const last = mails[0];
    announcing ??= setTimeout(() => {
      news.textContent = arrivals === 1 ? `New: ${describeRow(last)}` : `${plural(arrivals, "new mail")}`;
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
    asking = wanted;
    stopAsking();
    stopAsking = untilAnswered(() => log.ask("open", { key: wanted }));
    clearTimeout(busy);
    busy = setTimeout(() => {
      detail.hidden = false;
      detail.replaceChildren(
        make("p", { class: "mt-note" }, "Python is busy: this opens when the running cell has finished."),
      );
    }, BUSY_AFTER);
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
      shown = null;
      detail.replaceChildren(make("p", { class: "mt-note" }, "This one is no longer kept."));
    } else {
      const ask = (after) => log.ask("lines", { session: content.conversation.session, after });
      shown = content.key[0] === "m"
        ? makeMail(content, bytesOf(buffers[0]), { tab, remember: (name) => { tab = name; }, ask })
        : makeSession(content, bytesOf(buffers[0]), ask);
      detail.replaceChildren(closeButton(), shown.element);
    }
    detail.hidden = false;
    if (hadFocus) shown?.focus();
  }

  function makeSession(content, unfinished, ask) {
    const ladder = makeLadder(content.conversation, { ask });
    const element = make("article", { class: "mt-mail", tabindex: "-1", "aria-label": `Session ${content.conversation.session}` },
      make("h3", { class: "mt-subject mt-session-words" }, content.words), ladder.element);
    if (content.unfinished) {
      element.append(
        make("h4", {}, `What had come of the mail, ${bytesInWords(content.unfinished)}`),
        drawSource(unfinished, [[0, unfinished.length]], content.unfinished, []));
    }
    return { element, focus: () => element.focus(), ladder, session: content.conversation.session };
  }

  function closeButton() {
    return make("button", { type: "button", class: "mt-close", "aria-label": "Close", title: "Close", onclick: close }, icon("close"));
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

  function told(content, buffers) {
    if (content.kind === "opened") opened(content, buffers);
    else if (content.kind === "lines") {
      if (shown && shown.session === content.session) shown.ladder.update(content);
    } else if (content.kind === "failed") {
      asking = null;
      stopAsking();
      clearTimeout(busy);
      detail.hidden = false;
      detail.replaceChildren(make("p", { class: "mt-note" }, `This could not be shown: ${content.text}`));
    }
  }

  function lost() {
    state.replaceChildren(
      make("span", { class: "mt-dot", "aria-hidden": "true" }),
      "Python was restarted or has ended: run this cell again",
    );
    counts.textContent = "";
  }

  const log = openLog(model, { changed, told, lost });
  return () => {
    leave();
    stopAsking();
    clearTimeout(busy);
    clearTimeout(announcing);
    list.close();
    log.close();
  };
}

export default { render };
