// Sizes the type of a slide: as large as fits, side by side or below each other.

// The smallest and the largest type, in hundredths of the height of the screen.
const SIZES = {
  text: [3.2, 5.4],
  exercise: [3.2, 5.4],
  drawing: [3.2, 4.8],
  quiz: [3.0, 4.8],
  code: [2.7, 5.6],
  result: [2.7, 4.8],
};
const STEPS = 7;

function overflows(body) {
  const within = (element) =>
    element.scrollWidth <= element.clientWidth + 1 && element.scrollHeight <= element.clientHeight + 1;
  const wide = (element) => element.scrollWidth > element.clientWidth + 1;
  return !within(body) || [...body.querySelectorAll("pre:not(.unseen), .view")].some(wide);
}

// Returns the largest size that fits; 0 if not even the smallest does.
function largest(body, [smallest, biggest]) {
  const fits = (size) => {
    body.style.setProperty("--size", size.toFixed(3));
    return !overflows(body);
  };
  if (!fits(smallest)) return 0;
  if (fits(biggest)) return biggest;
  let low = smallest;
  let high = biggest;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

// The ways to arrange a slide, the best first.
const WAYS = ["", "columns", "wrapped", "columns wrapped", "small wrapped"];
const SMALL = 0.65;
const READABLE = 3.3;
const WRAPPED = 3.8;
const LADDER = 3.4; // in larger type, a transcript would stack its columns

export function fit(slide) {
  const body = slide.querySelector(".body");
  const kind = Object.keys(SIZES).find((name) => slide.classList.contains(name));
  if (!kind) return;
  const [smallest, most] = SIZES[kind];
  const biggest = body.querySelector(".mt-transcript") ? Math.min(LADDER, most) : most;
  const beside = ["code", "exercise"].includes(kind) && body.children.length > 1 && body.querySelectorAll(".source").length < 2;
  let best = { way: "", size: 0 };
  for (const way of WAYS) {
    // Long lines of code are broken only if the type would be small otherwise.
    if (way.includes("wrapped") && best.size > READABLE) break;
    if (way.includes("small") && best.size) break;
    if (way.includes("columns") && !beside) continue;
    body.className = `body ${way}`;
    const size = largest(body, [
      way.includes("small") ? smallest * SMALL : smallest,
      way.includes("wrapped") ? Math.min(WRAPPED, biggest) : biggest,
    ]);
    if (size > best.size * 1.05) best = { way, size };
  }
  body.className = `body ${best.size ? best.way : "wrapped scrolls"}`;
  body.style.setProperty("--size", (best.size || smallest * SMALL).toFixed(3));
}
