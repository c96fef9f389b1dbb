// Run pack.py in Pyodide. Usage: node pack.mjs FOLDER, which has Pyodide and the wheels.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide-core.mjs`));
// Without columns, bytecode is a fifth smaller. They would only underline parts of a line.
const pyodide = await loadPyodide({ indexURL: folder, args: ['-X', 'no_debug_ranges'] });
pyodide.mountNodeFS('/site', folder);
await pyodide.runPythonAsync(readFileSync(new URL('pack.py', import.meta.url), 'utf8'));
process.exit(0);
