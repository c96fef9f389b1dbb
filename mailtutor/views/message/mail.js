// One mail, opened: its text, its envelope, its source, its conversation.

import { makeAnatomy } from "./anatomy.js";
import { bytesInWords, icon, mailLabel, mailText, make, plural } from "../dom.js";
import { htmlFrame } from "./html.js";
import { makeLadder } from "../transcript/ladder.js";
import { ourWords } from "./meaning.js";
import { picturesIn } from "./preview.js";
import { saveButton } from "./questions.js";
import { makeReview } from "./review.js";
import { makeTabs } from "../tabs.js";

function notesOf(notes) {
  return notes.length ? make("p", { class: "mt-note" }, `${notes.join("; ")}.`) : null;
}

function headerTable(mail) {
  const body = make("tbody");
  for (const field of mail.fields) {
    body.append(
      make("tr", {},
        make("th", { scope: "row" }, mailText(field.name)),
        make("td", {}, mailText(field.value))),
    );
  }
  if (mail.fields.length === 0) {
    const none = make("td", { class: "mt-note" }, "This mail has no header fields.");
    body.append(make("tr", {}, none));
  }
  const caption = make("caption", { class: "mt-unseen" }, "Header");
  const table = make("table", { class: "mt-fields" }, caption, body);
  const left = mail.fields_left_out;
  const more = `${plural(left, "more field")} not shown here.`;
  return left ? [table, make("p", { class: "mt-note" }, more)] : [table];
}

function textBody(plain) {
  const block = make("div", { class: "mt-text" }, mailText(plain.text, { dir: "auto" }));
  return [block, notesOf(plain.notes)];
}

// The page stands at once; pictures that the mail brings along come into it when they are there.
function htmlBody({ html, parts }, question) {
  const holder = make("div", {});
  const draw = (pictures) => {
    const { frame, notes } = htmlFrame(html.text, "The mail as HTML", pictures);
    holder.replaceChildren(...[notesOf([...notes, ...html.notes]), frame].filter(Boolean));
  };
  draw(new Map());
  picturesIn(html.text, parts, question)
    .then((pictures) => pictures.size && draw(pictures))
    .catch(() => {}); // then the note still says that they are not drawn
  return [holder];
}

function bodyOf(mail, question) {
  if (mail.plain && mail.html) {
    const holder = make("div", { class: "mt-body" });
    const shows = { Text: () => textBody(mail.plain), HTML: () => htmlBody(mail, question) };
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
  const parts = mail.plain ? textBody(mail.plain) : mail.html ? htmlBody(mail, question) : [];
  if (parts.length === 0) parts.push(make("p", { class: "mt-note" }, "This mail has no text."));
  return [make("div", { class: "mt-body" }, ...parts.filter(Boolean))];
}

// `look(place)` shows a part taken apart.
function filesOf(mail, question, look) {
  const items = [];
  mail.parts.forEach((part, place) => {
    if (!part.file) return;
    const name = make("button",
      { type: "button", class: "mt-link mt-file-name", title: "Take it apart", onclick: () => look(place) },
      mailText(part.name || "(no name)"));
    items.push(make("li", {}, icon("file"), name,
      make("span", { class: "mt-dim" }, mailText(part.type), `, ${bytesInWords(part.bytes)}`),
      ...saveButton(question, place, part.save, "Save")));
  });
  if (items.length === 0) return [];
  return [make("h4", {}, plural(items.length, "file")), make("ul", { class: "mt-files" }, ...items)];
}

function defectsOf(mail) {
  const defects = [...new Set(mail.parts.flatMap((part) => part.defects))];
  if (defects.length === 0) return [];
  return [make("h4", {}, "What is wrong with it"),
    make("ul", { class: "mt-defects" }, ...defects.map((defect) => make("li", {}, mailText(defect))))];
}

function person(entry) {
  const item = make("li", {}, mailText(entry.address, { class: "mt-address" }));
  const named = [...new Set(entry.named)];
  const where = named.length ? `in ${named.join(" and ")}` : "in no header: a blind copy (Bcc)";
  item.append(make("span", { class: "mt-dim" }, `, ${where}`));
  if (entry.reply !== undefined) {
    item.append(make("div", { class: "mt-reply mt-code-5" }, icon("no"), "refused: ", mailText(entry.reply)));
  }
  return item;
}

function envelopePanel(mail) {
  const { mail_from: from, accepted, refused, headers, untold } = mail.envelope;
  const told = make("dl", {},
    make("dt", {}, "MAIL FROM"),
    make("dd", {}, mailText(from, { class: "mt-address" })),
    make("dt", {}, "RCPT TO"),
    make("dd", {}, make("ul", {}, ...accepted.map(person), ...refused.map(person))));
  const says = make("dl", {});
  for (const field of headers) {
    says.append(make("dt", {}, mailText(field.name)), make("dd", {}, mailText(field.value)));
  }
  if (headers.length === 0) says.append(make("dd", { class: "mt-note" }, "The header names nobody."));
  const notes = untold.map((address) =>
    make("p", { class: "mt-note" }, mailText(address),
      " is named in the header, and SMTP was not told of it: nothing went there."));
  return [
    make("div", { class: "mt-beside" },
      make("section", {}, make("h4", {}, "What SMTP was told: the envelope"), told),
      make("section", {}, make("h4", {}, "What the header says"), says)),
    ...notes,
    make("p", { class: "mt-dim" },
      "The envelope decides where a mail goes. The header only tells the reader."),
  ];
}

// `tab` is the name of the tab to show, `remember` keeps it; `ask` asks for missed lines of the
// conversation, `question` for what is sent only when it is wanted. A mail that did not arrive
// has neither envelope nor conversation.
export function makeMail(mail, bytes, { tab = "message", remember, ask, question }) {
  const value = (name) => mail.fields.find((field) => field.name.toLowerCase() === name)?.value ?? "";
  const subject = value("subject");
  const title = make("h3", { class: "mt-subject" },
    subject ? mailText(subject) : make("span", { class: "mt-dim" }, "(no subject)"));
  const ladder = mail.conversation
    ? makeLadder(mail.conversation, { own: mail.conversation.own, ask })
    : null;
  const review = makeReview(question);
  let anatomy = null;
  const takeApart = () => (anatomy ??= makeAnatomy(mail, bytes, question));
  const look = (place) => {
    tabs.show("anatomy");
    takeApart().choosePart(place);
  };
  const sections = [
    { name: "message", title: "Message",
      build: () => [review, ...headerTable(mail), ...bodyOf(mail, question), ...filesOf(mail, question, look),
        ...defectsOf(mail)] },
    { name: "anatomy", title: "Anatomy", build: () => takeApart().element },
  ];
  if (mail.envelope) {
    sections.splice(1, 0, { name: "envelope", title: "Envelope", build: () => envelopePanel(mail) });
  }
  if (ladder) sections.push({ name: "conversation", title: "Conversation", build: () => ladder.element });
  const tabs = makeTabs("Mail", sections, tab, remember);
  const files = mail.parts.filter((part) => part.file).length;
  const facts = [mailText(mail.title), mail.clock, plural(mail.size, "byte")]
    .concat(files ? plural(files, "file") : [])
    .filter(Boolean)
    .flatMap((fact, at) => (at ? [", ", fact] : [fact]));
  const element = make("article", { class: "mt-mail", "aria-label": mailLabel(mail.title) },
    title,
    make("p", { class: "mt-facts mt-mail-facts" }, make("span", {}, ...facts),
      ...saveButton(question, -1, mail.eml, "Save .eml")),
    ...mail.notes.map((words) => make("p", { class: "mt-note" }, ...ourWords(words))),
    tabs.element);
  return { element, focus: tabs.focus, ladder, session: mail.conversation?.session };
}
