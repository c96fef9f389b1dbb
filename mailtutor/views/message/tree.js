// A tree for the arrow keys; the children of a node are built when it is first expanded.

import { icon, make, newId } from "../dom.js";

// A node is { key, name, content(), open, children }; `choose(key)` is called for a click or a key.
export function makeTree({ label, roots, choose }) {
  const element = make("ul", { class: "mt-tree", role: "tree", "aria-label": label });
  const items = new Map(); // key -> { node, item, group, parent }
  const parents = new Map(); // key -> the key of its parent node
  let current = null;

  function addParents(node) {
    for (const child of node.children) {
      parents.set(child.key, node.key);
      addParents(child);
    }
  }

  function add(node, into, parent) {
    const { children } = node;
    const item = make("li", {
      role: "treeitem", id: newId("node"), tabindex: "-1", "aria-selected": "false", "aria-label": node.name,
    });
    const twist = make("span", { class: "mt-twist", "aria-hidden": "true" });
    const row = make("div", { class: "mt-node" }, twist, ...node.content());
    const group = children.length ? make("ul", { role: "group", hidden: true }) : null;
    item.append(row);
    const entry = { node, item, group, parent };
    items.set(node.key, entry);
    if (group) {
      twist.append(icon("twist"));
      item.append(group);
      item.setAttribute("aria-expanded", "false");
    }
    row.addEventListener("click", (event) => {
      if (group && twist.contains(event.target)) toggle(entry);
      else choose(node.key);
      focus(entry);
    });
    into.append(item);
    if (group && node.open) toggle(entry, true);
  }

  function toggle(entry, open = entry.group.hidden) {
    if (open && entry.group.childElementCount === 0) {
      for (const child of entry.node.children) add(child, entry.group, entry);
    }
    entry.group.hidden = !open;
    entry.item.setAttribute("aria-expanded", String(open));
  }

  // Returns the entry of a key, with all nodes above it expanded.
  function reach(key) {
    const known = items.get(key);
    const above = parents.get(key);
    if (above === undefined) return known;
    const entry = reach(above);
    if (entry?.group.hidden) toggle(entry, true);
    return items.get(key);
  }

  function reachWithTab(entry) {
    if (current) current.item.tabIndex = -1;
    current = entry;
    entry.item.tabIndex = 0;
  }

  function focus(entry) {
    reachWithTab(entry);
    entry.item.focus({ preventScroll: true });
  }

  // Marks a node as selected, or as the one that contains the selection.
  function mark(key, { holds = false } = {}) {
    for (const each of element.querySelectorAll("[aria-selected=true], .mt-holds")) {
      each.setAttribute("aria-selected", "false");
      each.classList.remove("mt-holds");
    }
    const entry = reach(key);
    if (!entry) return;
    if (holds) entry.item.classList.add("mt-holds");
    else entry.item.setAttribute("aria-selected", "true");
    if (element.contains(document.activeElement)) focus(entry);
    else reachWithTab(entry);
    revealIn(element, entry.item.firstElementChild);
  }

  const visible = () => [...element.querySelectorAll("[role=treeitem]")].filter((item) => !item.parentElement.closest("[hidden]"));
  const entryOf = (item) => [...items.values()].find((entry) => entry.item === item);

  element.addEventListener("keydown", (event) => {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = visible();
    const at = all.indexOf(current.item);
    const { group } = current;
    let to = null;
    if (event.key === "ArrowDown") to = all[at + 1];
    else if (event.key === "ArrowUp") to = all[at - 1];
    else if (event.key === "Home") to = all[0];
    else if (event.key === "End") to = all[all.length - 1];
    else if (event.key === "ArrowRight" && group?.hidden) toggle(current, true);
    else if (event.key === "ArrowRight" && group) to = group.firstElementChild;
    else if (event.key === "ArrowLeft" && group && !group.hidden) toggle(current, false);
    else if (event.key === "ArrowLeft" && current.parent) to = current.parent.item;
    else if (event.key === "Enter" || event.key === " ") to = current.item;
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!to) return;
    const entry = entryOf(to);
    focus(entry);
    choose(entry.node.key);
  });

  for (const root of roots) {
    addParents(root);
    add(root, element, null);
  }
  reachWithTab(items.get(roots[0].key));
  return { element, mark };
}

// Scrolls only the box, so that the notebook around it doesn't move.
export function revealIn(box, element) {
  const outer = box.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  const room = box.clientHeight;
  if (inner.top < outer.top || inner.height > room) box.scrollTop += inner.top - outer.top - 4;
  else if (inner.bottom > outer.top + room) box.scrollTop += inner.bottom - outer.top - room + 4;
}
