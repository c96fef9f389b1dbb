// A conversation as a ladder: client left, server right, time down. It grows while they speak.

import { icon, mailText, make, plural } from "./dom.js";

const MOST_RUNGS = 4000;

const MEANING = {
  2: { name: "yes", words: "accepted" },
  3: { name: "more", words: "go on" },
  4: { name: "wait", words: "not now" },
  5: { name: "no", words: "refused" },
};

export function milliseconds(at) {
  return at < 10_000 ? `${at < 10 ? at.toFixed(1) : Math.round(at)} ms` : `${(at / 1000).toFixed(1)} s`;
}

function reply(line) {
  const cell = make("td", { class: "mt-server" });
  const kind = String(line.code ?? "")[0];
  const meaning = MEANING[kind];
  if (!meaning) {
    cell.append(mailText(line.text));
    return cell;
  }
  const code = make("span", { class: `mt-code-${kind}` });
  if (line.goes_on) code.classList.add("mt-goes-on");
  else code.append(icon(meaning.name), make("span", { class: "mt-unseen" }, `${meaning.words}: `));
  code.append(make("b", {}, line.text.slice(0, 3)));
  code.title = `${line.code}: ${meaning.words}`;
  cell.append(code, mailText(line.text.slice(3)));
  return cell;
}

function said(line) {
  const cell = make("td", { class: "mt-client" });
  if (line.kind === "data") cell.append(make("i", {}, mailText(line.text)));
  else if (line.verb) {
    cell.append(make("b", {}, line.text.slice(0, line.verb.length)));
    cell.append(mailText(line.text.slice(line.verb.length)));
  } else cell.append(mailText(line.text));
  if (line.masked) cell.append(make("span", { class: "mt-mark" }, `masked: ${line.masked}`));
  if (line.more) cell.append(make("span", { class: "mt-note" }, ` and ${plural(line.more, "more letter")}`));
  return cell;
}

const way = (where) => make("td", { class: "mt-way" }, icon(where));

// `ask(after)` is called when lines were missed.
export function makeLadder(conversation, { own = null, ask = () => {} } = {}) {
  const facts = make("p", { class: "mt-facts" });
  const body = make("tbody");
  const table = make(
    "table",
    { class: "mt-ladder" },
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col", class: "mt-at" }, "time"),
        make("th", { scope: "col" }, "client says"),
        make("td", { class: "mt-way" }),
        make("th", { scope: "col" }, "server says"),
      ),
    ),
    body,
  );
  const earlier = make("p", { class: "mt-note", hidden: true });
  let last = 0;
  let hidden = 0;

  function rung(line) {
    const mine = own && line.n >= own[0] && line.n <= own[1];
    const row = make("tr", { class: mine ? "mt-rung mt-own" : "mt-rung" });
    row.dataset.line = line.n;
    row.append(make("td", { class: "mt-at" }, milliseconds(line.at)));
    if (line.kind === "event") {
      row.append(make("td", { colspan: "3", class: "mt-event-words" }, mailText(line.text)));
    } else if (line.kind === "reply") row.append(make("td"), way("left"), reply(line));
    else row.append(said(line), way("right"), make("td"));
    return row;
  }

  function update(content) {
    if (content.after > last) {
      ask(last);
      return;
    }
    const fresh = content.lines.filter((line) => line.n > last);
    body.append(...fresh.map(rung));
    hidden += content.left_out;
    while (body.rows.length > MOST_RUNGS) {
      body.deleteRow(0);
      hidden += 1;
    }
    earlier.hidden = hidden === 0;
    earlier.textContent = `${plural(hidden, "earlier line")} not shown here.`;
    last = Math.max(last, content.last);
    facts.textContent =
      `Session ${content.session} from ${content.peer}, began ${content.began}, ` +
      `${plural(last, "line")}, ${milliseconds(content.milliseconds)}: ${content.summary}.` +
      (own ? " The lines with a bar carried this mail." : "");
  }

  update(conversation);
  return { element: make("div", { class: "mt-conversation" }, facts, earlier, table), update };
}
