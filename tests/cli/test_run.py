"""`python3 -m mailtutor run`: a script runs as it does in Python, with errors explained."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mailtutor.cli import requirements

if TYPE_CHECKING:
    from pathlib import Path

SEND = """
import smtplib, ssl, sys
from email.message import EmailMessage
message = EmailMessage()
message["From"] = "me@example.com"
message["To"] = "a@example.org; b@example.org"
message["Subject"] = "Hi"
message.set_content("Hello")
"""
CONTEXT = "context = ssl.create_default_context()\n"


def run(
    folder: Path, source: str, *arguments: str, options: tuple[str, ...] = (), plain: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a script with the command, or with plain Python."""
    script = folder / "send.py"
    script.write_text(source, "utf-8")
    command = [] if plain else ["-m", "mailtutor", "run", *options]
    return subprocess.run(
        [sys.executable, "-W", "error", *command, "send.py", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(requirements.ROOT), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "source",
    [
        "print('all is well')",
        "import sys; print(sys.argv, __name__, __file__); print(sys.path[0] != '')",
        "import sys; sys.exit(3)",
        "import sys; sys.exit('a last word')",
        "raise SystemExit",
        "1 / 0",
        "def f():\n    g()\n\ndef g():\n    {}['x']\n\nf()",
        "for",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    int('x')",
        "import sys; sys.modules['__main__'].x = 1; print(x)",
        "import pickle\nclass A: pass\nprint(pickle.dumps(A())[:2])",
        "raise KeyboardInterrupt",
    ],
)
def test_a_script_runs_exactly_as_in_python(tmp_path: Path, source: str) -> None:
    alone, ours = run(tmp_path, source, "--x", plain=True), run(tmp_path, source, "--x")
    assert ours.stdout == alone.stdout
    assert ours.stderr == alone.stderr
    codes = {alone.returncode, ours.returncode}
    assert len(codes) == 1 or codes == {-2, 130}  # a shell calls the first one the second


def test_the_explanation_is_below_the_unchanged_traceback(tmp_path: Path) -> None:
    source = "import smtplib\n\nsmtplib.SMTP('localhost', 1)"
    alone, ours = run(tmp_path, source, plain=True), run(tmp_path, source)
    traceback, _, rest = ours.stderr.partition("\n\n")
    assert traceback + "\n" == alone.stderr
    assert rest.startswith("Nothing is listening on port 1 of this computer")
    assert ours.returncode == alone.returncode == 1


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mailtutor", "run", "no-such.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(requirements.ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "Can't read no-such.py: No such file" in done.stderr


WAYS = {
    "port 25, plain": "client = smtplib.SMTP('smtp.example.com')\n",
    "port 587, STARTTLS": (
        CONTEXT + "client = smtplib.SMTP('smtp.gmail.com', 587)\nclient.starttls(context=context)\n"
        "client.login('me@gmail.com', 'correct horse')\n"
    ),
    "port 465, implicit TLS": (
        CONTEXT + "client = smtplib.SMTP_SSL('smtp.example.org', context=context)\n"
        "client.login('me@example.org', 'correct horse')\n"
    ),
    "an odd port, implicit TLS": (
        CONTEXT + "client = smtplib.SMTP_SSL('192.0.2.1', 2465, context=context)\n"
    ),
    "login on port 25": (
        "client = smtplib.SMTP('localhost', 25)\nclient.login('ada', 'correct horse')\n"
    ),
    "a name that is none": "client = smtplib.SMTP('no such host', 2525)\n",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_local_captures_and_prints_messages_to_any_server(tmp_path: Path, way: str) -> None:
    source = SEND + way + "client.send_message(message); client.quit(); print('sent')"
    done = run(tmp_path, source, options=("--local",))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("sent\n")
    assert "Kept on this computer: 1 message in 1 session." in done.stdout
    assert "Subject: Hi" in done.stdout
    assert "C: QUIT" in done.stdout or "C: quit" in done.stdout
    assert "Semicolons separate" in done.stdout
    assert "correct horse" not in done.stdout
    assert "Y29ycmVjdCBob3JzZQ" not in done.stdout


def test_local_leaves_the_scripts_own_servers_reachable(tmp_path: Path) -> None:
    source = SEND + (
        "from mailtutor import LocalServer\n"
        "with LocalServer() as own, smtplib.SMTP('localhost', own.port) as client:\n"
        "    client.send_message(message)\n"
        "    print(len(own.mailbox), 'message in its own server')\n"
    )
    done = run(tmp_path, source, options=("--local",))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 message in its own server\n")
    assert "Kept on this computer: 0 messages in 0 sessions." in done.stdout


def test_local_accepts_a_message_without_login_after_one_with_login(tmp_path: Path) -> None:
    way = WAYS["login on port 25"] + "client.quit()\nclient = smtplib.SMTP('other')\n"
    done = run(tmp_path, SEND + way + "client.send_message(message)", options=("--local",))
    assert done.returncode == 0, done.stderr
    assert "1 message in 2 sessions" in done.stdout


def test_local_explains_an_error_and_prints_the_transcript(tmp_path: Path) -> None:
    way = "client = smtplib.SMTP('smtp.example.com', 587)\n"
    done = run(tmp_path, SEND + way + "client.send_message(message)", options=("--local",))
    assert done.returncode == 1
    assert "The server requires encryption first: call starttls()" in done.stderr
    assert "S: 530" in done.stdout
    assert "The script connected to smtp.example.com port 587." in done.stdout


def test_local_waits_for_the_scripts_threads(tmp_path: Path) -> None:
    source = SEND + (
        "import threading\n"
        "threading.Thread(target=lambda: smtplib.SMTP('x').send_message(message)).start()\n"
    )
    done = run(tmp_path, source, options=("--local",))
    assert "1 message in 1 session" in done.stdout


def test_local_after_the_script_is_rejected_and_nothing_runs(tmp_path: Path) -> None:
    ended = run(tmp_path, "print('ran')", "--local")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "--local must come before it" in ended.stderr
    assert "python3 -m mailtutor run --local send.py" in ended.stderr


def test_the_scripts_own_local_option_is_passed_on_after_two_dashes(tmp_path: Path) -> None:
    ended = run(tmp_path, "import sys; print(sys.argv[1:])", "--", "--local", "x")
    assert ended.stdout == "['--local', 'x']\n"
    ended = run(tmp_path, "import sys; print(sys.argv[1:])", "a", "--", "--local")
    assert ended.stdout == "['a', '--', '--local']\n"


def test_an_error_that_ends_a_thread_is_explained(tmp_path: Path) -> None:
    source = """
import smtplib, threading
threading.Thread(target=smtplib.SMTP, args=("localhost", 1)).start()
print("main is done")
"""
    alone, ours = run(tmp_path, source, plain=True), run(tmp_path, source)
    assert ours.stdout == alone.stdout == "main is done\n"
    assert "Nothing is listening on port 1 of this computer" in ours.stderr
    assert ours.returncode == alone.returncode == 0


HIDDEN = [
    # the learner's file, what is in it, the script, words of the card
    ("email.py", "x = 1\n", "from email.message import EmailMessage", "email.py hides"),
    ("email.py", "x = 1\n", "import smtplib", "email.py hides"),
    ("smtplib.py", "x = 1\n", "import smtplib\nsmtplib.SMTP('localhost', 1)", "smtplib.py hides"),
    ("ssl.py", "x = 1\n", "import ssl\nssl.create_default_context()", "ssl.py hides"),
    ("ssl.py", "x = 1\n", "import smtplib\nsmtplib.SMTP('localhost', 1)", "Nothing is listening"),
    ("socket.py", "x = 1\n", "import smtplib\nsmtplib.SMTP('localhost', 1)", "socket.py hides"),
    ("random.py", "x = 1\n", "from email.utils import make_msgid\nmake_msgid()", "random.py hides"),
    ("base64.py", "import smtplib\n", "import smtplib\nsmtplib.SMTP", "base64.py hides"),
    ("email.py", "import smtplib\nsmtplib.SMTP('localhost')\n", "import smtplib", "email.py hides"),
]


@pytest.mark.parametrize(("name", "content", "source", "words"), HIDDEN)
def test_a_file_that_hides_a_module_is_explained_wherever_it_is_in_the_chain(
    tmp_path: Path, name: str, content: str, source: str, words: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    alone, ours = run(tmp_path, source, plain=True), run(tmp_path, source)
    assert ours.stderr.startswith(alone.stderr)
    assert words in ours.stderr.removeprefix(alone.stderr)


def test_a_script_beside_such_a_file_can_call_explain_itself(tmp_path: Path) -> None:
    (tmp_path / "email.py").write_text("x = 1\n", "utf-8")
    source = """
import sys
try:
    from email.message import EmailMessage
except ImportError as error:
    from mailtutor import explain
    print(explain(error).headline)
    print(sys.modules["email"].x)
"""
    ended = run(tmp_path, source, plain=True)
    assert "email.py hides Python's module `email`" in ended.stdout, ended.stderr
    assert ended.stdout.endswith("1\n")


def test_doctor_works_beside_a_file_that_hides_a_module(tmp_path: Path) -> None:
    for name in ("email", "ssl", "socket", "smtplib"):
        (tmp_path / f"{name}.py").write_text("x = 1\n", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "mailtutor", "doctor"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(requirements.ROOT), "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ended.stderr
