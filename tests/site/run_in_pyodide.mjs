// Run a Python script in Pyodide, as the kernel of the browser edition starts it.
// Usage: node run_in_pyodide.mjs PYODIDE_FOLDER SCRIPT

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, script] = process.argv.slice(2);
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ stdout: console.log, stderr: console.error });
// The kernel has replaced them by streams that send everything to the page.
pyodide.runPython(`
import sys
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
sys.path.insert(0, ".")
`);
pyodide.FS.mkdirTree('tests/server');
pyodide.FS.writeFile(
  'tests/server/contract.py',
  readFileSync(`${import.meta.dirname}/../server/contract.py`),
);
await pyodide.runPythonAsync(readFileSync(script, 'utf8'));
