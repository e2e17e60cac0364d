"""`make mutation`: single defects, drawn by a seed, each against the tests that reach it."""

import argparse
import hashlib
import queue
import shutil
import sys
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from . import report
from .defect import Defect
from .find import changed, found
from .reach import Reach, collect, is_collected
from .sample import drawn
from .session import Session
from .tree import Tree, content
from .trial import Result, Trial

_CHECKOUT = Path(__file__).parent.parent
_BUILD = _CHECKOUT / "build" / "mutation"
_AT_ONCE = 2


@dataclass(frozen=True)
class Rules:
    """What `rules.toml` says, as far as the command line does not say otherwise; `only` are patterns of files."""

    source: tuple[str, ...]
    tests: tuple[str, ...]
    size: int
    seed: str
    share: float
    patience: float
    left_out: list[str]
    operators: list[str]
    only: tuple[str, ...] = ("*",)

    @classmethod
    def read(cls) -> "Rules":
        """The rules of the repository."""
        given = tomllib.loads((Path(__file__).parent / "rules.toml").read_text("utf-8"))
        listed = {"source": tuple(given.pop("source")), "tests": tuple(given.pop("tests"))}
        return cls(left_out=given.pop("left-out"), **listed, **given)


def main() -> int:
    """Runs what is left to run and writes the report. 0: enough was noticed; 1: too little; 2: it could not be told."""
    rules, fresh = _asked()
    found_before = _BUILD / f"of-{content(_CHECKOUT)[:12]}"
    for folder in _BUILD.glob("of-*"):
        if fresh or folder != found_before:
            shutil.rmtree(folder)
    found_before.mkdir(parents=True, exist_ok=True)
    reached, session_file = found_before / f"reach-{_digest(*rules.tests)}", found_before / _digest(repr(rules))
    sound, *trees = [Tree.copied(_CHECKOUT, _BUILD / f"tree-{number}") for number in range(1 + _AT_ONCE)]
    for tree in (sound, *trees):
        tree.check()
    if not is_collected(reached):
        _say(f"running {' '.join(rules.tests)} to learn which tests reach what")
        collect(sound, reached, rules.source, rules.tests)
    reach = Reach(reached, sound, rules.source)
    _say(f"{len(reach.usual)} tests, {sum(reach.usual.values()):.0f} s; {len(reach.failed)} fail without a defect")
    session = Session(session_file.with_suffix(".sqlite"), sound.root)
    if not session.defects:
        session.fill(_drawn(sound.root, rules))
    _try_all(session, reach, sound.root, [Trial(tree, [*reach.usual, *reach.failed], rules.patience) for tree in trees])
    results = session.results
    head = f"Drawn with the seed {rules.seed!r} from {', '.join(rules.source)} ({', '.join(rules.only)})."
    (_BUILD / "report.md").write_text(report.page(session, reach.failed, head), "utf-8")
    _say(f"{report.figure(results)}; see {(_BUILD / 'report.md').relative_to(_CHECKOUT)}")
    if not results or any(result.outcome == "not tried" for result in results.values()):
        return 2
    return 0 if report.share(results.values()) >= rules.share else 1


def _asked() -> tuple[Rules, bool]:
    rules = Rules.read()
    parser = argparse.ArgumentParser(prog="mutation", description=__doc__)
    parser.add_argument("--only", nargs="+", default=list(rules.only), help="patterns of files to put defects in")
    parser.add_argument("--tests", nargs="+", default=list(rules.tests), help="files and folders of tests to use")
    parser.add_argument("--size", type=int, default=rules.size, help="how many defects are drawn")
    parser.add_argument("--seed", default=rules.seed, help="another seed draws others")
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    given = parser.parse_args()
    asked = replace(rules, only=tuple(given.only), tests=tuple(given.tests), size=given.size, seed=given.seed)
    return asked, given.fresh


def _drawn(root: Path, rules: Rules) -> list[Defect]:
    sources = {
        file: path.read_text("utf-8")
        for each in rules.source
        for path in sorted((root / each).rglob("*.py"))
        if any(fnmatch(file := path.relative_to(root).as_posix(), pattern) for pattern in rules.only)
    }
    defects = [each for file in sources for each in found(root, file, rules.operators, rules.left_out)]
    sample = drawn(defects, rules.size, rules.seed, lambda each: changed(sources[each.file], each) is not None)
    _say(f"{len(sample)} of {len(defects)} defects drawn")
    return sample


def _try_all(session: Session, reach: Reach, root: Path, trials: Sequence[Trial]) -> None:
    free: queue.SimpleQueue[Trial] = queue.SimpleQueue()
    for trial in trials:
        free.put(trial)
    done = session.results
    todo = {number: defect for number, defect in session.defects.items() if number not in done}
    texts = {defect.file: (root / defect.file).read_text("utf-8") for defect in todo.values()}

    def tried(defect: Defect, text: str) -> Result:
        tests, trial, begun = reach.tests(defect), free.get(), time.monotonic()
        try:
            return replace(trial.outcome(defect.file, text, tests), seconds=round(time.monotonic() - begun, 1))
        finally:
            free.put(trial)

    with ThreadPoolExecutor(len(trials)) as pool:
        running: dict[Future[Result], tuple[str, str]] = {}
        for number, defect in todo.items():
            text = changed(texts[defect.file], defect) or ""
            running[pool.submit(tried, defect, text)] = number, text
        try:
            for count, future in enumerate(as_completed(running), 1):
                number, text = running[future]
                defect, result = todo[number], future.result()
                session.keep(number, result, texts[defect.file], text)
                told = f"{count}/{len(todo)} {result.outcome} in {result.seconds:.0f} s"
                _say(f"{told}: {defect.file}:{defect.line} {defect.operator} {result.by}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
