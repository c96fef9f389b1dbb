// The front end's half of the live channel: asks, notices what it missed, asks for that.

const ASK_AGAIN = 2000;
const WORD_EVERY = 50;

// `heard` is called with each message that is for this view.
export function openChannel(model, heard) {
  const name = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const ask = (what, content = {}) => model.send({ ask: what, from: name, ...content });
  const listener = (content, buffers) => {
    if (content.to === undefined || content.to === name) heard(content, buffers ?? []);
  };
  model.on("msg:custom", listener);
  const close = () => {
    model.off("msg:custom", listener);
    try {
      ask("bye");
    } catch {
      // The kernel is gone before us.
    }
  };
  return { ask, close };
}

// Keeps a copy of the kernel's entries. Every change has a number; `holes` are the ranges
// (after low, up to high) that did not come, and are asked for, newest first.
export function openLog(model, { changed, told }) {
  const entries = new Map();
  const holes = [];
  let have = 0;
  let greeted = false;
  let unanswered = 0;
  let timer = null;
  let messages = 0;

  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "delta") delta(content);
    else if (content.kind === "fill") fill(content);
    else told(content, buffers);
  });

  function upsert(list) {
    const fresh = [];
    for (const entry of list) {
      const known = entries.get(entry.key);
      if (known && known.v >= entry.v) continue;
      entries.set(entry.key, entry);
      fresh.push({ entry, before: known });
    }
    return fresh;
  }

  function delta(content) {
    const first = !greeted;
    greeted = true;
    if (content.low > have) holes.push({ low: have, high: content.low });
    have = Math.max(have, content.high);
    changed(upsert(content.entries), content.head, { live: !first });
    messages += 1;
    if (messages % WORD_EVERY === 0) channel.ask("heard");
    askForHole();
  }

  function fill(content) {
    const index = holes.findIndex((hole) => hole.high === content.high);
    if (index >= 0) {
      if (content.low <= holes[index].low) holes.splice(index, 1);
      else holes[index].high = content.low;
    }
    unanswered = 0;
    changed(upsert(content.entries), content.head, { live: false });
    clearTimeout(timer);
    timer = null;
    askForHole();
  }

  function askForHole() {
    if (timer !== null || holes.length === 0) return;
    const hole = holes[holes.length - 1];
    channel.ask("fill", { low: hole.low, high: hole.high });
    timer = setTimeout(() => {
      timer = null;
      unanswered += 1;
      askForHole();
    }, ASK_AGAIN * Math.min(unanswered + 1, 10));
  }

  // Asked when the view (re)appears: the answer says how far the kernel's numbers have come.
  const hello = () => channel.ask("hello");
  const seen = () => {
    if (!document.hidden) hello();
  };
  document.addEventListener("visibilitychange", seen);
  hello();

  return {
    entries,
    ask: channel.ask,
    filling: () => holes.length > 0 || !greeted,
    close() {
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(timer);
      channel.close();
    },
  };
}
