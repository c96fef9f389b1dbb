// What the widgets of one message and of two have in common: they ask for their content until it
// arrives, and pass on transcript lines and answers.

import { openChannel, untilAnswered } from "../channel.js";
import { make, makeRoot } from "../dom.js";
import { makeRequests } from "./requests.js";

// `open(content, buffers, { ask, request })` is called once; it returns the element to show and
// the opened messages in it.
export function openMessageView({ model, el }, label, open) {
  const { root, leave } = makeRoot(el, label);
  let messages = null;
  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "opened" && !messages) {
      stopAsking();
      const opened = open(content, buffers, { ask: channel.ask, request: requests.request });
      messages = opened.messages;
      root.replaceChildren(opened.element);
    } else if (content.kind === "lines") {
      for (const each of messages ?? []) if (each.session === content.session) each.ladder?.update(content);
    } else if (content.kind === "answer") requests.answered(content, buffers);
    else if (content.kind === "failed") {
      stopAsking();
      root.replaceChildren(make("p", { class: "mt-note" }, `This couldn't be shown: ${content.text}`));
    }
  });
  const requests = makeRequests((content) => channel.ask("about", content));
  const stopAsking = untilAnswered(() => channel.ask("open"));
  return () => {
    leave();
    stopAsking();
    requests.close();
    channel.close();
  };
}
