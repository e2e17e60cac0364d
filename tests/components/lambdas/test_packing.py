"""The functions are packed as what AWS runs: Python 3.13 and its boto3, and nothing else."""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.components.lambdas.environment import AUTHORIZER, CREDENTIALS, PROBE, unpack

VERSION = (3, 13)
# https://docs.python.org/3.13/whatsnew/3.13.html#removed-modules-and-apis and the same page of 3.12
GONE = {
    *("aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp"),
    *("lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau"),
    *("telnetlib", "uu", "xdrlib"),
}
# boto3, and what it brings: https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
SDK = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
VARIABLES = {
    AUTHORIZER: {"PARAMETER_NAMES": "/dev/orders/keys/mobile"},
    PROBE: {"API_URL": "https://api.example.com/v1", "PROBE_NAME": "orders", "METRIC_NAMESPACE": "Private"},
}
# As the runtime does it: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
START = """
import sys
sys.path[:] = [path for path in sys.path if path.startswith(sys.base_prefix)]
sys.path[:0] = [{task!r}, {sdk!r}]
import importlib
print(callable(getattr(importlib.import_module("handler"), "handler")))
own = sys.stdlib_module_names | {{path.stem for path in __import__("pathlib").Path({task!r}).iterdir()}}
print(sorted({{name.partition(".")[0] for name in sys.modules}} - own - {{"__main__", "__mp_main__"}}))
"""

functions = pytest.mark.parametrize("function", [AUTHORIZER, PROBE], ids=["authorizer", "probe"])


@functions
def test_only_what_the_runtime_has_is_imported(function: Path) -> None:
    files = sorted(function.glob("*.py"))
    assert function / "handler.py" in files
    allowed = (sys.stdlib_module_names - GONE) | {"boto3", "botocore"} | {path.stem for path in files}
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=VERSION)
        assert imported(tree) - allowed == set(), path


def imported(tree: ast.Module) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            # Relative imports fail at the root of an archive.
            found.add("." if node.level else str(node.module).partition(".")[0])
    return found


@functions
def test_no_module_hides_one_of_the_runtime(function: Path) -> None:
    assert {path.stem for path in function.glob("*.py")} & (set(sys.stdlib_module_names) | set(SDK)) == set()


@functions
def test_the_handler_resolves_in_a_clean_environment(function: Path, tmp_path: Path) -> None:
    sdk = tmp_path / "sdk"
    sdk.mkdir()
    for name in SDK:
        spec = find_spec(name)
        assert spec
        origin = Path(str(spec.origin))
        whole = origin.parent if origin.name == "__init__.py" else origin
        (sdk / whole.name).symlink_to(whole)
    task = unpack(function, tmp_path)
    code = START.format(task=str(task), sdk=str(sdk))
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", code],
        env=CREDENTIALS | VARIABLES[function] | {"PATH": os.defpath},
        cwd=task,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    resolved, others = ran.stdout.splitlines()
    assert resolved == "True"
    assert set(ast.literal_eval(others)) <= set(SDK)
