"""The forms in a real browser: by label and by role, as a person or a screen reader finds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import violations

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from tests.browser.lab import LabServer, Notebook

pytestmark = pytest.mark.browser


@pytest.fixture
def page(lab_page: Page) -> Page:
    """Return the page that stays in JupyterLab."""
    return lab_page


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


def test_message_is_written_corrected_and_sent(lab: LabServer, page: Page) -> None:
    notebook, form = shown(
        lab, page, COMPOSE, "print(form.message['Subject'], len(server.mailbox))"
    )
    to = form.get_by_label("To", exact=True)
    leave(to, "you@example.com; nobody@example.com")
    expect(form.get_by_text("Separate addresses with a comma")).to_be_visible()
    expect(code(form)).to_have_text("# Fix these fields to see the code: To")
    leave(to, "you@example.com, nobody@example.com")
    expect(form.get_by_text("Separate addresses with a comma")).to_have_count(0)
    form.get_by_label("Subject").press("End")
    form.get_by_label("Subject").press_sequentially(" from the form")
    expect(code(form)).to_contain_text('message["Subject"] = "Hello from the form"')
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("nobody@example.com: 550 5.1.1 No such user")).to_be_visible()
    notebook.choose_cell(1)
    notebook.run_next_cell()
    expect(notebook.output(1)).to_contain_text("Hello from the form 1")


@pytest.mark.slow
def test_a_file_is_uploaded_and_its_media_type_changed_by_keyboard(
    lab: LabServer, page: Page
) -> None:
    _, form = shown(lab, page, COMPOSE)
    with page.expect_file_chooser() as chooser:
        form.get_by_role("button", name="Attach files").press("Enter")
    small: FilePayload = {"name": "a.jpg", "mimeType": "x/y", "buffer": b"picture"}
    large: FilePayload = {"name": "large.bin", "mimeType": "x/y", "buffer": bytes(11 << 20)}
    chooser.value.set_files([small, large])  # the second is over 10 MiB
    expect(form.get_by_text("11,534,336 bytes")).to_be_visible()
    form.get_by_role("button", name="Remove large.bin").press("Enter")
    media_type = form.get_by_label("Media type of a.jpg")
    expect(media_type).to_have_value("image/jpeg")
    expect(code(form)).to_contain_text('subtype="jpeg"')
    leave(media_type, "image/jpg")
    expect(form.get_by_text("Do you mean image/jpeg?")).to_be_visible()
    form.get_by_role("button", name="Save a.jpg in this folder").press("Enter")
    expect(form.get_by_text("already there.")).to_be_visible()
    assert (lab.notebooks / "a.jpg").read_bytes() == b"picture"
    form.get_by_role("button", name="Remove a.jpg").press("Enter")
    expect(media_type).to_have_count(0)


@pytest.mark.slow
def test_axe_finds_nothing_in_the_compose_form(lab: LabServer, page: Page) -> None:
    _, form = shown(lab, page, COMPOSE)
    leave(form.get_by_label("To", exact=True), "you")
    expect(form.get_by_text("'you' has no @")).to_be_visible()
    assert violations(page) == []


PANEL = """
from mailtutor import LocalServer

server = LocalServer()
server.panel()
"""
REFUSED = """
import smtplib
with smtplib.SMTP("localhost", server.port) as client:
    print(client.sendmail("me@example.com", ["a@example.com", "nobody@example.com"], "Hi"))
"""


def test_a_server_is_started_ticked_watched_and_stopped(lab: LabServer, page: Page) -> None:
    notebook, form = shown(lab, page, PANEL, "pass", "")
    expect(form.get_by_text("not listening on localhost")).to_be_visible()
    form.get_by_role("button", name="Start").press("Enter")
    expect(form.get_by_text("listening on localhost")).to_be_visible()
    expect(form.get_by_role("button", name="Stop")).to_be_visible()
    form.get_by_label("Reject a recipient").press("Space")
    expect(form.get_by_label("Recipient, or @domain")).to_have_value("nobody@example.com")
    expect(code(form)).to_contain_text("faults.refuse_recipient('nobody@example.com'")
    notebook.choose_cell(2)
    page.keyboard.insert_text(REFUSED)
    notebook.run_next_cell()
    expect(notebook.output(2)).to_contain_text("550")
    expect(
        form.get_by_text("1 message, 1 session with a rejection, 0 clients connected")
    ).to_be_visible()
    form.get_by_role("button", name="Stop").press("Enter")
    expect(form.get_by_text("not listening on localhost")).to_be_visible()


def test_a_user_is_added_and_the_password_is_not_in_the_saved_notebook(
    lab: LabServer, page: Page
) -> None:
    name = lab.write(PANEL, "print(len(server.users['ada@example.com']), 'letters')")
    notebook = lab.open_file(page, name)
    page.evaluate(
        "jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
    )
    notebook.restart_and_run_all()
    form = page.locator(".mt-form")
    form.get_by_label("User name").fill("ada@example.com")
    form.get_by_label("Password", exact=True).press_sequentially("correct")
    saved = save(page, lab, name)
    assert "application/vnd.jupyter.widget-state+json" in saved
    assert "correct" not in saved
    form.get_by_label("Password", exact=True).press_sequentially(" horse")
    form.get_by_role("button", name="Add user").press("Enter")
    expect(form.get_by_text("ada@example.com can log in.")).to_be_visible()
    expect(form.get_by_label("Password", exact=True)).to_have_value("")
    expect(code(form)).to_contain_text('getpass("Password of ada@example.com: ")')
    notebook.choose_cell(1)
    notebook.run_next_cell()
    expect(notebook.output(1)).to_contain_text("13 letters")
    saved = save(page, lab, name)
    assert "can log in" in saved
    assert "correct" not in saved
    page.evaluate(
        "jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
    )


def save(page: Page, lab: LabServer, name: str) -> str:
    page.evaluate("jupyterapp.shell.currentWidget.context.save()")
    return (lab.notebooks / name).read_text("utf-8")


@pytest.mark.slow
def test_axe_finds_nothing_in_the_panel(lab: LabServer, page: Page) -> None:
    _, form = shown(lab, page, PANEL)
    form.get_by_label("Reject a recipient").check()
    form.get_by_label("Reply", exact=True).first.fill("no code")
    form.get_by_label("Reply", exact=True).first.press("Tab")
    expect(form.get_by_text("Not active")).to_be_visible()
    assert violations(page) == []


CONNECT = """
from mailtutor import LocalServer, connect

server = LocalServer(tls="starttls", users={"ada@example.com": "correct horse"}).start()
connect(server)
"""


def test_a_connection_is_tried_layer_by_layer(lab: LabServer, page: Page) -> None:
    _, form = shown(lab, page, CONNECT)
    form.get_by_role("button", name="Check connection").press("Enter")
    expect(form.get_by_text("Type the password of ada@example.com")).to_be_visible()
    form.get_by_label("Password", exact=True).press_sequentially("correct horse")
    expect(form.get_by_label("Password", exact=True)).to_have_value("correct horse")
    form.get_by_role("button", name="Check connection").press("Enter")
    login = form.get_by_role("row", name=re.compile("^login"))
    expect(login).to_contain_text("done")
    expect(form.get_by_role("row", name=re.compile("^certificate"))).to_contain_text("done")
    leave(form.get_by_label("Port", exact=True), "70000")
    expect(form.get_by_text("A port is a number from 1 to 65535, not 70000.")).to_be_visible()


def test_what_was_typed_before_a_button_is_pressed_counts_while_a_cell_runs_too(
    lab: LabServer, page: Page
) -> None:
    wait = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"
    notebook, form = shown(lab, page, CONNECT, "")
    form.get_by_role("button", name="Check connection").press("Enter")
    expect(form.get_by_text("Type the password of ada@example.com")).to_be_visible()
    go = lab.notebooks / "go"
    notebook.choose_cell(1)
    page.keyboard.insert_text(wait)
    notebook.run_next_cell()
    try:
        expect(notebook.cell(1).locator(".jp-InputPrompt")).to_contain_text("*")
        form.get_by_label("Password", exact=True).press_sequentially("correct horse")
        form.get_by_role("button", name="Check connection").press("Enter")
        login = form.get_by_role("row", name=re.compile("^login"))
        expect(login).to_contain_text("done")
        expect(notebook.cell(1).locator(".jp-InputPrompt")).to_contain_text("*")
    finally:
        go.touch()
        notebook.wait_until_idle()


@pytest.mark.slow
def test_a_provider_is_found_by_its_name(lab: LabServer, page: Page) -> None:
    _, form = shown(lab, page, CONNECT)
    provider = form.get_by_label("Provider")
    listed = form.locator("datalist option").evaluate_all(
        "options => options.map((option) => option.value)"
    )
    assert "Gmail: smtp.gmail.com port 587" in listed
    leave(provider, "Gmail: smtp.gmail.com port 587")
    expect(form.get_by_label("Host", exact=True)).to_have_value("smtp.gmail.com")
    expect(form.get_by_text(re.compile(r"Settings as of \d{4}-\d\d"))).to_be_visible()
    expect(code(form, 1)).to_contain_text('smtplib.SMTP("smtp.gmail.com", 587, timeout=10)')


@pytest.mark.slow
def test_axe_finds_nothing_in_the_form_of_a_connection(lab: LabServer, page: Page) -> None:
    _, form = shown(lab, page, CONNECT.replace("correct horse", "other").replace(".start()", ""))
    form.get_by_label("User", exact=True).fill("")
    form.get_by_role("button", name="Check connection").click()
    expect(form.get_by_role("row", name=re.compile("^connect"))).to_contain_text("failed")
    assert violations(page) == []
