"""The cells of a lesson in the browser edition: how to run them, and what they must show."""

from __future__ import annotations

import json
from typing import Any

# Runs all cells. JupyterLab's promise ends with the first error, so the cells are counted.
RUN_ALL = """async name => {
  const app = window.jupyterapp;
  const notebook = app.shell.currentWidget;
  await notebook.context.ready;
  await notebook.sessionContext.ready;
  await notebook.sessionContext.session.kernel.info;
  const code = notebook.content.widgets.filter(
    cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim());
  const done = () => code.every(cell => cell.model.executionCount);
  const all = new Promise(resolve => code.forEach(cell =>
    cell.model.stateChanged.connect(() => done() && resolve())));
  app.commands.execute('notebook:run-all-cells').catch(() => {});
  await all;
  return JSON.stringify(notebook.context.model.toJSON().cells);
}"""


def code_cells(cells: str) -> list[dict[str, Any]]:
    """Return the cells of code from what `RUN_ALL` gives."""
    return [cell for cell in json.loads(cells) if cell["cell_type"] == "code"]


def text_of(cell: dict[str, Any]) -> str:
    """Return what a cell printed to stderr, and the name of its error if it stopped at one."""
    return "".join(
        output.get("ename", "") + (output["text"] if output.get("name") == "stderr" else "")
        for output in cell["outputs"]
    )


def check_cells(cells: list[dict[str, Any]]) -> None:
    """Check that each cell ran, and raised just the error that it's supposed to."""
    assert cells
    for cell in cells:
        assert cell["execution_count"], cell["source"]
        supposed = cell["metadata"].get("mailtutor", {}).get("raises", "")
        shown = text_of(cell)
        assert supposed in shown, (cell["source"], shown)
        assert supposed or "Error" not in shown, (cell["source"], shown)
