// The widget in every form that brings its stylesheet and keeps Jupyter's shortcuts away.

import { keepShortcutsAway } from "./keyboard.js";

function render({ el }) {
  el.hidden = true;
  const owns = (target) => el.closest(".mt-form")?.contains(target);
  return keepShortcutsAway(owns, { shiftEnterRuns: true });
}

export default { render };
