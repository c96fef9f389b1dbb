// Requests the review notes of the visible messages once no new ones arrive for a moment: a review
// takes Python some milliseconds, which it can't spare while many messages arrive.

const CALM = 300;

// `seen(key)` returns whether the row is still drawn; `ask(keys)` sends the request; `received(key,
// headlines)` is called for each message with notes.
export function makeReviewNotes({ seen, ask, received }) {
  const asked = new Set();
  const waiting = new Set();
  let timer = null;

  function send() {
    const keys = [...waiting].filter(seen);
    waiting.clear();
    for (const key of keys) asked.add(key);
    if (keys.length) ask(keys);
  }

  return {
    request(key) {
      if (asked.has(key)) return;
      waiting.add(key);
      clearTimeout(timer);
      timer = setTimeout(send, CALM);
    },
    answered(content) {
      for (const [key, headlines] of Object.entries(content.notes)) received(key, headlines);
    },
    close: () => clearTimeout(timer),
  };
}
