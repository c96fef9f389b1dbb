// The rows of the inbox: drawing, descriptions, order, and the text for an empty inbox.

import { codeToCopy, icon, mailLabel, mailText, make, plural } from "../dom.js";

const missing = (words) => make("span", { class: "mt-dim" }, words);

// The number of review notes of a message.
function notesPill(notes = []) {
  if (notes.length === 0) return null;
  return make("span", { class: "mt-pill mt-review-note", title: mailLabel(notes.join("\n")) },
    plural(notes.length, "note"));
}

export function drawRow(entry) {
  if (entry.kind === "session") {
    const pill = entry.code
      ? make("span", { class: "mt-pill mt-bad" }, icon("no"), String(entry.code))
      : null;
    return [
      make("span", { class: "mt-kind" }, icon(entry.open ? "open" : "stopped")),
      make("span", { class: "mt-from mt-dim" }, entry.open ? "no message yet" : "no message"),
      make("span", { class: "mt-what mt-dim" }, entry.words),
      make("span", { class: "mt-tags" }, pill),
      make("span", { class: "mt-clock" }, entry.clock),
    ];
  }
  return [
    make("span", { class: "mt-kind" }, icon("mail")),
    make("span", { class: "mt-from", title: mailLabel(entry.address) },
      entry.sender ? mailText(entry.sender) : missing("(no sender)")),
    make("span", { class: "mt-what" },
      entry.subject ? mailText(entry.subject, { class: "mt-title" }) : missing("(no subject)"),
      " ",
      mailText(entry.words, { class: "mt-dim" })),
    make("span", { class: "mt-tags" },
      notesPill(entry.notes),
      entry.files ? make("span", { class: "mt-dim" }, plural(entry.files, "file")) : null,
      entry.refused ? make("span", { class: "mt-pill mt-warn" }, `${entry.refused} rejected`) : null),
    make("span", { class: "mt-clock" }, entry.clock),
  ];
}

export function describeRow(entry) {
  if (entry.kind === "session") {
    const code = entry.code ? `, reply code ${entry.code}` : "";
    return `Session without a message: ${entry.words}${code}, ${entry.clock}`;
  }
  const files = entry.files ? `, ${plural(entry.files, "file")}` : "";
  const refused = entry.refused ? `, ${plural(entry.refused, "recipient")} rejected` : "";
  const notes = entry.notes?.length
    ? `, ${plural(entry.notes.length, "note")}: ${entry.notes.join("; ")}`
    : "";
  return mailLabel(
    `Message from ${entry.sender || "nobody"}: ${entry.subject || "no subject"}` +
      `${files}${refused}${notes}, ${entry.clock}`,
  );
}

export function firstMessage({ host, port, listening }) {
  const code = `import smtplib
from email.message import EmailMessage

message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "you@example.com"
message["Subject"] = "Hello"
message.set_content("My first message!")

with smtplib.SMTP("${host}", ${port}) as client:
    client.send_message(message)`;
  const start = listening
    ? []
    : [
      make("p", {}, `Nothing is listening on ${host}:${port}, so connections are refused. ` +
        "Start the server:"),
      codeToCopy("server.start()"),
    ];
  const send = listening
    ? "No messages yet. To send the first one, run this in a cell:"
    : "Then send the first message:";
  return make("div", { class: "mt-empty" }, ...start, make("p", {}, send), codeToCopy(code));
}

// Newest first, and by number if they arrived at the same time.
export function newestFirst(a, b) {
  return b.at - a.at || b.number - a.number;
}

// Merges two sorted lists; usually one comes completely before the other.
export function merged(first, second) {
  if (first.length === 0) return second;
  if (second.length === 0 || newestFirst(first.at(-1), second[0]) <= 0) {
    return [...first, ...second];
  }
  return [...second, ...first].sort(newestFirst);
}
