"""New functions go into a program, and the rest of it stays as it is."""

from __future__ import annotations

from textwrap import dedent

from mailtutor.course.program import parts, put


def grown(program: str, step: str) -> str:
    for part in parts(dedent(step)):
        program = put(program, part)
    return program


def test_a_new_file_gets_everything_in_the_order_that_pep_8_asks_for() -> None:
    step = 'def send():\n    ...\nPORT = 25\nimport ssl\nif __name__ == "__main__":\n    send()\n'
    assert grown("", step) == (
        "import ssl\n\nPORT = 25\n\n\ndef send():\n    ...\n\n\n"
        'if __name__ == "__main__":\n    send()\n'
    )


def test_function_replaces_the_one_with_the_same_name() -> None:
    program = "def send():\n    return 1\n\n\ndef other():\n    return 2\n"
    assert grown(program, "def send():\n    return 3\n") == program.replace("1", "3")


def test_comments_and_everything_else_of_the_learner_stay() -> None:
    program = dedent(
        '''\
        """My own shop."""
        # Only what I need.
        import ssl

        SENDER = "me@shop.example"  # my address


        # This one is mine.
        def greet():
            # Be friendly.
            return "Hi"


        print(greet())
        '''
    )
    step = 'import email\nPORT = 25\ndef greet_all():\n    return "Hi"\n'
    after = grown(program, step)
    left = iter(after.splitlines())
    assert all(line in left for line in program.splitlines() if line)
    assert after.index("import email") < after.index("import ssl") < after.index("PORT = 25")


def test_decorators_belong_to_their_function() -> None:
    program = "@first\n@second\ndef test():\n    ...\n"
    assert grown(program, "@third\ndef test():\n    ...\n") == "@third\ndef test():\n    ...\n"


def test_imports_are_sorted_and_main_stays_last() -> None:
    program = "import os\nfrom email import policy\n\n\ndef main():\n    ...\n"
    assert grown(program, "import mimetypes\ndef attach():\n    ...\n") == (
        "import mimetypes\nimport os\nfrom email import policy\n\n\n"
        "def attach():\n    ...\n\n\ndef main():\n    ...\n"
    )


def test_the_same_step_twice_changes_nothing() -> None:
    step = "import ssl\nPORT = 25\ndef send():\n    ...\n"
    once = grown("", step)
    assert grown(once, step) == once
