// The front end's half of the live channel: sends requests, notices and requests missed changes.

const ASK_AGAIN = 250;
const ASK_AGAIN_AT_LAST = 8000;
const ACKNOWLEDGE_EVERY = 50;

// Repeats a request, less and less often, until the returned function is called. JupyterLab may
// queue a request behind a running cell, while one sent a moment later is answered immediately.
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

// `onMessage` is called with each message for this view.
export function openChannel(model, onMessage) {
  const name = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const ask = (what, content = {}) => {
    try {
      model.send({ ask: what, from: name, ...content });
    } catch {
      // The kernel is gone; `untilAnswered` tries again.
    }
  };
  const listener = (content, buffers) => {
    if (content.to === undefined || content.to === name) onMessage(content, buffers ?? []);
  };
  model.on("msg:custom", listener);
  const close = () => {
    model.off("msg:custom", listener);
    ask("unsubscribe");
  };
  return { ask, close };
}

// Keeps a copy of the kernel's entries. Every change has a number; `gaps` are the ranges (after
// low, up to high) that are missing, and are requested newest first. `onDisconnect` is called when
// the kernel disappears; `changed` is called again when it's back.
export function openLog(model, { changed, onMessage, onDisconnect }) {
  const entries = new Map();
  const gaps = [];
  let have = 0;
  let subscribed = false;
  let stopSubscribing = () => {};
  let stopBackfill = null;
  let messages = 0;

  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "delta") delta(content);
    else if (content.kind === "backfill") backfill(content);
    else onMessage(content, buffers);
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
    const first = !subscribed;
    if (content.start) stopSubscribing();
    subscribed = true;
    if (content.low > have) gaps.push({ low: have, high: content.low });
    have = Math.max(have, content.high);
    changed(upsert(content.entries), content.head, { live: !first });
    messages += 1;
    if (messages % ACKNOWLEDGE_EVERY === 0) channel.ask("acknowledge");
    requestGap();
  }

  function backfill(content) {
    const index = gaps.findIndex((gap) => gap.high === content.high);
    if (index >= 0) {
      if (content.low <= gaps[index].low) gaps.splice(index, 1);
      else gaps[index].high = content.low;
    }
    changed(upsert(content.entries), content.head, { live: false });
    stopBackfill?.();
    stopBackfill = null;
    requestGap();
  }

  function requestGap() {
    if (stopBackfill || gaps.length === 0) return;
    const { low, high } = gaps[gaps.length - 1];
    stopBackfill = untilAnswered(() => channel.ask("backfill", { low, high }));
  }

  // Sent when the view (re)appears: the reply has the kernel's current number.
  const subscribe = () => {
    stopSubscribing();
    stopSubscribing = untilAnswered(() => channel.ask("subscribe"));
  };
  const onVisible = () => {
    if (!document.hidden) subscribe();
  };
  const onLost = () => {
    onDisconnect();
    subscribe();
  };
  document.addEventListener("visibilitychange", onVisible);
  model.on("comm_live_update", onLost);
  subscribe();

  return {
    entries,
    ask: channel.ask,
    filling: () => gaps.length > 0 || !subscribed,
    close() {
      document.removeEventListener("visibilitychange", onVisible);
      model.off("comm_live_update", onLost);
      stopSubscribing();
      stopBackfill?.();
      channel.close();
    },
  };
}
