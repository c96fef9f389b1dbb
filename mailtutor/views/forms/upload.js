// The widget that hands files to Python, piece by piece: a notebook's connection drops what is
// larger than 10 MiB in one message, without a word.
// (tornado.websocket, setting websocket_max_message_size).

import { bytesInWords, make } from "../dom.js";

const PIECE = 1_000_000;

function render({ model, el }) {
  const input = make("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const button = make("button", { type: "button", class: "mt-button", onclick: () => input.click() },
    model.get("label"));
  const progress = make("span", { class: "mt-note mt-upload-note", role: "status" });
  const waiting = []; // files that are still to be sent; the first is under way
  let started = 0;

  async function send(at) {
    const { id, file } = waiting[0];
    progress.textContent = at ? `${file.name}: ${bytesInWords(at)} of ${bytesInWords(file.size)}` : "";
    try {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      if (piece.byteLength === 0 && at < file.size) throw new Error("it has become shorter");
      model.send({ id, at, name: file.name, size: file.size }, undefined, [piece]);
    } catch {
      next(`${file.name} cannot be read.`);
    }
  }

  function next(words) {
    progress.textContent = words;
    waiting.shift();
    if (waiting.length) send(0);
  }

  // Python says how much of the file it has; what it has not is sent on from there.
  function heard({ id, have, words }) {
    if (id !== waiting[0]?.id) return;
    if (words !== undefined) next(words);
    else send(have);
  }

  input.addEventListener("change", () => {
    const idle = waiting.length === 0;
    for (const file of input.files) {
      started += 1;
      waiting.push({ id: `${Date.now()}-${started}`, file });
    }
    input.value = "";
    if (idle && waiting.length) send(0);
  });
  model.on("msg:custom", heard);
  el.replaceChildren(make("div", { class: "mt-upload" }, button, input, progress));
  return () => model.off("msg:custom", heard);
}

export default { render };
