// Shows one slide at a time, and its fragments one key at a time. Without it, everything shows.

import { drawViews } from "./pictures.js";
import { fit } from "./fit.js";

const SWIPE = 50; // pixels

const root = document.documentElement;
const slides = [...document.querySelectorAll("section")];
const position = document.getElementById("position");
const progress = document.getElementById("progress");
const help = document.getElementById("help");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

let at = Math.min(Math.max(Number(location.hash.slice(1)) - 1 || 0, 0), slides.length - 1);
let step = 0;

const fragments = (slide = slides[at]) => [...slide.querySelectorAll(".fragment")];

function show() {
  slides.forEach((slide, number) => slide.classList.toggle("current", number === at));
  fragments().forEach((piece, number) => piece.classList.toggle("visible", number < step));
  position.textContent = `${at + 1} of ${slides.length}`;
  progress.style.setProperty("--done", (at + 1) / slides.length);
  history.replaceState(null, "", `#${at + 1}`);
  fit(slides[at]);
  slides[at].focus({ preventScroll: true });
  arrive(slides[at], still.matches ? 0 : undefined);
}

function go(to, steps) {
  at = Math.min(Math.max(to, 0), slides.length - 1);
  step = steps;
  document.body.classList.remove("black");
  help.close();
  show();
}

function next() {
  if (step < fragments().length) go(at, step + 1);
  else if (at < slides.length - 1) go(at + 1, 0);
}

function back() {
  if (step) go(at, step - 1);
  else if (at) go(at - 1, fragments(slides[at - 1]).length);
}

function useTheme(name) {
  root.dataset.theme = name;
}

function showHelp() {
  if (help.open) help.close();
  else help.show();
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.();
}

const keys = {
  ArrowRight: next,
  ArrowDown: next,
  PageDown: next,
  Enter: next,
  " ": next,
  ArrowLeft: back,
  ArrowUp: back,
  PageUp: back,
  Backspace: back,
  Home: () => go(0, 0),
  End: () => go(slides.length - 1, 0),
  n: () => document.body.classList.toggle("with-notes"),
  s: () => document.body.classList.toggle("with-notes"),
  d: () => useTheme(root.dataset.theme === "dark" ? "light" : "dark"),
  b: () => document.body.classList.toggle("black"),
  ".": () => document.body.classList.toggle("black"),
  f: fullScreen,
  "?": showHelp,
  Escape: () => help.close(),
};

document.addEventListener("keydown", (event) => {
  const own = event.target.closest("a, button, summary") && [" ", "Enter"].includes(event.key);
  if (!keys[event.key] || own || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keys[event.key]();
});

document.querySelector("main").addEventListener("click", (event) => {
  if (event.target.closest("a, button, aside") || !getSelection().isCollapsed) return;
  if (event.clientX < innerWidth / 4) back();
  else next();
});

let touched = null;
document.addEventListener("touchstart", (event) => {
  touched = event.touches.length === 1 ? event.touches[0].clientX : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  const moved = touched === null ? 0 : event.changedTouches[0].clientX - touched;
  touched = null;
  if (Math.abs(moved) < SWIPE) return;
  event.preventDefault(); // it's no click
  if (moved < 0) next();
  else back();
});

document.getElementById("next").addEventListener("click", next);
document.getElementById("back").addEventListener("click", back);
dark.addEventListener("change", () => useTheme(dark.matches ? "dark" : "light"));
addEventListener("resize", () => fit(slides[at]));
const changed = new ResizeObserver((entries) => {
  if (entries.some(({ target }) => slides[at].contains(target))) fit(slides[at]);
});
for (const view of document.querySelectorAll(".view")) changed.observe(view);
addEventListener("hashchange", () => go(Number(location.hash.slice(1)) - 1 || 0, 0));

// On paper, each slide is a page: light, complete, and as large as fits there.
let screenTheme = null;
function usePaper(on) {
  if (on === document.body.classList.contains("paper")) return;
  document.body.classList.toggle("paper", on);
  if (on) screenTheme = root.dataset.theme;
  useTheme(on ? "light" : screenTheme);
  if (!on) {
    show();
    return;
  }
  for (const slide of slides) {
    for (const piece of fragments(slide)) piece.classList.add("visible");
    arrive(slide, 0);
    fit(slide);
  }
}
addEventListener("beforeprint", () => usePaper(true));
addEventListener("afterprint", () => usePaper(false));
matchMedia("print").addEventListener("change", (event) => usePaper(event.matches));

useTheme(dark.matches ? "dark" : "light");
const arrive = drawViews();
// The views draw themselves in the next frames, and only where they're seen.
requestAnimationFrame(() => requestAnimationFrame(() => {
  document.body.classList.add("presenting");
  show();
}));
