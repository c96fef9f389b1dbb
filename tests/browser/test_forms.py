"""The forms in a real browser: by label and by role, as a person or a screen reader finds them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.lab import LabServer, Notebook

pytestmark = pytest.mark.browser

COMPOSE = """
from mailtutor import LocalServer, compose

server = LocalServer(refuse={"nobody@example.com": "550 5.1.1 No such user"}).start()
form = compose(server)
form
"""


def shown(lab: LabServer, page: Page, *cells: str) -> tuple[Notebook, Locator]:
    notebook = lab.open(page, *cells)
    notebook.restart_and_run_all()
    form = page.locator(".mt-form")
    expect(form).to_be_visible()
    return notebook, form


def code(form: Locator, index: int = 0) -> Locator:
    return form.get_by_label("Code to copy").nth(index)


def leave(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Tab")


def violations(page: Page) -> list[str]:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        """() => axe.run({ include: [[".mailtutor"]] }, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            rules: { region: { enabled: false } },
        })"""
    )
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def use_theme(page: Page, theme: str) -> None:
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    light = "true" if theme == "JupyterLab Light" else "false"
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)


def test_a_mail_is_written_mended_and_sent(lab: LabServer, page: Page) -> None:
    notebook, form = shown(
        lab, page, COMPOSE, "print(form.message['Subject'], len(server.mailbox))"
    )
    to = form.get_by_label("To", exact=True)
    leave(to, "you@example.com; nobody@example.com")
    expect(form.get_by_text("Put a comma between addresses")).to_be_visible()
    expect(code(form)).to_have_text("# The code comes back when this is mended: To")
    leave(to, "you@example.com, nobody@example.com")
    expect(form.get_by_text("Put a comma between addresses")).to_have_count(0)
    form.get_by_label("Subject").press("End")
    form.get_by_label("Subject").press_sequentially(" from the form")
    expect(code(form)).to_contain_text('message["Subject"] = "Hello from the form"')
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("nobody@example.com: 550 5.1.1 No such user")).to_be_visible()
    notebook.choose_cell(1)
    notebook.run_next_cell()
    expect(notebook.output(1)).to_contain_text("Hello from the form 1")


def test_a_file_is_uploaded_and_its_media_type_changed_by_keyboard(
    lab: LabServer, page: Page
) -> None:
    _, form = shown(lab, page, COMPOSE)
    with page.expect_file_chooser() as chooser:
        form.get_by_role("button", name="Attach files").press("Enter")
    chooser.value.set_files({"name": "a.jpg", "mimeType": "x/y", "buffer": b"picture"})
    media_type = form.get_by_label("Media type of a.jpg")
    expect(media_type).to_have_value("image/jpeg")
    expect(code(form)).to_contain_text('subtype="jpeg"')
    leave(media_type, "image/jpg")
    expect(form.get_by_text("Do you mean image/jpeg?")).to_be_visible()
    form.get_by_role("button", name="Save a.jpg in this folder").press("Enter")
    expect(form.get_by_text("where it is.")).to_be_visible()
    assert (lab.notebooks / "a.jpg").read_bytes() == b"picture"
    form.get_by_role("button", name="Remove a.jpg").press("Enter")
    expect(media_type).to_have_count(0)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_the_form_of_a_mail(lab: LabServer, page: Page, theme: str) -> None:
    _, form = shown(lab, page, COMPOSE)
    use_theme(page, theme)
    leave(form.get_by_label("To", exact=True), "you")
    expect(form.get_by_text("'you' has no @")).to_be_visible()
    assert violations(page) == []
