// The widget of one mail.

import { openChannel, untilAnswered } from "../channel.js";
import { make, makeRoot } from "../dom.js";
import { makeMail } from "./mail.js";
import { makeQuestions } from "./questions.js";
import { bytesOf } from "./source.js";

function render({ model, el }) {
  const { root, leave } = makeRoot(el, "Mail");
  let mail = null;
  const channel = openChannel(model, (content, buffers) => {
    if (content.kind === "opened" && !mail) {
      stopAsking();
      mail = makeMail(content, bytesOf(buffers[0]), {
        question: questions.question,
        ask: (after, more) => channel.ask("lines", { after, ...more }),
      });
      root.replaceChildren(mail.element);
    } else if (content.kind === "lines") mail?.ladder?.update(content);
    else if (content.kind === "answer") questions.heard(content, buffers);
    else if (content.kind === "failed") {
      stopAsking();
      root.replaceChildren(make("p", { class: "mt-note" }, `This could not be shown: ${content.text}`));
    }
  });
  const questions = makeQuestions((content) => channel.ask("about", content));
  const stopAsking = untilAnswered(() => channel.ask("open"));
  return () => {
    leave();
    stopAsking();
    questions.close();
    channel.close();
  };
}

export default { render };
