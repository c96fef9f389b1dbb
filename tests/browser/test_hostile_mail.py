"""Nothing in a mail runs, fetches, leads elsewhere or gets out of its place."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.bare import BarePage

pytestmark = pytest.mark.browser

# Each asks for URL/<its name> if nothing holds it back, or calls RUN.
VECTORS = {
    "script": "<script>RUN</script>",
    "script-src": "<script src='URL/script-src'></script>",
    "img": "<img src='URL/img'>",
    "img-onerror": '<img src=x onerror="RUN">',
    "img-srcset": "<img srcset='URL/img-srcset 1x'>",
    "picture": "<picture><source srcset='URL/picture'><img src='data:,'></picture>",
    "svg-onload": '<svg onload="RUN"></svg>',
    "svg-image": "<svg><image href='URL/svg-image' width=9 height=9 /></svg>",
    "svg-use": "<svg><use href='URL/svg-use#a' /></svg>",
    "svg-script": "<svg><script>RUN</script></svg>",
    "svg-animate": "<svg><a><animate attributeName='href' values='URL/svg-animate' />"
    "<text y=20>link</text></a></svg>",
    "svg-foreign": "<svg><foreignObject><iframe src='URL/svg-foreign'></iframe>"
    "</foreignObject></svg>",
    "svg-fe-image": "<svg><filter id=f><feImage href='URL/svg-fe-image' /></filter>"
    "<rect filter='url(#f)' width=9 height=9 /></svg>",
    "stylesheet": "<link rel=stylesheet href='URL/stylesheet'>",
    "preconnect": "<link rel=preconnect href='URL'>",
    "prefetch": "<link rel=prefetch href='URL/prefetch'>"
    "<link rel=preload as=image href='URL/prefetch'>",
    "style-import": "<style>@import url('URL/style-import');</style>",
    "style-background": "<div style=\"background:url('URL/style-background')\">x</div>",
    "style-font": "<style>@font-face{font-family:f;src:url('URL/style-font')}"
    "p{font-family:f}</style>",
    "style-content": "<style>p::after{content:url('URL/style-content')}</style>",
    "body-background": "<body background='URL/body-background'>",
    "meta-refresh": "<meta http-equiv=refresh content='0;url=URL/meta-refresh'>",
    "base": "<base href='URL/base/'><img src='base'>",
    "iframe": "<iframe src='URL/iframe'></iframe>",
    "iframe-srcdoc": "<iframe srcdoc=\"<img src='URL/iframe-srcdoc'>\"></iframe>",
    "iframe-javascript": "<iframe src='javascript:RUN'></iframe>",
    "object": "<object data='URL/object'></object>",
    "embed": "<embed src='URL/embed'>",
    "video": "<video src='URL/video' autoplay poster='URL/video'></video>",
    "audio": "<audio src='URL/audio' autoplay></audio>",
    "track": "<video><track default src='URL/track'></video>",
    "input-image": "<input type=image src='URL/input-image'>",
    "form": "<form action='URL/form'><button class=push>push</button></form>",
    "formaction": "<form><button class=push formaction='URL/formaction'>push</button></form>",
    "link": "<a class=push href='URL/link'>link</a>",
    "link-blank": "<a class=push target=_blank href='URL/link-blank'>link</a>",
    "link-top": "<a class=push target=_top href='URL/link-top'>link</a>",
    "link-javascript": '<a class=push href="javascript:RUN">link</a>',
    "link-ping": "<a class=push href='#x' ping='URL/link-ping'>link</a>",
    "link-download": "<a class=push download href='URL/link-download'>link</a>",
    "area": "<img usemap='#m' width=50 height=50"
    " src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><map name=m>"
    "<area shape=rect coords='0,0,50,50' href='URL/area'></map>",
    "math": "<math><mtext class=push href='URL/math'>link</mtext></math>",
    "out-of-body": "</body></html><script>RUN</script><img src='URL/out-of-body'>",
    "out-of-srcdoc": "\"></iframe><script>RUN</script><img src='URL/out-of-srcdoc'>",
    "comment": "<!--><script>RUN</script>--><img src='URL/comment'>",
    "noscript": "<noscript><p title=\"</noscript><img src='URL/noscript' onerror='RUN'>\">"
    "</noscript>",
    "template": "<template><img src='URL/template'><script>RUN</script></template>",
    "mutation": "<math><mtext><table><mglyph><style><!--</style>"
    "<img title=\"--&gt;&lt;img src='URL/mutation' onerror=RUN&gt;\">",
    "autofocus": '<input autofocus onfocus="RUN">',
    "details": '<details open ontoggle="RUN">x</details>',
}

SEND = """
import smtplib
from email.message import EmailMessage
from mailtutor import LocalServer

server = LocalServer().start()
for name, html in VECTORS.items():
    message = EmailMessage()
    message["From"] = "me@example.com"
    message["To"] = "you@example.com"
    message["Subject"] = f"vector {name}."
    message.set_content(f"<p>{name} stays</p>" + html, subtype="html")
    with smtplib.SMTP("localhost", server.port) as client:
        client.send_message(message)
"""


class Listener:
    """A web server that remembers what it was asked for."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._news = threading.Condition()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                super().setup()
                listener.note("a connection")

            def do_GET(self) -> None:
                listener.note(self.path.lstrip("/"))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET  # noqa: N815 - the base class looks for this name

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def note(self, what: str) -> None:
        with self._news:
            self.heard.append(what)
            self._news.notify_all()

    def wait_for(self, what: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: what in self.heard, 10), (what, self.heard)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.stop()


def armed(html: str, listener: Listener) -> str:
    run = f"top.hacked=1;fetch(`{listener.url}/run`)"
    return html.replace("URL", listener.url).replace("RUN", run)


def open_each_and_push(page: Page, inbox: Locator, names: list[str]) -> None:
    """Open each message of an inbox, and click everything in it that can be clicked."""
    listed = inbox.get_by_role("listbox")
    listed.focus()
    page.keyboard.press("Home")
    frame = inbox.frame_locator("iframe")
    for name in reversed(names):
        expect(inbox.get_by_role("heading", name=f"vector {name}.", exact=True)).to_be_visible()
        stays = frame.get_by_text(f"{name} stays")
        expect(stays).to_be_attached()
        for push in frame.locator(".push, img[usemap], svg text").all():
            push.dispatch_event("click")
            push.click(force=True, timeout=1000)
        expect(stays).to_be_attached()
        listed.focus()
        page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("third", [0, 1, 2])
@pytest.mark.parametrize("room", ["bare", pytest.param("lab", marks=pytest.mark.slow)])
def test_hostile_html_neither_runs_nor_fetches_nor_leads_anywhere(
    request: pytest.FixtureRequest, page: Page, listener: Listener, room: str, third: int
) -> None:
    names = list(VECTORS)[third::3]
    vectors = {name: armed(VECTORS[name], listener) for name in names}
    cells = (f"VECTORS = {json.dumps(vectors)}\n{SEND}", "server.inbox()")
    if room == "bare":
        notebook = request.getfixturevalue("bare")
        notebook.run(*cells)
    else:
        notebook = request.getfixturevalue("lab").open(page, *cells)
        notebook.restart_and_run_all()
    address = page.url
    popups: list[Page] = []
    page.context.on("page", lambda popup: popups.append(popup))  # noqa: PLW0108 - it is inspected
    open_each_and_push(page, notebook.view(), names)
    assert page.url == address
    assert not popups
    assert page.evaluate("() => window.hacked") is None
    assert listener.heard == []


def test_the_same_without_the_defence_is_heard(page: Page, listener: Listener) -> None:
    for name in ("img", "iframe", "stylesheet", "style-background", "object"):
        page.set_content(armed(VECTORS[name], listener), wait_until="commit")
        listener.wait_for(name)
    page.set_content(armed(VECTORS["script"], listener), wait_until="commit")
    listener.wait_for("run")
    page.set_content(armed(VECTORS["link"], listener))
    with page.expect_navigation():
        page.click(".push")
    listener.wait_for("link")
    page.set_content(armed(VECTORS["meta-refresh"], listener), wait_until="commit")
    listener.wait_for("meta-refresh")
    assert "a connection" in listener.heard


def test_hostile_names_and_subjects_stay_text(
    bare: BarePage,
    page: Page,
    listener: Listener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    image = armed("<img src='URL/x' onerror='RUN'>", listener)
    cells = f"""
import smtplib
from mailtutor import LocalServer

server = LocalServer().start()
image = {image!r}
mail = (
    f'From: "{{image}}" <me@example.com>\\r\\n'
    f"To: you@example.com\\r\\n"
    f"Subject: {{image}} \\u202egnp.exe\\r\\n"
    f"{{'X-' + image.split()[0].replace('<', '')}}: {{image}}\\r\\n"
    "MIME-Version: 1.0\\r\\n"
    'Content-Type: multipart/mixed; boundary="<b>&"\\r\\n'
    "\\r\\n--<b>&\\r\\n\\r\\n"
    f"{{image}}\\r\\n--<b>&\\r\\nContent-Type: image/{{image.split()[0]}}\\r\\n"
    f"Content-Disposition: attachment; filename=\\"{{image}}.png\\"\\r\\n"
    "\\r\\nx\\r\\n--<b>&--\\r\\n"
)
with smtplib.SMTP("localhost", server.port, local_hostname=image) as client:
    client.sendmail("me@example.com", "you@example.com", mail.encode())
with smtplib.SMTP("localhost", server.port) as client:
    client.docmd(image)
"""
    file = (
        "from pathlib import Path; from mailtutor import view\n"
        "name = '<img src=x onerror=top.hacked=1>.eml'\n"
        "Path(name).write_bytes(server.mailbox[0].raw)\n"
        "view(server.mailbox[0], name)"
    )
    bare.run(cells, "server.inbox()", "server.sessions[0].view()", file)
    inbox = bare.view()
    expect(inbox.get_by_role("option")).to_have_count(2)
    expect(inbox.get_by_role("heading", name="<img src=")).to_contain_text("U+202E")
    expect(inbox.get_by_role("tabpanel", name="Message")).to_contain_text("onerror")
    for tab in ("Envelope", "Anatomy", "Transcript"):
        inbox.get_by_role("tab", name=tab).click()
        expect(inbox.get_by_role("tabpanel", name=tab)).to_be_visible()
    expect(inbox.get_by_role("tabpanel", name="Transcript")).to_contain_text("onerror")
    inbox.get_by_role("tab", name="Anatomy").click()
    tree = inbox.get_by_role("tree", name="Parts")
    for part in tree.get_by_role("treeitem", name="Header").all():
        part.press("ArrowRight")
    for item in tree.get_by_role("treeitem").all():
        item.locator(".mt-node").first.click()
        expect(inbox.locator(".mt-explanation h5")).to_be_visible()
    meaning = inbox.get_by_role("group", name="Explanation")
    expect(meaning.get_by_label("First bytes")).to_contain_text("78")
    expect(meaning).to_contain_text("onerror")
    both = bare.view(2)
    expect(both.get_by_role("row", name="Subject")).to_contain_text("onerror")
    both.get_by_role("tab", name="File").click()
    with page.expect_download() as download:
        both.get_by_role("button", name="Save: ").first.click()
    assert not set(download.value.suggested_filename) & set("<>/\\\u202e")
    inbox.get_by_role("option", name="Session without a message").click()
    expect(inbox).to_contain_text("command rejected")
    assert page.locator(".mailtutor img, .mailtutor script, .mailtutor b b").count() == 0
    assert page.evaluate("() => window.hacked") is None
    assert listener.heard == []
