// Shows the HTML of a mail so that nothing in it can run, fetch or lead anywhere:
// cleaned here, in a frame that may do nothing, under a policy that allows nothing.

import { make, plural } from "../dom.js";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

const TAKEN_OUT =
  "script, link, meta, base, iframe, frame, frameset, object, embed, applet, portal, template, " +
  "noscript, fencedframe, set, animate, animateMotion, animateTransform";

const ADDRESSES = new Set([
  "href", "xlink:href", "ping", "target", "download", "action", "formaction", "srcdoc", "manifest",
]);

// What a `cid:` address names (RFC 2392): the Content-ID of another part of the same mail.
function contentId(address) {
  if (!address.trim().toLowerCase().startsWith("cid:")) return null;
  try {
    return decodeURIComponent(address.trim().slice(4));
  } catch {
    return address.trim().slice(4);
  }
}

// Returns the cleaned body and styles as text, and in words what was taken out. `pictures` has
// the data: addresses of the mail's own pictures, by their Content-ID.
export function cleanHtml(text, pictures) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const counts = { scripts: 0, elements: 0, links: 0, files: 0, own: 0 };
  // A template's content, or one thing within another, can hold more of them.
  for (let found = [null]; found.length > 0; ) {
    found = [...page.querySelectorAll(TAKEN_OUT)];
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
      } else if (ADDRESSES.has(name)) {
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
  return { html: styles + page.body.innerHTML, notes: inWords(counts) };
}

function isHarmlessMeta(element) {
  return element.localName === "meta" && !element.hasAttribute("http-equiv");
}

function inWords({ scripts, elements, links, files, own }) {
  const notes = [];
  if (scripts) notes.push(`${plural(scripts, "script")} taken out`);
  if (elements) notes.push(`${plural(elements, "element")} that could load or lead elsewhere taken out`);
  if (links) notes.push(`${plural(links, "link")} made plain text (point at one to see its address)`);
  if (files) notes.push(`${plural(files, "file")} from elsewhere not fetched`);
  if (own) notes.push(`${plural(own, "file")} of the mail itself not drawn in the page`);
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
