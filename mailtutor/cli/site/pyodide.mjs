// Starts Pyodide with all packages of the lessons. JupyterLite's kernel loads this in its place.

import { loadPyodide as loadCore } from './pyodide-core.mjs';

const UNPACK = `
import marshal, os, site
from compression import zstd

def unpack(path, folder):
    with open(path, "rb") as file:
        files = marshal.loads(zstd.decompress(file.read()))
    for parent in sorted({os.path.dirname(name) for name in files}):
        os.makedirs(os.path.join(folder, parent), exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)

unpack("/packages.zst", site.getsitepackages()[0])
os.remove("/packages.zst")
del marshal, os, site, zstd, unpack

# A first cell needs them. The page is still loading now, so nobody waits.
import pyodide_kernel, ipywidgets, anywidget, mailtutor
`;

async function start() {
  const archive = fetch(new URL('packages.zst', import.meta.url)).then((got) => got.arrayBuffer());
  const pyodide = await loadCore();
  pyodide.FS.writeFile('/packages.zst', new Uint8Array(await archive));
  pyodide.runPython(UNPACK, { globals: pyodide.toPy({}) });
  return pyodide;
}

const started = start();

// Of the options of Pyodide's own function, JupyterLite's kernel uses these.
export async function loadPyodide({ stdout, stderr }) {
  const pyodide = await started;
  pyodide.setStdout({ batched: stdout });
  pyodide.setStderr({ batched: stderr });
  return pyodide;
}
