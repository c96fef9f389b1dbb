// Start Python while the page of a lesson is still loading. JupyterLite would start it afterwards.

{
  const here = document.currentScript.src;
  const OwnWorker = Worker;
  let early = new OwnWorker(new URL('early-worker.js', here), { type: 'module' });
  window.Worker = class extends OwnWorker {
    constructor(url, options) {
      if (early && String(url).includes('/comlink.worker.')) {
        const worker = early;
        early = null;
        return worker; // this one runs the same program already
      }
      super(url, options);
    }
  };
}
