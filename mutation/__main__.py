"""`make mutation`: single defects, drawn by a seed, each against the tests that reach it."""

import argparse
import fcntl
import queue
import shutil
import sys
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from . import report
from .defect import Defect
from .find import changed, found
from .reach import Reach, collect
from .rest import Rest, digest
from .sample import drawn
from .session import Session, number
from .tree import Tree, digests
from .trial import Result, Trial

_CHECKOUT = Path(__file__).parent.parent
_BUILD = _CHECKOUT / "build" / "mutation"
_AT_ONCE = 2
# Tests that must pass in a copy without a defect before any defect is put there.
_SOME = 20


@dataclass(frozen=True)
class Rules:
    """What `rules.toml` says, as far as the command line does not say otherwise; `only` are patterns of files."""

    source: tuple[str, ...]
    tests: tuple[str, ...]
    size: int
    seed: str
    share: float
    patience: float
    budget: float
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
    files = digests(_CHECKOUT)
    tests = {name: digest for name, digest in files.items() if _is_test(name, rules.tests)}
    if not tests:
        _say(f"{' '.join(rules.tests)}: there are no tests")
        return 2
    _BUILD.mkdir(parents=True, exist_ok=True)
    with (_BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say(f"another run works in {_BUILD}: wait for it, or end it")
            return 2
        if fresh:
            (_BUILD / "session.sqlite").unlink(missing_ok=True)
        return _run(rules, files, tests, _known_of(files, fresh=fresh))


def _run(rules: Rules, files: dict[str, str], tests: dict[str, str], known: Path) -> int:
    sound, *trees = [Tree.copied(_CHECKOUT, _BUILD / f"tree-{number}") for number in range(1 + _AT_ONCE)]
    for tree in (sound, *trees):
        tree.check()
    _say("learning which tests reach what")
    collect(sound, known / "reach", rules.source, tests)
    reach = Reach(known / "reach", sound, rules.source, tests)
    _say(f"{len(reach.usual)} tests, {sum(reach.usual.values()):.0f} s; {len(reach.failed)} fail without a defect")
    sample, session = _drawn(sound.root, rules), Session(_BUILD / "session.sqlite")
    session.add(sample)
    everything = [*reach.usual, *reach.failed]
    budget = rules.budget * sum(reach.usual.values())
    trials = [Trial(tree, everything, patience=rules.patience, budget=budget) for tree in trees]
    rest = Rest({**tests, "budget": str(rules.budget)}, files, known.name)
    results = _tried(sample, session, reach, trials, rest)
    head = f"Drawn with the seed {rules.seed!r} from {', '.join(rules.source)} ({', '.join(rules.only)})."
    (_BUILD / "report.md").write_text(report.page(session, results, reach.failed, head), "utf-8")
    _say(f"{report.figure(results.values())}; see {(_BUILD / 'report.md').relative_to(_CHECKOUT)}")
    if not results or any(result.outcome == "not tried" for result in results.values()):
        return 2
    return 0 if report.share(results.values()) >= rules.share else 1


def _is_test(name: str, tests: Sequence[str] = ("tests",)) -> bool:
    path = PurePosixPath(name)
    return path.match("test_*.py") and any(path.is_relative_to(each) for each in tests)


def _known_of(files: dict[str, str], *, fresh: bool) -> Path:
    """The folder of what is known of the code as it is. What was known of other code is removed.

    It stays when tests change: only what rests on these is found out again.
    """
    code = [
        f"{name} {digest}" for name, digest in files.items() if not _is_test(name) and not name.startswith("mutation/")
    ]
    known = _BUILD / f"of-{digest(*code)}"
    for folder in _BUILD.glob("of-*"):
        if fresh or folder != known:
            shutil.rmtree(folder)
    known.mkdir(parents=True, exist_ok=True)
    return known


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


def _tried(
    sample: list[Defect], session: Session, reach: Reach, trials: Sequence[Trial], rest: Rest
) -> dict[Defect, Result]:
    """What becomes of each defect: as it is known, where what this rests on is the same."""
    before = session.results
    results = {
        defect: before[number(defect)]
        for defect in sample
        if number(defect) in before and rest.holds(defect, before[number(defect)])
    }
    todo = [defect for defect in sample if defect not in results]
    texts = {defect.file: reach.source(defect.file) for defect in todo}
    free: queue.SimpleQueue[Trial] = queue.SimpleQueue()
    for trial in trials if todo else ():
        _check(trial, reach, todo, texts)
        free.put(trial)

    def tried(defect: Defect, text: str) -> Result:
        trial, begun = free.get(), time.monotonic()
        try:
            result = trial.outcome(defect.file, text, reach.tests(defect))
        finally:
            free.put(trial)
        return rest.told(defect, replace(result, seconds=round(time.monotonic() - begun, 1)))

    with ThreadPoolExecutor(len(trials)) as pool:
        running: dict[Future[Result], tuple[Defect, str]] = {}
        for defect in todo:
            text = changed(texts[defect.file], defect) or ""
            running[pool.submit(tried, defect, text)] = defect, text
        try:
            for count, future in enumerate(as_completed(running), 1):
                defect, text = running[future]
                result = results[defect] = future.result()
                session.keep(defect, result, texts[defect.file], text)
                told = f"{count}/{len(todo)} {result.outcome} in {result.seconds:.0f} s"
                _say(f"{told}: {defect.file}:{defect.line} {defect.operator} {result.by}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results


def _check(trial: Trial, reach: Reach, todo: list[Defect], texts: dict[str, str]) -> None:
    """Raises `RuntimeError` where tests fail without a defect: then all defects would count as noticed."""
    for defect in todo:
        tests = reach.tests(defect)[:_SOME]
        if tests:
            result = trial.outcome(defect.file, texts[defect.file], tests)
            if result.outcome != "survived":
                raise RuntimeError(f"without a defect: {result.outcome}, {result.by} {result.output}")
            return


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
