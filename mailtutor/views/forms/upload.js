// The widget that uploads files to Python in pieces, because Jupyter silently drops the
// connection for a message over 10 MiB (tornado.websocket, websocket_max_message_size).

import { bytesInWords, make } from "../dom.js";

const PIECE = 1_000_000;

function render({ model, el }) {
  const input = make("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const button = make("button", { type: "button", class: "mt-button", onclick: () => input.click() },
    model.get("label"));
  const progress = make("span", { class: "mt-note mt-upload-note", role: "status" });
  const queue = []; // files to upload; the first is under way
  let count = 0;

  async function send(at) {
    const { id, file } = queue[0];
    progress.textContent = at ? `${file.name}: ${bytesInWords(at)} of ${bytesInWords(file.size)}` : "";
    try {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      if (piece.byteLength === 0 && at < file.size) throw new Error("the file has become shorter");
      model.send({ id, at, name: file.name, size: file.size }, undefined, [piece]);
    } catch {
      next(`${file.name} can't be read.`);
    }
  }

  function next(words) {
    progress.textContent = words;
    queue.shift();
    if (queue.length) send(0);
  }

  // Python replies how many bytes it has; the upload continues from there.
  function replied({ id, have, words }) {
    if (id !== queue[0]?.id) return;
    if (words !== undefined) next(words);
    else send(have);
  }

  input.addEventListener("change", () => {
    const idle = queue.length === 0;
    for (const file of input.files) {
      count += 1;
      queue.push({ id: `${Date.now()}-${count}`, file });
    }
    input.value = "";
    if (idle && queue.length) send(0);
  });
  model.on("msg:custom", replied);
  el.replaceChildren(make("div", { class: "mt-upload" }, button, input, progress));
  return () => model.off("msg:custom", replied);
}

export default { render };
