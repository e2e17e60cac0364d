"""The tests that reach a defect, those first that are likely to notice it soon, in batches that grow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class ReachingTest:
    """A test: its id, what it usually takes in seconds, whether it reaches the defect in a process that it started."""

    id: str
    seconds: float
    elsewhere: bool

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.id.partition("::")[0]


def ordered(tests: Iterable[ReachingTest], file: str) -> list[ReachingTest]:
    """Tests by file: those first whose names are like the defect's, that need no other process, that are short."""
    by_file: dict[str, list[ReachingTest]] = defaultdict(list)
    for test in tests:
        by_file[test.file].append(test)
    ranks = {name: (-alike(name, file), *_cost(listed)) for name, listed in by_file.items()}
    sorted_files = sorted(by_file, key=lambda name: (ranks[name], name))
    return [
        test
        for name in sorted_files
        for test in sorted(by_file[name], key=lambda test: (test.elsewhere, test.seconds, test.id))
    ]


def within(tests: Iterable[ReachingTest], seconds: float) -> list[ReachingTest]:
    """The first of these tests, as many as usually take no more than so many seconds, but one at least."""
    return next(batches(tests, (seconds,)), [])


def batches(tests: Iterable[ReachingTest], limits: Iterable[float]) -> Iterator[list[ReachingTest]]:
    """Tests in their order, in batches that usually take no more seconds than each limit, but one test at least."""
    left = list(tests)
    for limit in limits:
        taken, seconds = 0, 0.0
        while taken < len(left) and (not taken or seconds + left[taken].seconds <= limit):
            seconds += left[taken].seconds
            taken += 1
        if taken:
            yield left[:taken]
        del left[:taken]


def alike(test: str, file: str) -> int:
    """How many parts of their paths a file of tests and a file have in common."""
    named = PurePosixPath(test)
    return len({*named.parent.parts, named.stem.removeprefix("test_")} & set(PurePosixPath(file).with_suffix("").parts))


def _cost(tests: list[ReachingTest]) -> tuple[bool, float]:
    elsewhere = sum(test.elsewhere for test in tests) * 2 > len(tests)
    return elsewhere, sum(test.seconds for test in tests) / len(tests)
