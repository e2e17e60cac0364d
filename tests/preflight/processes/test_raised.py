"""What a traceback says for people."""

import subprocess
import sys
from pathlib import Path

from preflight.processes.raised import last_raised

HERE = Path("/project")
SIMPLE = """Traceback (most recent call last):
  File "/project/__main__.py", line 3, in <module>
    thing()
  File "/project/helper.py", line 2, in thing
    raise ValueError("wrong")
  File "/project/.venv/lib/site-packages/x.py", line 9, in f
    ...
ValueError: wrong
which needs a second line
"""


def test_the_innermost_own_frame_and_the_whole_message() -> None:
    raised = last_raised(f"noise\n{SIMPLE}", HERE, HERE)
    assert raised is not None
    assert (raised.position, raised.text) == ("helper.py:2", "ValueError: wrong\nwhich needs a second line")


def test_the_cause_gives_the_place_where_the_last_has_none() -> None:
    again = 'Traceback (most recent call last):\n  File "/elsewhere/sdk.py", line 1, in g\n    ...\nRunError\n'
    raised = last_raised(
        f"{SIMPLE}\nDuring handling of the above exception, another exception occurred:\n\n{again}", HERE, HERE
    )
    assert raised is not None
    assert (raised.position, raised.text) == ("helper.py:2", "RunError")


def test_a_message_may_have_paragraphs() -> None:
    raised = last_raised(f"{SIMPLE}\nand a paragraph\n", HERE, HERE)
    assert raised is not None
    assert raised.message == "wrong\nwhich needs a second line\n\nand a paragraph"
    chained = (
        "\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n"
    )
    cut = last_raised(f"{SIMPLE}{chained}  File", HERE, HERE)
    assert cut is not None
    assert cut.message == "wrong\nwhich needs a second line"


def test_a_long_message_is_cut() -> None:
    raised = last_raised(SIMPLE.replace("wrong", "w" * 50_000), HERE, HERE)
    assert raised is not None
    assert len(raised.message) < 9_000
    assert raised.message.endswith("characters more")


def test_text_without_a_traceback_says_nothing() -> None:
    assert last_raised("just a line", HERE, HERE) is None
    assert last_raised("Traceback (most recent call last):\n  File", HERE, HERE) is None


def test_what_a_group_of_exceptions_draws_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "group.py"
    file.write_text("raise ExceptionGroup('all', [ValueError('one'), TypeError('two')])\n")
    said = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False).stderr
    raised = last_raised(said, tmp_path, tmp_path)
    assert raised is not None
    assert (raised.position, raised.text) == (
        "group.py:1",
        "ExceptionGroup: all (2 sub-exceptions)\n\nValueError: one\n\nTypeError: two",
    )


def test_the_interpreters_own_code_is_no_place() -> None:
    frozen = (
        'Traceback (most recent call last):\n  File "<frozen runpy>", line 243, in _get_main\nImportError: no main\n'
    )
    raised = last_raised(frozen, HERE, HERE)
    assert raised is not None
    assert (raised.position, raised.text) == ("", "ImportError: no main")


def test_a_place_is_told_below_the_repository_that_the_folder_is_in() -> None:
    relative = SIMPLE.replace("/project/helper.py", "helper.py")
    raised = last_raised(relative, HERE / "infra", HERE)
    assert raised is not None
    assert raised.position == "infra/helper.py:2"
