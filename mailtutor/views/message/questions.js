// Questions about a mail that is shown already: its review, and bytes that are asked for late.

import { untilAnswered } from "../channel.js";
import { mailLabel, mailText, make } from "../dom.js";
import { bytesOf } from "./source.js";

const PIECE = 512 * 1024;

// `ask(content)` sends a question; what comes back is given to `heard`.
export function makeQuestions(ask) {
  const waiting = new Map();
  let last = 0;
  return {
    question(content) {
      last += 1;
      const request = last;
      return new Promise((resolve, reject) => {
        const stop = untilAnswered(() => ask({ request, ...content }));
        waiting.set(request, { stop, resolve, reject });
      });
    },
    heard(content, buffers) {
      const asked = waiting.get(content.request);
      if (!asked) return;
      waiting.delete(content.request);
      asked.stop();
      if (content.error) asked.reject(new Error(content.error));
      else asked.resolve({ ...content, bytes: bytesOf(buffers[0]) });
    },
    close() {
      for (const { stop } of waiting.values()) stop();
      waiting.clear();
    },
  };
}

// Fetches a part (or the whole mail, -1) piece by piece; `told` hears how far it is, from 0 to 1.
export async function fetchBytes(question, part, { most = Infinity, told = () => {} } = {}) {
  const pieces = [];
  let at = 0;
  let end = most;
  while (at < end) {
    const answer = await question({ about: "bytes", part, at, most: Math.min(PIECE, end - at) });
    if (answer.bytes.length === 0) break;
    pieces.push(answer.bytes);
    at += answer.bytes.length;
    end = Math.min(most, answer.size);
    told(at / end);
  }
  return pieces;
}

// A button that fetches something and has the browser save it; `name` was made safe by the kernel.
export function saveButton(question, part, name, words) {
  const said = make("span", { class: "mt-said", role: "status" });
  const button = make("button", { type: "button", class: "mt-button" }, words);
  const label = mailLabel(name);
  button.setAttribute("aria-label", `${words}: ${label}`);
  button.title = `${words}: ${label}`;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const told = (done) => {
        said.textContent = done < 1 ? `${Math.floor(100 * done)} % fetched` : "";
      };
      const pieces = await fetchBytes(question, part, { told });
      const address = URL.createObjectURL(new Blob(pieces, { type: "application/octet-stream" }));
      make("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      said.replaceChildren("Handed to the browser as ", mailText(name));
    } catch (error) {
      said.textContent = `Not saved: ${error.message}`;
    }
    button.disabled = false;
  });
  return [button, said];
}
