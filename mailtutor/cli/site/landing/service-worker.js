// Lets lessons open without a connection. JupyterLite's own worker caches neither the lists of
// files, without which it finds no lesson, nor a page that is opened with another lesson's name.

const KEPT = 'mailtutor'; // JupyterLite's worker has a CACHE

async function fromNetworkOrCache(request) {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(KEPT)).put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const isList = method === 'GET' && new URL(url).pathname.includes('/api/contents/');
  if (isList || mode === 'navigate') {
    event.respondWith(fromNetworkOrCache(event.request));
  }
});

importScripts('jupyterlite-worker.js');
