// The lines of the inbox: how one is drawn and described, which comes first, and what stands
// there while there is none.

import { codeToCopy, icon, mailLabel, mailText, make, plural } from "../dom.js";

const missing = (words) => make("span", { class: "mt-dim" }, words);

// What the review found in a mail, as a word.
function remarkPill(remarks = []) {
  if (remarks.length === 0) return null;
  return make("span", { class: "mt-pill mt-remark", title: mailLabel(remarks.join("\n")) },
    plural(remarks.length, "note"));
}

export function drawRow(entry) {
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
      entry.sender ? mailText(entry.sender) : missing("(no sender)")),
    make("span", { class: "mt-what" },
      entry.subject ? mailText(entry.subject, { class: "mt-title" }) : missing("(no subject)"),
      " ",
      mailText(entry.words, { class: "mt-dim" })),
    make("span", { class: "mt-tags" },
      remarkPill(entry.remarks),
      entry.files ? make("span", { class: "mt-dim" }, plural(entry.files, "file")) : null,
      entry.refused ? make("span", { class: "mt-pill mt-warn" }, `${entry.refused} refused`) : null),
    make("span", { class: "mt-clock" }, entry.clock),
  ];
}

export function describeRow(entry) {
  if (entry.kind === "session") {
    const code = entry.code ? `, reply code ${entry.code}` : "";
    return `Session without a mail: ${entry.words}${code}, ${entry.clock}`;
  }
  const files = entry.files ? `, ${plural(entry.files, "file")}` : "";
  const refused = entry.refused ? `, ${plural(entry.refused, "recipient")} refused` : "";
  const remarks = entry.remarks?.length
    ? `, ${plural(entry.remarks.length, "note")}: ${entry.remarks.join("; ")}`
    : "";
  return mailLabel(
    `Mail from ${entry.sender || "nobody"}: ${entry.subject || "no subject"}` +
      `${files}${refused}${remarks}, ${entry.clock}`,
  );
}

export function firstMail({ host, port, listening }) {
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
    : [
      make("p", {}, `Nothing listens on ${host}:${port}: a client that connects now is refused. ` +
        "Start the server:"),
      codeToCopy("server.start()"),
    ];
  const send = listening
    ? "No mail yet. To send the first one, run this in a cell:"
    : "Then send the first mail:";
  return make("div", { class: "mt-empty" }, ...start, make("p", {}, send), codeToCopy(code));
}

// Newest first; what came in the same moment by its number.
export function newestFirst(a, b) {
  return b.at - a.at || b.number - a.number;
}

// Two sorted lists as one; mostly all of the first come before, or after, all of the second.
export function merged(first, second) {
  if (first.length === 0) return second;
  if (second.length === 0 || newestFirst(first.at(-1), second[0]) <= 0) {
    return [...first, ...second];
  }
  return [...second, ...first].sort(newestFirst);
}
