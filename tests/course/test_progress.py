"""A learner's progress is never lost, even if several notebooks write at once."""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
from datetime import datetime, tzinfo
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest

from mailtutor import LocalServer, __version__
from mailtutor.course import progress as module
from mailtutor.course.fingerprint import fingerprint
from mailtutor.course.lessons import MANIFEST
from mailtutor.course.progress import FILE, BrokenProgressError, Progress, folder_of, read

ROOT = Path(__file__).parents[2]
NOTE_MANY = """
import sys
from pathlib import Path
from mailtutor.course.progress import Progress

progress = Progress(Path(sys.argv[1]))
for number in range(25):
    progress.note_done(f"{sys.argv[2]}.{number}")
    progress.note_try("01.1", f"{sys.argv[2]}-{number}")
"""


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(tmp_path)


def test_progress_survives_a_restart(tmp_path: Path, progress: Progress) -> None:
    progress.note_try("01.1", "a")
    progress.note_done("01.1")
    progress.note_hints("01.2", 2)
    progress.note_solution("01.2")
    progress.note_choice("01.a", "Three")
    progress.note_choice("01.a", "Six")

    record = Progress(tmp_path).record()

    assert (record.exercise("01.1").done, record.exercise("01.1").tries) == (True, ("a",))
    assert (record.exercise("01.2").hints, record.exercise("01.2").solution) == (2, True)
    assert (record.quiz("01.a").first, record.quiz("01.a").last) == ("Three", "Six")
    assert record.keys() == ["01.1", "01.2", "01.a"]


def test_file_has_the_version_and_the_times_of_the_first_and_the_last_change(
    tmp_path: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.begin()
    first = progress.record()
    assert first.content["version"] == __version__
    assert datetime.fromisoformat(first.started).tzinfo
    before = (tmp_path / FILE).read_bytes()
    progress.begin()
    assert (tmp_path / FILE).read_bytes() == before

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Later:
            return cls(2100, 1, 1, tzinfo=tz)

    monkeypatch.setattr(module, "datetime", Later)
    progress.note_done("01.1")
    assert progress.record().started == first.started
    assert progress.record().updated == "2100-01-01T00:00:00+00:00"


def test_reading_writes_nothing(tmp_path: Path, progress: Progress) -> None:
    assert not progress.record().exercise("01.1").done
    assert progress.record().keys() == []
    assert list(tmp_path.iterdir()) == []


def test_solution_opens_after_three_different_answers(
    progress: Progress,
) -> None:
    for answer in ("a", "b", "a", "b", "a"):
        progress.note_try("01.1", answer)
    assert not progress.record().exercise("01.1").may_see_solution
    progress.note_try("01.1", "c")
    assert progress.record().exercise("01.1").may_see_solution


def test_recording_returns_the_new_state_so_that_nobody_has_to_read_it_again(
    progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def counted(folder: Path) -> module.ProgressFile:
        reads.append(folder)
        return read(folder)

    monkeypatch.setattr(module, "read", counted)

    assert progress.note_try("01.1", "a").tries == ("a",)
    assert progress.note_hints("01.1", 2).hints == 2
    assert progress.note_solution("01.1").solution
    assert progress.note_done("01.1").exercise("01.1").done
    assert len(reads) == 4


def test_same_answer_in_another_run_has_the_same_fingerprint() -> None:
    code = (
        "import email.utils; from email.message import EmailMessage; m = EmailMessage();"
        "m['Message-ID'] = email.utils.make_msgid(); m['Date'] = email.utils.formatdate();"
        "m.set_content('Hi'); m.add_attachment('x', filename='x.txt'); m.as_bytes()"
    )
    made = []
    for extra in ("", "", "; m['Subject'] = 'S'"):
        namespace: dict[str, object] = {}
        exec(code + extra, namespace)  # noqa: S102 - as a cell would
        made.append(fingerprint("It has no To.", namespace["m"]))
    assert made[0] == made[1] != made[2]


def test_same_wrong_message_sent_again_has_the_same_fingerprint() -> None:
    made = []
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        for subject in ("Hello", "Hello", "Goodbye"):
            message = EmailMessage()
            message["From"], message["Subject"] = "me@example.com", subject
            message["Message-ID"] = make_msgid(domain="example.com")
            client.send_message(message, to_addrs=["you@example.com"])
            made.append(fingerprint("It has no To.", server.mailbox[-1]))
    assert made[0] == made[1] != made[2]


def test_notebooks_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NOTE_MANY, str(tmp_path)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([*command, name], env=env) for name in ("07", "08", "09")]
    assert [each.wait(60) for each in running] == [0, 0, 0]

    record = read(tmp_path)

    assert sum(record.exercise(key).done for key in record.keys()) == 75  # noqa: SIM118
    assert len(record.exercise("01.1").tries) == 75
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, f"{FILE}.lock"]


def test_entries_of_a_newer_mailtutor_are_preserved(tmp_path: Path, progress: Progress) -> None:
    newer = {"exercises": {"11.1": {"done": True}, "01.1": {"stars": 5}}, "badges": ["x"]}
    (tmp_path / FILE).write_text(json.dumps(newer), "utf-8")

    progress.note_done("01.1")

    content = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert {key: content[key] for key in newer} == {
        "exercises": {"11.1": {"done": True}, "01.1": {"stars": 5, "done": True}},
        "badges": ["x"],
    }


@pytest.mark.parametrize("content", ["{", "[]", "", "\x00", "[" * 100_000])
def test_unreadable_file_is_renamed_with_a_notice(
    tmp_path: Path, progress: Progress, content: str
) -> None:
    (tmp_path / FILE).write_text(content, "utf-8")
    with pytest.raises(BrokenProgressError):
        read(tmp_path)

    assert not progress.record().exercise("01.1").done

    assert (tmp_path / ".mailtutor-progress.1.json").read_text("utf-8") == content
    assert "is now .mailtutor-progress.1.json" in progress.notice()
    assert progress.notice() == ""
    progress.note_done("01.1")
    assert read(tmp_path).exercise("01.1").done


@pytest.mark.parametrize(
    "content",
    [
        {"exercises": [], "quizzes": 3},
        {"exercises": {"01.1": None}, "quizzes": {"01.a": []}},
        {"exercises": {"01.1": {"tries": "x", "hints": "y", "done": "no", "solution": 1}}},
    ],
)
def test_malformed_entries_are_ignored(tmp_path: Path, progress: Progress, content: object) -> None:
    (tmp_path / FILE).write_text(json.dumps(content), "utf-8")
    assert progress.record().exercise("01.1") == module.ExerciseState()
    assert progress.record().quiz("01.a") == module.QuizState()
    progress.note_choice("01.a", "Six")
    progress.note_done("01.1")
    assert progress.record().exercise("01.1").done
    assert progress.record().quiz("01.a").last == "Six"


def test_unwritable_folder_keeps_progress_in_memory_with_one_notice(
    tmp_path: Path, progress: Progress
) -> None:
    progress.note_done("01.1")
    (tmp_path / f"{FILE}.lock").unlink()
    (tmp_path / f"{FILE}.lock").mkdir()  # can't be opened, not even by root

    progress.note_done("01.2")

    assert "can't be saved in" in progress.notice()
    progress.note_try("01.3", "a")
    assert progress.notice() == ""
    record = progress.record()
    assert record.exercise("01.1").done
    assert record.exercise("01.2").done
    assert record.exercise("01.3").tries == ("a",)
    progress.forget_all()
    assert not progress.record().exercise("01.2").done


def test_failed_write_keeps_the_old_file(
    tmp_path: Path, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.note_done("01.1")
    before = (tmp_path / FILE).read_bytes()

    def no_room(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    progress.note_done("01.2")

    assert (tmp_path / FILE).read_bytes() == before
    assert "No space left on device" in progress.notice()
    assert not list(tmp_path.glob("*.unfinished"))


def test_resetting_one_and_then_all_keeps_the_old_file(tmp_path: Path, progress: Progress) -> None:
    for key in ("01.1", "01.2"):
        progress.note_done(key)
    progress.note_choice("01.a", "Six")
    progress.forget("01.1")
    progress.forget("01.a")
    assert progress.record().keys() == ["01.2"]

    progress.forget_all()

    assert progress.record().keys() == []
    aside = json.loads((tmp_path / ".mailtutor-progress.1.json").read_text("utf-8"))
    assert aside["exercises"] == {"01.2": {"done": True}}


def test_file_is_in_the_lessons_folder_or_else_in_the_current_one(tmp_path: Path) -> None:
    inside = tmp_path / "lessons" / "mine"
    inside.mkdir(parents=True)
    assert folder_of(inside) == inside
    (tmp_path / "lessons" / MANIFEST).write_text("{}")
    assert folder_of(inside) == tmp_path / "lessons"
