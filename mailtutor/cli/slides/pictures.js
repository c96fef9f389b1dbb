// Draws the views from their recordings: each gets a model that answers as Python did.
/* global VIEW_SCRIPTS, RECORDINGS */

const ARRIVES_AFTER = 500;

function bytesOf(packed) {
  return packed.map((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new DataView(bytes.buffer);
  });
}

class RecordedModel {
  constructor(answers) {
    this.answers = answers;
    this.listeners = [];
  }

  get() {}

  on(event, listener) {
    if (event === "msg:custom") this.listeners.push(listener);
  }

  off() {}

  send({ ask, from, wire = false }) {
    const found = this.answers.filter((answer) => answer.ask === ask && Boolean(answer.wire) === wire);
    queueMicrotask(() => found.forEach((answer) => this.tell({ ...answer.content, to: from }, answer.buffers)));
  }

  tell(content, buffers = []) {
    for (const listener of this.listeners) listener(content, bytesOf(buffers));
  }

  // Shows what came after the first state of an inbox.
  arrive(answers) {
    const before = this.answers[0].content.high;
    this.answers = answers;
    const [start, backfill] = answers.map((answer) => answer.content);
    const entries = (backfill?.entries ?? []).filter((entry) => entry.v > before);
    this.tell({ kind: "delta", low: before, high: start.high, entries, head: start.head });
  }
}

function press(place, label) {
  [...place.querySelectorAll("button")].find((button) => button.textContent === label)?.click();
}

// Draws all views of the page. Returns a function that lets the messages of a slide arrive.
export function drawViews() {
  const renderers = VIEW_SCRIPTS.map((script) => script());
  const waiting = new Map();
  for (const place of document.querySelectorAll("[data-recording]")) {
    const { script, answers, before } = RECORDINGS[Number(place.dataset.recording)];
    const model = new RecordedModel(before ?? answers);
    renderers[script].render({ model, el: place });
    // It draws itself when it has its answers; then it has the button.
    if (place.dataset.press) setTimeout(() => press(place, place.dataset.press));
    if (before) waiting.set(place, () => model.arrive(answers));
  }
  return (slide, wait = ARRIVES_AFTER) => {
    for (const [place, arrive] of waiting) {
      if (!slide.contains(place) || place.closest(".fragment:not(.visible)")) continue;
      waiting.delete(place);
      if (wait) setTimeout(arrive, wait);
      else arrive();
    }
  };
}
