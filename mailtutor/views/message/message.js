// The widget of a message.

import { openChannel, untilAnswered } from "../channel.js";
import { make, makeRoot } from "../dom.js";
import { makeOpenedMessage } from "./opened_message.js";
import { makeRequests } from "./requests.js";
import { bytesOf } from "./source.js";

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Message");
  let message = null;
  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "opened" && !message) {
      stopAsking();
      message = makeOpenedMessage(content, bytesOf(buffers[0]), {
        request: requests.request,
        ask: (after, more) => channel.ask("lines", { after, ...more }),
      });
      root.replaceChildren(message.element);
    } else if (content.kind === "lines") message?.ladder?.update(content);
    else if (content.kind === "answer") requests.answered(content, buffers);
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

export default { render };
