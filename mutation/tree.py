"""A copy of the repository, in which defects are put and tests run: nothing of the checkout is changed."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

# Where the two halves stand, from the root of the repository.
_PATH = ("", "policies")


@dataclass(frozen=True)
class Tree:
    """A copy of the repository, with the virtual environment of the checkout."""

    root: Path

    @classmethod
    def copied(cls, checkout: Path, root: Path) -> "Tree":
        """A new copy of what git knows of and of what it would take in, as it lies there."""
        shutil.rmtree(root, ignore_errors=True)
        for name in names(checkout):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, root / name)
        (root / ".venv").symlink_to(checkout / ".venv")
        (root / "policies" / "venv").symlink_to("../.venv")
        return cls(root)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that takes every module from this copy."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "PYTEST_"))}
        path = os.pathsep.join(str(self.root / part) for part in _PATH)
        return {**kept, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}

    def run(self, command: list[str], environment: dict[str, str], output: Path, limit: float | None) -> int | None:
        """The exit status of a command that runs in the copy; `None` where it was ended after `limit` seconds.

        It runs in a process group of its own, of which nothing is left when this returns or raises.
        """
        with output.open("w", encoding="utf-8") as file:
            child = subprocess.Popen(  # noqa: S603 - the command is built here
                command, cwd=self.root, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip
            try:
                return child.wait(limit)
            except subprocess.TimeoutExpired:
                return None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def check(self) -> None:
        """Raises `RuntimeError` where a process that runs in the copy takes its modules from elsewhere."""
        ask = "import components, private_api_guard; print(components.__file__, private_api_guard.__file__, sep='\\n')"
        command = [sys.executable, "-c", ask]
        told = subprocess.run(  # noqa: S603 - the command is built here
            command, cwd=self.root / "policies", env=self.environment, check=True, capture_output=True, text=True
        )
        for file in told.stdout.split():
            if not Path(file).is_relative_to(self.root):
                raise RuntimeError(f"{file} is imported, which is not of the copy {self.root}")

    @contextlib.contextmanager
    def changed(self, file: str, text: str) -> Iterator[None]:
        """The copy while a file of it has another text. No compiled form outlives the text that it was made of."""
        path = self.root / file
        compiled = Path(cache_from_source(str(path)))
        before, status = path.read_bytes(), path.stat()
        compiled.unlink(missing_ok=True)
        path.write_text(text, "utf-8")
        try:
            yield
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
            compiled.unlink(missing_ok=True)


def names(checkout: Path) -> list[str]:
    """The files of a repository that git knows of or would take in, sorted."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)  # noqa: S603
    return sorted(name for name in set(listed.stdout.split("\0")) if name and (checkout / name).is_file())


def digests(checkout: Path) -> dict[str, str]:
    """For each file that a copy would hold, a digest of what is in it."""
    return {name: hashlib.sha256((checkout / name).read_bytes()).hexdigest() for name in names(checkout)}
