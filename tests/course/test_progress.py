"""A learner's progress: kept whole, by two notebooks at once, and never lost."""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest

from mailtutor import LocalServer
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
def kept(tmp_path: Path) -> Progress:
    return Progress(tmp_path)


def test_what_was_done_is_there_after_a_restart(tmp_path: Path, kept: Progress) -> None:
    kept.note_try("01.1", "a")
    kept.note_done("01.1")
    kept.note_hints("01.2", 2)
    kept.note_solution("01.2")
    kept.note_choice("01.a", "Three")
    kept.note_choice("01.a", "Six")

    record = Progress(tmp_path).record()

    assert (record.exercise("01.1").done, record.exercise("01.1").tries) == (True, ("a",))
    assert (record.exercise("01.2").hints, record.exercise("01.2").solution) == (2, True)
    assert (record.quiz("01.a").first, record.quiz("01.a").last) == ("Three", "Six")
    assert record.keys() == ["01.1", "01.2", "01.a"]


def test_looking_writes_nothing(tmp_path: Path, kept: Progress) -> None:
    assert not kept.record().exercise("01.1").done
    assert kept.record().keys() == []
    assert list(tmp_path.iterdir()) == []


def test_the_same_answer_is_one_try_and_three_different_ones_open_the_solution(
    kept: Progress,
) -> None:
    for answer in ("a", "b", "a", "b", "a"):
        kept.note_try("01.1", answer)
    assert not kept.record().exercise("01.1").may_see_solution
    kept.note_try("01.1", "c")
    assert kept.record().exercise("01.1").may_see_solution


def test_an_answer_that_is_made_anew_in_each_run_is_the_same_answer() -> None:
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


def test_the_same_wrong_mail_that_is_sent_again_is_the_same_answer() -> None:
    made = []
    with LocalServer() as server, smtplib.SMTP("localhost", server.port) as client:
        for subject in ("Hello", "Hello", "Goodbye"):
            message = EmailMessage()
            message["From"], message["Subject"] = "me@example.com", subject
            message["Message-ID"] = make_msgid(domain="example.com")
            client.send_message(message, to_addrs=["you@example.com"])
            made.append(fingerprint("It has no To.", server.mailbox[-1]))
    assert made[0] == made[1] != made[2]


def test_two_notebooks_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NOTE_MANY, str(tmp_path)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([*command, name], env=env) for name in ("07", "08", "09")]
    assert [each.wait(60) for each in running] == [0, 0, 0]

    record = read(tmp_path)

    assert sum(record.exercise(key).done for key in record.keys()) == 75  # noqa: SIM118
    assert len(record.exercise("01.1").tries) == 75
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, f"{FILE}.lock"]


def test_what_a_newer_mailtutor_wrote_stays(tmp_path: Path, kept: Progress) -> None:
    newer = {"exercises": {"11.1": {"done": True}, "01.1": {"stars": 5}}, "badges": ["x"]}
    (tmp_path / FILE).write_text(json.dumps(newer), "utf-8")

    kept.note_done("01.1")

    assert json.loads((tmp_path / FILE).read_text("utf-8")) == {
        "exercises": {"11.1": {"done": True}, "01.1": {"stars": 5, "done": True}},
        "badges": ["x"],
    }


@pytest.mark.parametrize("content", ["{", "[]", "", "\x00", "[" * 100_000])
def test_a_file_that_cannot_be_read_is_set_aside_with_a_word(
    tmp_path: Path, kept: Progress, content: str
) -> None:
    (tmp_path / FILE).write_text(content, "utf-8")
    with pytest.raises(BrokenProgressError):
        read(tmp_path)

    assert not kept.record().exercise("01.1").done

    assert (tmp_path / ".mailtutor-progress.1.json").read_text("utf-8") == content
    assert "is now .mailtutor-progress.1.json" in kept.notice()
    assert kept.notice() == ""
    kept.note_done("01.1")
    assert read(tmp_path).exercise("01.1").done


@pytest.mark.parametrize(
    "content",
    [
        {"exercises": [], "quizzes": 3},
        {"exercises": {"01.1": None}, "quizzes": {"01.a": []}},
        {"exercises": {"01.1": {"tries": "x", "hints": "y", "done": "no", "solution": 1}}},
    ],
)
def test_a_file_that_somebody_changed_by_hand_does_no_harm(
    tmp_path: Path, kept: Progress, content: object
) -> None:
    (tmp_path / FILE).write_text(json.dumps(content), "utf-8")
    assert kept.record().exercise("01.1") == module.ExerciseState()
    assert kept.record().quiz("01.a") == module.QuizState()
    kept.note_choice("01.a", "Six")
    kept.note_done("01.1")
    assert kept.record().exercise("01.1").done
    assert kept.record().quiz("01.a").last == "Six"


def test_where_nothing_can_be_written_it_works_and_says_so_once(
    tmp_path: Path, kept: Progress
) -> None:
    kept.note_done("01.1")
    (tmp_path / f"{FILE}.lock").unlink()
    (tmp_path / f"{FILE}.lock").mkdir()  # nobody can open this, not even root

    kept.note_done("01.2")

    assert "can't be saved in" in kept.notice()
    kept.note_try("01.3", "a")
    assert kept.notice() == ""
    record = kept.record()
    assert record.exercise("01.1").done
    assert record.exercise("01.2").done
    assert record.exercise("01.3").tries == ("a",)
    kept.forget_all()
    assert not kept.record().exercise("01.2").done


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, kept: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.note_done("01.1")
    before = (tmp_path / FILE).read_bytes()

    def no_room(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    kept.note_done("01.2")

    assert (tmp_path / FILE).read_bytes() == before
    assert "No space left on device" in kept.notice()
    assert not list(tmp_path.glob("*.unfinished"))


def test_one_is_begun_again_and_then_all_and_the_file_is_kept(
    tmp_path: Path, kept: Progress
) -> None:
    for key in ("01.1", "01.2"):
        kept.note_done(key)
    kept.note_choice("01.a", "Six")
    kept.forget("01.1")
    kept.forget("01.a")
    assert kept.record().keys() == ["01.2"]

    kept.forget_all()

    assert kept.record().keys() == []
    aside = json.loads((tmp_path / ".mailtutor-progress.1.json").read_text("utf-8"))
    assert aside["exercises"] == {"01.2": {"done": True}}


def test_it_belongs_to_the_learners_copy_or_else_to_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "lessons" / "mine"
    inside.mkdir(parents=True)
    assert folder_of(inside) == inside
    (tmp_path / "lessons" / MANIFEST).write_text("{}")
    assert folder_of(inside) == tmp_path / "lessons"
