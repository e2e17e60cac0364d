"""What a result rests on, and so how long it counts."""

import hashlib
from dataclasses import dataclass, replace

from .defect import Defect
from .trial import Result


@dataclass(frozen=True)
class Rest:
    """What results rest on: the digests of `tests` and the budget, those of all `files`, and one of all `code`."""

    tests: dict[str, str]
    files: dict[str, str]
    code: str

    def told(self, defect: Defect, result: Result) -> Result:
        """A result with what it rests on."""
        return replace(result, rests_on=self._tests_of(result), file=self.files[defect.file], code=self.code)

    def holds(self, defect: Defect, result: Result) -> bool:
        """Whether what a result rests on is as it was.

        What was noticed stays noticed while the file of the defect and that of the test are the same; that nobody
        noticed is found out again when any code has changed.
        """
        same = self.told(defect, result)
        return (same.rests_on, same.file) == (result.rests_on, result.file) and (
            result.outcome == "noticed" or result.code == self.code
        )

    def _tests_of(self, result: Result) -> str:
        """A digest of the tests: of that one file that noticed, else of all of them."""
        file = result.by.partition("::")[0]
        if result.outcome == "noticed" and file in self.tests:
            return self.tests[file]
        if result.by.startswith("the import"):
            return ""
        return digest(*(f"{name} {self.tests[name]}" for name in sorted(self.tests)))


def digest(*parts: str) -> str:
    """A short digest of texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
