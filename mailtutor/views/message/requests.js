// Requests about a message that is already shown: its review, and bytes that load on demand.

import { untilAnswered } from "../channel.js";
import { mailLabel, mailText, make } from "../dom.js";
import { bytesOf } from "./source.js";

const PIECE = 512 * 1024;

// `ask(content)` sends a request to the kernel; pass its answer to `answered`.
export function makeRequests(ask) {
  const pending = new Map();
  let last = 0;
  return {
    request(content) {
      last += 1;
      const number = last;
      return new Promise((resolve, reject) => {
        const stop = untilAnswered(() => ask({ request: number, ...content }));
        pending.set(number, { stop, resolve, reject });
      });
    },
    answered(content, buffers) {
      const asked = pending.get(content.request);
      if (!asked) return;
      pending.delete(content.request);
      asked.stop();
      if (content.error) asked.reject(new Error(content.error));
      else asked.resolve({ ...content, bytes: bytesOf(buffers[0]) });
    },
    close() {
      for (const { stop } of pending.values()) stop();
      pending.clear();
    },
  };
}

// Fetches a part (or the whole message, -1) in pieces; `progress` is called with 0 to 1.
export async function fetchBytes(request, part, { most = Infinity, progress = () => {} } = {}) {
  const pieces = [];
  let at = 0;
  let end = most;
  while (at < end) {
    const answer = await request({ about: "bytes", part, at, most: Math.min(PIECE, end - at) });
    if (answer.bytes.length === 0) break;
    pieces.push(answer.bytes);
    at += answer.bytes.length;
    end = Math.min(most, answer.size);
    progress(at / end);
  }
  return pieces;
}

// A button that downloads a part; the kernel made `name` safe.
export function saveButton(request, part, name, words) {
  const status = make("span", { class: "mt-said", role: "status" });
  const button = make("button", { type: "button", class: "mt-button" }, words);
  const label = mailLabel(name);
  button.setAttribute("aria-label", `${words}: ${label}`);
  button.title = `${words}: ${label}`;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const progress = (done) => {
        status.textContent = done < 1 ? `${Math.floor(100 * done)}% loaded` : "";
      };
      const pieces = await fetchBytes(request, part, { progress });
      const address = URL.createObjectURL(new Blob(pieces, { type: "application/octet-stream" }));
      make("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      status.replaceChildren("Download started: ", mailText(name));
    } catch (error) {
      status.textContent = `Not saved: ${error.message}`;
    }
    button.disabled = false;
  });
  return [button, status];
}
