// Shows one slide at a time, and its fragments one key at a time. Without it, everything shows.

const slides = [...document.querySelectorAll("section")];
const position = document.getElementById("position");
let at = Math.min(Math.max(Number(location.hash.slice(1)) - 1 || 0, 0), slides.length - 1);
let step = 0;

const fragments = () => [...slides[at].querySelectorAll(".fragment")];

function show() {
  slides.forEach((slide, number) => slide.classList.toggle("current", number === at));
  fragments().forEach((piece, number) => piece.classList.toggle("visible", number < step));
  position.textContent = `${at + 1} of ${slides.length}`;
  history.replaceState(null, "", `#${at + 1}`);
  if (step) fragments()[step - 1].scrollIntoView({ block: "nearest" });
  else window.scrollTo(0, 0);
}

function go(to, steps) {
  at = Math.min(Math.max(to, 0), slides.length - 1);
  step = steps;
  show();
}

function next() {
  if (step < fragments().length) go(at, step + 1);
  else if (at < slides.length - 1) go(at + 1, 0);
}

function back() {
  if (step) go(at, step - 1);
  else if (at) {
    at -= 1;
    go(at, fragments().length);
  }
}

const keys = {
  ArrowRight: next,
  PageDown: next,
  " ": next,
  ArrowLeft: back,
  PageUp: back,
  Home: () => go(0, 0),
  End: () => go(slides.length - 1, 0),
  n: () => document.body.classList.toggle("with-notes"),
};

document.addEventListener("keydown", (event) => {
  const own = event.target.closest("a, button, summary") && event.key === " ";
  if (!keys[event.key] || own || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keys[event.key]();
});
document.getElementById("next").addEventListener("click", next);
document.getElementById("back").addEventListener("click", back);
document.body.classList.add("presenting");
show();
