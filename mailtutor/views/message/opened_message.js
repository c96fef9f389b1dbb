// An open message: its text, envelope, anatomy and transcript.

import { makeAnatomy } from "./anatomy.js";
import { notShown, ourWords } from "./blocks.js";
import { picturesIn } from "./content.js";
import { bytesInWords, codeToCopy, icon, mailLabel, mailText, make, plural } from "../dom.js";
import { htmlFrame } from "./html.js";
import { saveButton } from "./requests.js";
import { makeLadder } from "../transcript/ladder.js";
import { makeTabs } from "../tabs.js";

function notesOf(notes) {
  return notes.length ? make("p", { class: "mt-note" }, `${notes.join("; ")}.`) : null;
}

function headerTable(message) {
  const body = make("tbody");
  for (const field of message.fields) {
    body.append(
      make("tr", {},
        make("th", { scope: "row" }, mailText(field.name)),
        make("td", {}, mailText(field.value))),
    );
  }
  if (message.fields.length === 0) {
    const none = make("td", { class: "mt-note" }, "This message has no header.");
    body.append(make("tr", {}, none));
  }
  const caption = make("caption", { class: "mt-unseen" }, "Header");
  const table = make("table", { class: "mt-fields" }, caption, body);
  return [table, notShown(message.fields_left_out, "header")].filter(Boolean);
}

function textBody(plain) {
  const block = make("div", { class: "mt-text" }, mailText(plain.text, { dir: "auto" }));
  return [block, notesOf(plain.notes)];
}

// The page is shown at once; pictures that the message contains are added when they have loaded.
function htmlBody({ html, parts }, request) {
  const holder = make("div", {});
  const draw = (pictures) => {
    const { frame, notes } = htmlFrame(html.text, "The message as HTML", pictures);
    holder.replaceChildren(...[notesOf([...notes, ...html.notes]), frame].filter(Boolean));
  };
  draw(new Map());
  picturesIn(html.text, parts, request)
    .then((pictures) => pictures.size && draw(pictures))
    .catch(() => {}); // the note still says that they aren't shown
  return [holder];
}

function bodyOf(message, request) {
  if (message.plain && message.html) {
    const holder = make("div", { class: "mt-body" });
    const shows = { Text: () => textBody(message.plain), HTML: () => htmlBody(message, request) };
    const buttons = Object.entries(shows).map(([title, build]) =>
      make("button", { type: "button", class: "mt-button", onclick: () => show(title, build) }, title),
    );
    const show = (title, build) => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each.textContent === title));
      holder.replaceChildren(...build().filter(Boolean));
    };
    show("Text", shows.Text);
    const group = make("div", { class: "mt-choice", role: "group", "aria-label": "Body as" }, ...buttons);
    return [group, holder];
  }
  const parts = message.plain ? textBody(message.plain) : message.html ? htmlBody(message, request) : [];
  if (parts.length === 0) parts.push(make("p", { class: "mt-note" }, "This message has no text."));
  return [make("div", { class: "mt-body" }, ...parts.filter(Boolean))];
}

// `look(place)` shows a part in the Anatomy tab.
function filesOf(message, request, look) {
  const items = [];
  message.parts.forEach((part, place) => {
    if (!part.file) return;
    const name = make("button",
      { type: "button", class: "mt-link", title: "Show in Anatomy", onclick: () => look(place) },
      mailText(part.name || "(no name)"));
    items.push(make("li", {}, icon("file"), name,
      make("span", { class: "mt-dim" }, mailText(part.type), `, ${bytesInWords(part.bytes)}`),
      ...saveButton(request, place, part.save, "Save")));
  });
  if (items.length === 0) return [];
  return [make("h4", {}, plural(items.length, "file")), make("ul", { class: "mt-files" }, ...items)];
}

function defectsOf(message) {
  const defects = [...new Set(message.parts.flatMap((part) => part.defects))];
  if (defects.length === 0) return [];
  return [make("h4", {}, "Problems"),
    make("ul", { class: "mt-defects" }, ...defects.map((defect) => make("li", {}, mailText(defect))))];
}

function recipient(entry) {
  const item = make("li", {}, mailText(entry.address, { class: "mt-address" }));
  const named = [...new Set(entry.named)];
  const where = named.length ? `in ${named.join(" and ")}` : "in no header: a blind copy (Bcc)";
  item.append(make("span", { class: "mt-dim" }, `, ${where}`));
  if (entry.reply !== undefined) {
    item.append(make("div", { class: "mt-reply mt-code-5" }, icon("no"), "rejected: ", mailText(entry.reply)));
  }
  return item;
}

function envelopePanel(message) {
  const { mail_from: from, accepted, refused, headers, only_in_header: missing } = message.envelope;
  const envelope = make("dl", {},
    make("dt", {}, "MAIL FROM"),
    make("dd", {}, mailText(from, { class: "mt-address" })),
    make("dt", {}, "RCPT TO"),
    make("dd", {}, make("ul", {}, ...accepted.map(recipient), ...refused.map(recipient))));
  const header = make("dl", {});
  for (const field of headers) {
    header.append(make("dt", {}, mailText(field.name)), make("dd", {}, mailText(field.value)));
  }
  if (headers.length === 0) header.append(make("dd", { class: "mt-note" }, "The header has no addresses."));
  const notes = missing.map((address) =>
    make("p", { class: "mt-note" }, mailText(address),
      " is in the header but not in the envelope, so nothing was sent there."));
  return [
    make("div", { class: "mt-beside" },
      make("section", {}, make("h4", {}, "Envelope: what SMTP was given"), envelope),
      make("section", {}, make("h4", {}, "Header: what the reader sees"), header)),
    ...notes,
    notShown(message.envelope.only_in_header_left_out, "address", "addresses"),
    make("p", { class: "mt-dim" },
      "The envelope decides where a message goes. The header only informs the reader."),
  ].filter(Boolean);
}

const FEW = 2;

function findingItem({ headline, why, code }) {
  return make("details", { class: "mt-finding" },
    make("summary", {}, icon("wait"), make("span", {}, ...ourWords(headline))),
    make("p", {}, ...ourWords(why)),
    codeToCopy(code));
}

// The clinic's review: one line for each finding, which opens; nothing for a good message.
function makeReview(request) {
  const holder = make("div", { class: "mt-review", hidden: true });
  request({ about: "review" }).then(({ findings }) => {
    if (findings.length === 0) return;
    const items = findings.map(findingItem);
    holder.hidden = false;
    if (items.length <= FEW) holder.append(...items);
    else {
      const summary = make("summary", {}, icon("wait"), `${plural(findings.length, "thing")} to check`);
      holder.append(make("details", { class: "mt-finding" }, summary, ...items));
    }
  }, () => {});
  return holder;
}

// `tab` is the name of the tab to show, and `remember` stores it. `ask` requests missing lines of
// the transcript, and `request` what is sent on demand. Only a delivered message has an envelope
// and a transcript.
export function makeOpenedMessage(message, bytes, { tab = "message", remember, ask, request }) {
  const value = (name) => message.fields.find((field) => field.name.toLowerCase() === name)?.value ?? "";
  const subject = value("subject");
  const title = make("h3", { class: "mt-subject" },
    subject ? mailText(subject) : make("span", { class: "mt-dim" }, "(no subject)"));
  const ladder = message.transcript
    ? makeLadder(message.transcript, { own: message.transcript.own, ask })
    : null;
  const review = makeReview(request);
  let anatomy = null;
  const openAnatomy = () => (anatomy ??= makeAnatomy(message, bytes, request));
  const look = (place) => {
    tabs.show("anatomy");
    openAnatomy().choosePart(place);
  };
  const sections = [
    { name: "message", title: "Message",
      build: () => [review, ...headerTable(message), ...bodyOf(message, request), ...filesOf(message, request, look),
        ...defectsOf(message)] },
    { name: "anatomy", title: "Anatomy", build: () => openAnatomy().element },
  ];
  if (message.envelope) {
    sections.splice(1, 0, { name: "envelope", title: "Envelope", build: () => envelopePanel(message) });
  }
  if (ladder) sections.push({ name: "transcript", title: "Transcript", build: () => ladder.element });
  const tabs = makeTabs("Message", sections, tab, remember);
  const files = message.parts.filter((part) => part.file).length;
  const facts = [mailText(message.title), message.clock, plural(message.size, "byte")]
    .concat(files ? plural(files, "file") : [])
    .filter(Boolean)
    .flatMap((fact, at) => (at ? [", ", fact] : [fact]));
  const element = make("article", { class: "mt-article", "aria-label": mailLabel(message.title) },
    title,
    make("p", { class: "mt-facts mt-toolbar" }, make("span", {}, ...facts),
      ...saveButton(request, -1, message.eml, "Save .eml")),
    ...message.notes.map((words) => make("p", { class: "mt-note" }, ...ourWords(words))),
    tabs.element);
  return { element, focus: tabs.focus, ladder, session: message.transcript?.session };
}
