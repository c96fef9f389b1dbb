// Asks what the review finds in the mails whose lines are seen, when no new ones come for a moment:
// a review takes Python some milliseconds, which it does not have to spare in a storm of mails.

const CALM = 300;

// `seen(key)` tells whether the line is still drawn; `ask(keys)` sends the question; `told(key,
// headlines)` is called for each mail in which something was found.
export function makeRemarks({ seen, ask, told }) {
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
    want(key) {
      if (asked.has(key)) return;
      waiting.add(key);
      clearTimeout(timer);
      timer = setTimeout(send, CALM);
    },
    answered(content) {
      for (const [key, headlines] of Object.entries(content.remarks)) told(key, headlines);
    },
    close: () => clearTimeout(timer),
  };
}
