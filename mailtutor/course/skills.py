"""The skills that the course teaches, exercise by exercise, and the mailer's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import catalog

if TYPE_CHECKING:
    from .progress import ProgressFile

# Each completes "You can now ...".
_SKILLS = {
    "01.1": "write a message from scratch",
    "01.2": "turn a message into the bytes that travel",
    "01.3": "give a message its date and a name of its own",
    "01.4": "keep strangers from slipping headers into your messages",
    "01.5": "answer a message so that both appear as one thread",
    "02.1": "attach a table that opens in a spreadsheet",
    "02.2": "find the type of any file",
    "02.3": "give an attachment a name in any language",
    "02.4": "get the files out of a message",
    "02.5": "write a message that looks good with and without HTML",
    "03.1": "catch a refused connection, and tell it from other errors",
    "03.2": "start a server, and talk to it",
    "03.3": "send one message to several people, and find it at the server",
    "03.4": "listen in on a session from Python",
    "03.5": "find out whether a server is listening",
    "04.1": "encrypt a connection from the first byte",
    "04.2": "make sure that you talk to the right server",
    "04.3": "encrypt a connection on port 587",
    "04.4": "notice an expired certificate before your users do",
    "04.5": "keep a message from an impostor",
    "05.1": "log in to a mail server, safely",
    "05.2": "tell a wrong password from all other errors",
    "05.3": "explain why base64 protects nothing",
    "05.4": "share the record of a session without its password",
    "05.5": "log in with a token, as OAuth2 does",
    "06.1": "tell whom to try again and whom to give up on",
    "06.2": "find out who was rejected, whether it was nobody, some or all",
    "06.3": "send to a list without losing anyone or writing twice",
    "06.4": "send a secret copy that stays secret",
    "06.5": "find out if a message is too large before you send it",
    "07.1": "find the right lines on a provider's help page",
    "07.2": "send through port 465",
    "07.3": "use an app password that you copied from a page",
    "07.4": "let the answers go to another address",
    "07.5": "set up a program for a provider that you've never used",
    "08.1": "catch a login that was never sent",
    "08.2": "say which layer an error comes from",
    "08.3": "survive what can go wrong without hiding your own mistakes",
    "08.4": "fix a message that raised no error, and didn't arrive",
    "08.5": "get through greylisting",
    "09.1": "begin a report with a text that everyone can read",
    "09.2": "put a picture into an HTML message",
    "09.3": "send one report in three forms",
    "09.4": "read from the reply who may still get it",
    "09.5": "deliver a report to everyone who can receive it",
    "09.6": "invite people to a meeting from Python",
    "10.1": "test that a secret copy stays secret",
    "10.2": "test the headers and the text of a message",
    "10.3": "test an attachment",
    "10.4": "make a server say no in a test",
    "10.5": "write tests that let no bug through",
    "case.1": "find out why someone on Cc got nothing",
    "case.2": "see from the bytes that Bcc wasn't secret",
    "case.3": "see from the record why everyone gets it twice",
    "case.4": "find the message at which a program gave up",
    "case.5": "recognize a wrong charset by its letters",
    "case.6": "find out why nobody can open an attachment",
    "case.7": "find out why a picture doesn't show",
    "case.8": "find out why a message looks empty",
    "case.9": "tell from two days' records what changed",
    "case.10": "find out why a message lands in spam",
    "case.11": "notice that a login was sent without encryption",
    "case.12": "compare two sessions, and find the step that one left out",
}

# Each completes "Your mailer ...".
_MAILER = {
    "01": "writes a message",
    "02": "attaches a flyer",
    "03": "sends its first message",
    "04": "encrypts what it sends",
    "05": "logs in",
    "06": "writes to a whole list, wrong addresses or not",
    "07": "runs by itself",
    "08": "says what went wrong",
    "09": "sends the weekly report",
    "10": "has tests of its own",
}


def skill(key: str) -> str:
    """Return the sentence about what learners can do once an exercise is done.

    >>> skill("03.2")
    'You can now start a server, and talk to it.'
    """
    return f"You can now {_SKILLS[key]}."


def mailer(number: str) -> str:
    """Return what the learner's mailer does from this lesson on; empty if it has no part in it.

    >>> mailer("04"), mailer("case")
    ('encrypts what it sends', '')
    """
    return _MAILER.get(number, "")


def gains(key: str, record: ProgressFile) -> tuple[str, ...]:
    """Return sentences for someone who has just done an exercise.

    Args:
        key: the exercise.
        record: the progress; if this was the last exercise of its lesson, the sentences say so.
    """
    number = catalog.lesson_number(key)
    lesson = catalog.lesson(number)
    is_finished = all(record.exercise(each.id).done for each in lesson.exercises)
    return skill(key), *(finish(number) if is_finished else ())


def finish(number: str) -> tuple[str, ...]:
    """Return sentences for someone who has done the last exercise of a lesson.

    >>> finish("04")[1]
    'At the end of this page, your mailer encrypts what it sends. In lesson 05, it logs in.'
    """
    title = catalog.lesson(number).heading
    said = f"That was the last exercise: you've finished {title}."
    if not mailer(number):
        return (said,)
    here = f"At the end of this page, your mailer {mailer(number)}."
    following = f"{int(number) + 1:02}"
    if mailer(following):
        return said, f"{here} In lesson {following}, it {mailer(following)}."
    return said, f"{here} After that, you have a whole program, tested, and all of it is yours."
