// Fetch Python in the background while people read, and delete their work if they ask for it.

const warm = document.getElementById('warm');
const gone = document.getElementById('gone');
for (const each of document.querySelectorAll('.with-https')) each.hidden = !isSecureContext;
for (const each of document.querySelectorAll('.without-https')) each.hidden = isSecureContext;
const folder = new URL('.', location.href).pathname;

// JupyterLite's own worker keeps what was fetched, so that lessons open without a connection.
// Browsers only allow one on https and on localhost.
async function register() {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('service-worker.js?enableCache=true');
  if (navigator.serviceWorker.controller) return;
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
  });
}

async function fetchAhead() {
  await register().catch(() => {});
  const names = await (await fetch('ahead.json')).json();
  let done = 0;
  await Promise.all(names.map(async (name) => {
    await (await fetch(name)).arrayBuffer();
    done += 1;
    warm.textContent = `Getting Python ready: ${Math.round((100 * done) / names.length)} %`;
  }));
  warm.textContent = 'Python is ready.';
}

// Without a promise, a browser may delete what a site stored when space is short.
async function sayHowLongWorkIsKept() {
  if (!navigator.storage?.persisted) return;
  const promised = await navigator.storage.persisted();
  document.getElementById('kept').textContent = promised
    ? 'The browser keeps them until you delete them.'
    : "The browser hasn't promised to keep them: it may delete them when space is short.";
}

function deleteDatabase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

async function deleteWork() {
  if (!confirm('Delete everything you changed in the lessons, and your progress?')) return;
  const databases = await indexedDB.databases();
  // JupyterLite names its databases after the folder that it's served from.
  const ours = databases.filter(({ name }) =>
    name === 'mailtutor' || (name.startsWith('JupyterLite Storage') && name.includes(folder)));
  await Promise.all(ours.map(({ name }) => deleteDatabase(name)));
  gone.textContent = 'Done. All lessons are as new.';
}

document.getElementById('reset').addEventListener('click', deleteWork);
sayHowLongWorkIsKept();
addEventListener('load', () => setTimeout(() => fetchAhead().catch(() => {
  warm.textContent = "You're offline. Lessons that you've opened before still work.";
}), 300));
