// The class inbox: messages as text, and the teacher's controls.

import { h, mark, once } from "./dom.js";

export function inbox(state) {
  const letters = Object.entries(state.parts)
    .filter(([name]) => name.startsWith("message:"))
    .map(([name, letter]) => [Number(name.slice(8)), letter])
    .sort((a, b) => b[0] - a[0]);
  const controls = state.forTeacher ? [inboxControls(state, letters.length)] : [];
  if (!letters.length) return [...controls, howToSend(state)];
  const items = letters.map(([number, letter]) =>
    once(`message:${number}`, letter, () => letterItem(state, number, letter)),
  );
  return [...controls, h("ol", { class: "letters" }, items)];
}

function inboxControls(state, letters) {
  const { paused, holding, waiting } = state.parts.room ?? {};
  const set = (wish) => () => state.act({ do: "inbox", paused, holding, ...wish });
  return once("controls", [paused, holding, waiting, letters], () =>
    h(
      "p",
      { class: "actions" },
      h("button", { "aria-pressed": String(Boolean(paused)), onclick: set({ paused: !paused }) }, "Pause"),
      h("button", { "aria-pressed": String(Boolean(holding)), onclick: set({ holding: !holding }) }, "Hold until released"),
      h("button", { disabled: !waiting || undefined, onclick: () => state.act({ do: "show all" }) }, `Release all (${waiting ?? 0})`),
      h("button", { disabled: !letters || undefined, onclick: () => state.act({ do: "clear" }) }, "Clear"),
    ),
  );
}

function letterItem(state, number, letter) {
  const toggle = () => state.act({ do: "show", message: number, on: letter.hidden });
  return h(
    "li",
    { class: letter.hidden ? "hidden" : "" },
    h(
      "p",
      { class: "who" },
      h("b", {}, h("bdi", {}, letter.login)),
      letter.forged
        ? h("span", { class: "forged" }, mark("warning"), " From says ", h("bdi", {}, letter.claimed))
        : h("span", { class: "quiet" }, h("bdi", {}, letter.claimed || "no From header")),
      letter.hidden ? h("small", {}, "hidden") : null,
      state.forTeacher ? h("button", { onclick: toggle }, letter.hidden ? "Release" : "Hide") : null,
    ),
    h("h2", {}, h("bdi", {}, letter.subject || "(no subject)")),
    letter.text ? h("p", { class: "text", dir: "auto" }, letter.text) : null,
    letter.left_out ? h("p", { class: "quiet" }, letter.left_out) : null,
  );
}

function howToSend(state) {
  const { host, hub, mailPort, code } = state.about;
  const connect = hub
    ? ["mailtutor.join()", "# Run the two lines that it prints."]
    : [`client = smtplib.SMTP("${host}", ${mailPort})`, `client.login("ada", "${code}")`];
  const lines = [...connect, "client.send_message(message)"].join("\n");
  const who = hub ? "as yourself" : "with your own name";
  return once("send", lines, () =>
    h("section", { class: "empty" },
      h("h2", {}, "Send a message to the wall"),
      h("p", {}, `Create a message as in lesson 01, with any address in To, and log in ${who}:`),
      h("pre", {}, lines),
      h("p", { class: "quiet" }, "Everyone can read it here, as text. It goes no further.")),
  );
}
