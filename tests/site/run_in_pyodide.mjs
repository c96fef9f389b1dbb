// Run a Python script in Pyodide, with the packages of the browser edition.
// Usage: node run_in_pyodide.mjs PYODIDE_FOLDER SCRIPT

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, script] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const { packages } = JSON.parse(readFileSync(`${folder}/pyodide-lock.json`, 'utf8'));
const pyodide = await loadPyodide({ indexURL: folder });
for (const { file_name: name } of Object.values(packages)) {
  pyodide.unpackArchive(new Uint8Array(readFileSync(`${folder}/${name}`)), 'wheel');
}
pyodide.FS.mkdirTree('tests/server');
pyodide.FS.writeFile(
  'tests/server/contract.py',
  readFileSync(`${import.meta.dirname}/../server/contract.py`),
);
await pyodide.runPythonAsync(readFileSync(script, 'utf8'));
