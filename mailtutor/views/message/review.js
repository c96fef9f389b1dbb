// What the clinic finds in a mail: calm, each in one line that opens; nothing on good mail.

import { codeToCopy, icon, make, plural } from "../dom.js";
import { ourWords } from "./meaning.js";

const FEW = 2;

function finding({ headline, why, code }) {
  return make("details", { class: "mt-finding" },
    make("summary", {}, icon("wait"), make("span", {}, ...ourWords(headline))),
    make("p", {}, ...ourWords(why)),
    codeToCopy(code));
}

// An element that fills when the review has come.
export function makeReview(question) {
  const holder = make("div", { class: "mt-review", hidden: true });
  question({ about: "review" }).then(({ findings }) => {
    if (findings.length === 0) return;
    const drawn = findings.map(finding);
    holder.hidden = false;
    if (drawn.length <= FEW) holder.append(...drawn);
    else {
      const summary = make("summary", {}, icon("wait"), `${plural(findings.length, "thing")} to look at`);
      holder.append(make("details", { class: "mt-finding" }, summary, ...drawn));
    }
  }, () => {});
  return holder;
}
