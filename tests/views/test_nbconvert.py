"""Where a notebook becomes a page or a document, a view becomes its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter

import mailtutor
from mailtutor import LocalServer

if TYPE_CHECKING:
    from collections.abc import Callable

library: Any = nbformat  # it has types in part only


def saved(shown: Any) -> Any:
    """Make a notebook with one output, as JupyterLab saves it: without the widgets' state."""
    bundle = shown._repr_mimebundle_()
    data, _metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    output = library.v4.new_output("execute_result", data, execution_count=1)
    return library.v4.new_notebook(cells=[library.v4.new_code_cell("shown", outputs=[output])])


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: LocalServer().inbox(), "not listening on localhost:"),
        (lambda: LocalServer().panel(), "from mailtutor import LocalServer"),
        (mailtutor.compose, "from email.message import EmailMessage"),
        (mailtutor.connect, "the name of the mail server"),
        (lambda: mailtutor.view(b"Subject: Hi\r\n\r\nHello\r\n"), "Subject: Hi"),
        (lambda: mailtutor.check("01.1", None), "01.1"),
        (lambda: mailtutor.quiz("01.a"), "How many will it have"),
    ],
)
def test_a_saved_view_is_converted_to_its_text(
    exporter: Any, make: Callable[[], Any], words: str
) -> None:
    page, _resources = exporter().from_notebook_node(saved(make()))
    assert words in page
    assert "widget-view+json" not in page
