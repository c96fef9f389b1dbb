// The class's two pages: the wall for the projector, and the teacher's own view.

import { count, h, once, place } from "./dom.js";
import { inbox } from "./inbox.js";
import { exercises, joining, mistakes } from "./parts.js";
import { learners } from "./teacher.js";
import { votes } from "./votes.js";

const forTeacher = location.pathname.endsWith("/teacher");
const state = {
  forTeacher,
  parts: {},
  about: {},
  now: () => Date.now() / 1000,
  lesson: null,
  chosen: null, // a lesson, if someone chose one
  tab: forTeacher ? "Learners" : "Exercises",
  opened: new Set(), // the mistakes that are opened
  quiz: null,
  act,
  draw,
};
const TABS = { Exercises: exercises, Mistakes: mistakes, Votes: votes, Inbox: inbox };
const tabs = forTeacher ? { Learners: learners, ...TABS } : TABS;
const find = (id) => document.getElementById(id);
document.body.classList.add(forTeacher ? "teacher" : "wall");

async function act(wish) {
  await ask("do", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  });
}

// A hub wants to see that the request comes from a page of this path, which alone has the cookie.
function ask(path, options = {}) {
  const token = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]+)/)?.[1];
  const headers = { ...options.headers, ...(token ? { "X-XSRFToken": token } : {}) };
  return fetch(path, { ...options, headers });
}

// The lesson that most learners have told something about, unless someone chose another.
function busiest() {
  let best = state.catalog.lessons[0].number;
  let most = 0;
  for (const lesson of state.catalog.lessons) {
    const told = lesson.exercises.map(({ id }) => total(state.parts[`exercise:${id}`]));
    const voted = lesson.quizzes.map(({ id }) => state.parts[`quiz:${id}`]?.votes ?? 0);
    const here = Math.max(0, ...told, ...voted);
    if (here > most) [best, most] = [lesson.number, here];
  }
  return best;
}

function total(outcomes) {
  return Object.values(outcomes ?? {}).reduce((sum, each) => sum + each, 0);
}

function draw() {
  if (!state.catalog) return;
  const number = state.chosen ?? busiest();
  state.lesson = state.catalog.lessons.find((lesson) => lesson.number === number);
  find("lesson").value = number;
  place(find("tabs"), Object.keys(tabs).map(tab));
  const present = state.parts.room?.learners ?? 0;
  find("present").textContent = state.lost ? "The class isn't answering" : count(present, "learner");
  find("present").classList.toggle("lost", Boolean(state.lost));
  if (forTeacher) place(find("other"), [once("other", "", toWall)]);
  const isEmpty = present === 0 && state.tab !== "Inbox";
  place(find("panel"), isEmpty ? [joining(state, true)] : tabs[state.tab](state));
  place(find("how"), isEmpty ? [] : [joining(state, false)]);
  find("how").hidden = isEmpty;
}

function toWall() {
  return h("a", { href: "wall", target: "_blank", rel: "noopener" }, "Open the wall");
}

function tab(name) {
  const waiting = name === "Inbox" && forTeacher ? (state.parts.room?.waiting ?? 0) : 0;
  const shown = [name, state.tab === name, waiting];
  return once(`tab:${name}`, shown, () =>
    h(
      "button",
      {
        "aria-pressed": String(state.tab === name),
        onclick: () => show(name),
      },
      name,
      waiting ? ` (${waiting})` : "",
    ),
  );
}

function show(name) {
  state.tab = name;
  draw();
  find("panel").scrollTop = 0;
}

function take(update) {
  if (update.room !== state.room) state.parts = {};
  Object.assign(state, { room: update.room, version: update.version });
  state.about = update.about ?? state.about;
  const ahead = update.now - Date.now() / 1000;
  state.now = () => Date.now() / 1000 + ahead; // the teacher's clock
  for (const [name, part] of Object.entries(update.parts)) {
    if (part === null) delete state.parts[name];
    else state.parts[name] = part;
  }
}

async function fetchChanges() {
  const view = forTeacher ? "teacher" : "wall";
  const query = new URLSearchParams({ view, room: state.room ?? "", since: state.version ?? 0 });
  try {
    const response = await ask(`changes?${query}`);
    return response.ok || response.status === 403 ? response : null;
  } catch {
    return null; // no connection
  }
}

async function follow() {
  for (;;) {
    const response = await fetchChanges();
    if (response?.status === 403) break;
    const update = await response?.json().catch(() => null);
    state.lost = !update;
    if (update) take(update);
    else await new Promise((resolve) => setTimeout(resolve, 1000));
    draw();
  }
  document.body.textContent = state.about.hub ? LOGGED_OUT : ENDED;
}

const ENDED = "This page belongs to a class that has ended. Use the link in the terminal.";
const LOGGED_OUT = "The hub wants you to log in again. Reload this page.";

function listen() {
  find("lesson").addEventListener("change", (event) => {
    state.chosen = event.target.value;
    state.quiz = null;
    draw();
  });
  addEventListener("resize", draw);
  addEventListener("keydown", (event) => {
    if (event.target.matches("select") || event.ctrlKey || event.altKey || event.metaKey) return;
    const name = Object.keys(tabs)[Number(event.key) - 1];
    if (name) show(name);
  });
  if (forTeacher) setInterval(draw, 10_000); // time alone makes someone stuck
}

state.catalog = await (await ask("catalog")).json();
const options = state.catalog.lessons.map((each) => h("option", { value: each.number }, each.title));
find("lesson").append(...options);
listen();
follow();
