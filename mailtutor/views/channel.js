// The front end's half of the live channel: asks, notices what it missed, asks for that.

const ASK_AGAIN = 250;
const ASK_AGAIN_AT_LAST = 8000;
const WORD_EVERY = 50;

// Asks again and again, ever more rarely, until the returned function is called. JupyterLab
// can lay a question behind a running cell: one asked a moment later is answered at once.
export function untilAnswered(ask) {
  let wait = ASK_AGAIN;
  let timer = null;
  const again = () => {
    ask();
    timer = setTimeout(again, wait);
    wait = Math.min(2 * wait, ASK_AGAIN_AT_LAST);
  };
  again();
  return () => clearTimeout(timer);
}

// `heard` is called with each message that is for this view.
export function openChannel(model, heard) {
  const name = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const ask = (what, content = {}) => {
    try {
      model.send({ ask: what, from: name, ...content });
    } catch {
      // The kernel is gone; whoever asks until it is answered tries again.
    }
  };
  const listener = (content, buffers) => {
    if (content.to === undefined || content.to === name) heard(content, buffers ?? []);
  };
  model.on("msg:custom", listener);
  const close = () => {
    model.off("msg:custom", listener);
    ask("bye");
  };
  return { ask, close };
}

// Keeps a copy of the kernel's entries. Every change has a number; `holes` are the ranges
// (after low, up to high) that did not come, and are asked for, newest first.
// `lost` is called when the kernel went away; `changed` is called again if it is back.
export function openLog(model, { changed, told, lost }) {
  const entries = new Map();
  const holes = [];
  let have = 0;
  let greeted = false;
  let stopHello = () => {};
  let stopFill = null;
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
    if (content.greeting) stopHello();
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
    changed(upsert(content.entries), content.head, { live: false });
    stopFill?.();
    stopFill = null;
    askForHole();
  }

  function askForHole() {
    if (stopFill || holes.length === 0) return;
    const { low, high } = holes[holes.length - 1];
    stopFill = untilAnswered(() => channel.ask("fill", { low, high }));
  }

  // Asked when the view (re)appears: the answer says how far the kernel's numbers have come.
  const hello = () => {
    stopHello();
    stopHello = untilAnswered(() => channel.ask("hello"));
  };
  const seen = () => {
    if (!document.hidden) hello();
  };
  const gone = () => {
    lost();
    hello();
  };
  document.addEventListener("visibilitychange", seen);
  model.on("comm_live_update", gone);
  hello();

  return {
    entries,
    ask: channel.ask,
    filling: () => holes.length > 0 || !greeted,
    close() {
      document.removeEventListener("visibilitychange", seen);
      model.off("comm_live_update", gone);
      stopHello();
      stopFill?.();
      channel.close();
    },
  };
}
