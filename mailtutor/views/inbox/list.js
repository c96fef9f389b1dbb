// A list of any length that only draws its visible rows; a key or click chooses one entry.

import { make, newId } from "../dom.js";

const AROUND = 6;
const FRAME = 16;

// `draw(entry)` returns the children of a row, `describe(entry)` its label; `order` compares two
// entries.
export function makeList({ label, draw, describe, order, choose, enter }) {
  const id = newId("row");
  const space = make("div", { class: "mt-space", role: "presentation" });
  const probe = make("div", { class: "mt-row mt-probe", "aria-hidden": "true" }, "M");
  const list = make(
    "div",
    { class: "mt-list", role: "listbox", tabindex: "0", "aria-label": label },
    space,
  );
  const fresh = make("button", { type: "button", class: "mt-fresh mt-button", hidden: true });
  const element = make("div", { class: "mt-list-box" }, probe, list, fresh);
  const rows = new Map();
  let items = []; // newest first
  let height = 36;
  let active = null;
  let seen = null;
  let frame = null;
  let painted = 0;

  const rowId = (key) => `${id}-${key}`;
  const indexOf = (key) => items.findIndex((entry) => entry.key === key);

  // At most once per frame, and immediately if the last time is longer ago.
  function soon() {
    if (performance.now() - painted > FRAME) paint();
    else if (frame === null) frame = requestAnimationFrame(paint);
  }

  function paint() {
    cancelAnimationFrame(frame);
    frame = null;
    painted = performance.now();
    space.style.height = `${items.length * height}px`;
    const first = Math.max(0, Math.floor(list.scrollTop / height) - AROUND);
    const last = Math.min(
      items.length,
      Math.ceil((list.scrollTop + list.clientHeight) / height) + AROUND,
    );
    const visible = new Set();
    let after = null; // rows are in the document in the order shown
    for (let index = first; index < last; index += 1) {
      const entry = items[index];
      visible.add(entry.key);
      let row = rows.get(entry.key);
      if (!row || row.entry !== entry) {
        const element = make(
          "div",
          { class: "mt-row", role: "option", id: rowId(entry.key) },
          ...draw(entry),
        );
        element.dataset.key = entry.key;
        element.setAttribute("aria-label", describe(entry));
        row?.element.remove();
        row = { entry, element };
        rows.set(entry.key, row);
        if (entry.arrived && performance.now() - entry.arrived < 1500) {
          element.classList.add("mt-arrived");
        }
      }
      const next = after ? after.nextSibling : space.firstChild;
      if (next !== row.element) space.insertBefore(row.element, next);
      after = row.element;
      row.element.style.transform = `translateY(${index * height}px)`;
      row.element.setAttribute("aria-setsize", items.length);
      row.element.setAttribute("aria-posinset", index + 1);
      row.element.setAttribute("aria-selected", entry.key === active ? "true" : "false");
    }
    for (const [key, row] of rows) {
      if (!visible.has(key)) {
        row.element.remove();
        rows.delete(key);
      }
    }
    if (active !== null && visible.has(active)) {
      list.setAttribute("aria-activedescendant", rowId(active));
    } else list.removeAttribute("aria-activedescendant");
    const unseen = countUnseen();
    fresh.hidden = unseen <= 0;
    fresh.textContent = `${unseen.toLocaleString("en")} new`;
  }

  function measure() {
    const measured = probe.getBoundingClientRect().height;
    if (measured > 0 && measured !== height) {
      list.scrollTop *= measured / height;
      height = measured;
    }
    soon();
  }

  // Replaces the entries; the visible ones stay in place.
  function show(sorted) {
    const first = items[Math.floor(list.scrollTop / height)];
    const scrolled = list.scrollTop >= height && first;
    const before = scrolled ? indexOf(first.key) : 0;
    items = sorted;
    if (scrolled) {
      const now = indexOf(first.key);
      if (now !== before && now >= 0) {
        space.style.height = `${items.length * height}px`;
        list.scrollTop += (now - before) * height;
      }
    }
    soon();
  }

  // Redraws a row that has changed.
  function redraw(key) {
    rows.get(key)?.element.remove();
    rows.delete(key);
    soon();
  }

  // The number of new entries since the top was last visible.
  function countUnseen() {
    if (list.scrollTop < height) seen = items[0] ?? null;
    return seen === null ? 0 : items.findIndex((entry) => order(entry, seen) >= 0);
  }

  function move(key, { chosen = true } = {}) {
    active = key;
    const index = indexOf(key);
    if (index >= 0) {
      const top = index * height;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + height > list.scrollTop + list.clientHeight) {
        list.scrollTop = top + height - list.clientHeight;
      }
    }
    paint();
    if (chosen && key !== null) choose(key);
  }

  const page = () => Math.max(1, Math.floor(list.clientHeight / height) - 1);
  const steps = {
    ArrowDown: (index) => index + 1,
    ArrowUp: (index) => (index < 0 ? 0 : index - 1),
    PageDown: (index) => index + page(),
    PageUp: (index) => index - page(),
    Home: () => 0,
    End: () => items.length - 1,
  };
  list.addEventListener("keydown", (event) => {
    const changed = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (changed || items.length === 0) return;
    if (event.key === "Enter" || event.key === " ") {
      if (active === null || indexOf(active) < 0) move(items[0].key);
      enter();
    } else if (event.key in steps) {
      const to = steps[event.key](indexOf(active));
      move(items[Math.min(items.length - 1, Math.max(0, to))].key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("scroll", soon, { passive: true });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-key]");
    if (row) move(row.dataset.key);
  });
  fresh.addEventListener("click", () => {
    list.scrollTop = 0;
    list.focus();
  });
  const watcher = new ResizeObserver(measure);
  watcher.observe(probe);
  watcher.observe(list);

  return {
    element,
    show,
    redraw,
    move,
    isDrawn: (key) => rows.has(key),
    focus: () => list.focus(),
    close: () => watcher.disconnect(),
  };
}
