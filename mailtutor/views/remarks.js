// Asks what the review finds in the mails whose lines are seen, a moment after they are drawn.

const AFTER_DRAWING = 200;

// `ask(keys)` sends the question; `told(key, headlines)` is called for what something was found in.
export function makeRemarks({ ask, told }) {
  const asked = new Set();
  let waiting = new Set();
  let timer = null;

  function send() {
    timer = null;
    for (const key of waiting) asked.add(key);
    ask([...waiting]);
    waiting = new Set();
  }

  return {
    want(key) {
      if (asked.has(key)) return;
      waiting.add(key);
      timer ??= setTimeout(send, AFTER_DRAWING);
    },
    answered(content) {
      for (const [key, headlines] of Object.entries(content.remarks)) told(key, headlines);
    },
    close: () => clearTimeout(timer),
  };
}
