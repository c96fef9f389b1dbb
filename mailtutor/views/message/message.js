// The widget of a message.

import { openMessageView } from "./message_view.js";
import { makeOpenedMessage } from "./opened_message.js";
import { bytesOf } from "./source.js";

function render(view) {
  return openMessageView(view, "Message", (content, buffers, { ask, request }) => {
    const message = makeOpenedMessage(content, bytesOf(buffers[0]), {
      request,
      ask: (after, more) => ask("lines", { after, ...more }),
    });
    return { element: message.element, messages: [message] };
  });
}

export default { render };
