// Shows the HTML of a message so that nothing in it can run, load or navigate: sanitized here,
// in a fully sandboxed frame, under a policy that allows nothing.

import { make, plural } from "../dom.js";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

const REMOVED =
  "script, link, meta, base, iframe, frame, frameset, object, embed, applet, portal, template, " +
  "noscript, fencedframe, set, animate, animateMotion, animateTransform";

const URL_ATTRIBUTES = new Set([
  "href", "xlink:href", "ping", "target", "download", "action", "formaction", "srcdoc", "manifest",
]);

// Returns the Content-ID that a `cid:` URL refers to: another part of the message (RFC 2392).
function contentId(address) {
  if (!address.trim().toLowerCase().startsWith("cid:")) return null;
  try {
    return decodeURIComponent(address.trim().slice(4));
  } catch {
    return address.trim().slice(4);
  }
}

// Returns the sanitized body and styles, and notes on what was removed. `pictures` has the data:
// URLs of the message's own pictures, by Content-ID.
export function cleanHtml(text, pictures) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const counts = { scripts: 0, elements: 0, links: 0, files: 0, own: 0 };
  // Repeat, because a template's content or a nested element may contain more of them.
  for (let found = [null]; found.length > 0; ) {
    found = [...page.querySelectorAll(REMOVED)];
    for (const element of found) {
      if (element.localName === "script") counts.scripts += 1;
      else if (!isHarmlessMeta(element)) counts.elements += 1;
      element.remove();
    }
  }
  for (const element of page.querySelectorAll("*")) {
    for (const attribute of [...element.attributes]) {
      const name = attribute.name.toLowerCase();
      if (name.startsWith("on")) {
        counts.scripts += 1;
        element.removeAttribute(attribute.name);
      } else if (URL_ATTRIBUTES.has(name)) {
        if (name === "href" && element.matches("a, area")) {
          counts.links += 1;
          element.setAttribute("title", attribute.value);
        }
        element.removeAttribute(attribute.name);
      }
    }
    if (element.matches("img, image, video, audio, source, track, input")) {
      const source = element.getAttribute("src") ?? element.getAttribute("srcset") ?? "data:";
      const own = contentId(source);
      if (element.localName === "img" && pictures.has(own)) element.src = pictures.get(own);
      else if (own !== null) counts.own += 1;
      else if (!source.trim().toLowerCase().startsWith("data:")) counts.files += 1;
    }
  }
  const styles = [...page.head.querySelectorAll("style")].map((style) => style.outerHTML).join("");
  return { html: styles + page.body.innerHTML, notes: notesOn(counts) };
}

function isHarmlessMeta(element) {
  return element.localName === "meta" && !element.hasAttribute("http-equiv");
}

function notesOn({ scripts, elements, links, files, own }) {
  const notes = [];
  if (scripts) notes.push(`${plural(scripts, "script")} removed`);
  if (elements) notes.push(`${plural(elements, "element")} that could load or navigate removed`);
  if (links) notes.push(`${plural(links, "link")} made plain text (hover over one to see its address)`);
  if (files) notes.push(`${plural(files, "remote file")} not loaded`);
  if (own) notes.push(`${plural(own, "attached file")} not shown in the page`);
  return notes;
}

export function htmlFrame(text, label, pictures) {
  const { html, notes } = cleanHtml(text, pictures);
  const frame = make("iframe", {
    class: "mt-frame",
    sandbox: "",
    referrerpolicy: "no-referrer",
    title: label,
  });
  frame.srcdoc =
    `<!doctype html><html><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    `<style>:root{color-scheme:light;background:Canvas;color:CanvasText;` +
    `font-family:system-ui,sans-serif;line-height:1.5;overflow-wrap:anywhere}` +
    `img{max-width:100%}</style></head><body>${html}</body></html>`;
  return { frame, notes };
}
