// Tabs: one is chosen, with the arrow keys or a click; each is built when it is first shown.

import { make, newId } from "./dom.js";

// `sections` is a list of { name, title, build }; `chosen` the name of the first one shown.
export function makeTabs(label, sections, chosen, remember = () => {}) {
  const id = newId("tab");
  const bar = make("div", { class: "mt-tabs", role: "tablist", "aria-label": label });
  const element = make("div", { class: "mt-tabbed" }, bar);
  const tabs = sections.map(({ name, title, build }, index) => {
    const tab = make(
      "button",
      { type: "button", role: "tab", id: `${id}-${name}`, "aria-controls": `${id}-${name}-panel` },
      title,
    );
    const panel = make("div", {
      class: `mt-panel mt-panel-${name}`,
      role: "tabpanel",
      id: `${id}-${name}-panel`,
      "aria-labelledby": `${id}-${name}`,
      tabindex: "0",
    });
    tab.addEventListener("click", () => choose(index));
    bar.append(tab);
    element.append(panel);
    return { name, tab, panel, build, built: false };
  });

  function choose(index) {
    tabs.forEach((each, other) => {
      const on = other === index;
      each.tab.setAttribute("aria-selected", on ? "true" : "false");
      each.tab.tabIndex = on ? 0 : -1;
      each.panel.hidden = !on;
    });
    const now = tabs[index];
    if (!now.built) {
      now.built = true;
      now.panel.append(...[now.build()].flat());
    }
    remember(now.name);
  }

  bar.addEventListener("keydown", (event) => {
    const at = tabs.findIndex((each) => each.tab.tabIndex === 0);
    const to = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(to);
    tabs[to].tab.focus();
  });

  choose(Math.max(0, tabs.findIndex((each) => each.name === chosen)));
  return {
    element,
    focus: () => bar.querySelector("[tabindex='0']").focus(),
    show: (name) => choose(tabs.findIndex((each) => each.name === name)),
  };
}
