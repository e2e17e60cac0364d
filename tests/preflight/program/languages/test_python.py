"""What a Python program says when it ends."""

from pathlib import Path

from preflight.processes.interpreter import Interpreter
from preflight.processes.raised import Raised
from preflight.program.languages.language import End, Program
from preflight.program.languages.python import Python

SHOP = Path("/srv/shop")
TRACEBACK = """Traceback (most recent call last):
  File "/srv/shop/__main__.py", line 2, in <module>
    import private_api
{}
"""


def crash(exception: str) -> Raised | None:
    words = TRACEBACK.format(exception)
    return Python(Interpreter(Path("/opt/venv/bin/python"))).crash(End(b"", words), Program(SHOP, SHOP, SHOP))


def test_of_a_package_that_is_not_there_it_is_told_where_it_was_looked_for() -> None:
    found = crash("ModuleNotFoundError: No module named 'private_api'")
    assert found
    assert (found.text, found.position) == ("ModuleNotFoundError: No module named 'private_api'", "__main__.py:2")
    assert found.remedy.startswith("It is not installed beside /opt/venv/bin/python. `runtime.options.virtualenv` in")


def test_other_errors_are_told_as_they_are_and_what_is_said_to_the_user_alone() -> None:
    assert crash("ImportError: no") == Raised("ImportError", "no", "__main__.py:2")
    assert crash("pulumi.errors.RunError: choose a port") == Raised("", "choose a port", "")
