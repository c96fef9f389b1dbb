// The widget of a transcript.

import { openChannel, untilAnswered } from "../channel.js";
import { make, makeRoot } from "../dom.js";
import { makeLadder } from "./ladder.js";

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Transcript");
  const tools = make("div", { class: "mt-head-tools" });
  root.append(make("div", { class: "mt-head" }, make("h2", {}, "Transcript"), tools));
  let ladder = null;
  const channel = openChannel(model, (content) => {
    if (content.kind !== "lines") return;
    if (ladder) ladder.update(content);
    else if (content.after === 0) {
      stopAsking();
      ladder = makeLadder(content, {
        ask: (after, more) => channel.ask("lines", { after, ...more }),
        tools,
      });
      root.append(ladder.element);
    }
  });
  const stopAsking = untilAnswered(() => channel.ask("lines", { after: 0 }));
  return () => {
    leave();
    stopAsking();
    channel.close();
  };
}

export default { render };
