// The widget of one mail.

import { openChannel } from "./channel.js";
import { make, makeRoot } from "./dom.js";
import { makeMail } from "./mail.js";
import { bytesOf } from "./source.js";

function render({ model, el }) {
  const root = makeRoot(el, "Mail");
  let mail = null;
  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "opened") {
      mail = makeMail(content, bytesOf(buffers[0]), {
        ask: (after) => channel.ask("lines", { after }),
      });
      root.replaceChildren(mail.element);
    } else if (content.kind === "lines") mail?.ladder.update(content);
    else if (content.kind === "failed") {
      root.replaceChildren(make("p", { class: "mt-note" }, `This could not be shown: ${content.text}`));
    }
  });
  channel.ask("open");
  return channel.close;
}

export default { render };
