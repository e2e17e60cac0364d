"""One single defect: what is changed, and where."""

from dataclasses import dataclass

Place = tuple[int, int]
"""A line, from 1, and a column, from 0, in characters."""


@dataclass(frozen=True)
class Defect:
    """A change that an operator of the mutation tester makes, at the `occurrence`-th place of a file that it fits.

    `file` is relative to the root of the repository; `within` names the function or class; `text` is the line.
    """

    file: str
    operator: str
    occurrence: int
    start: Place
    end: Place
    within: str
    text: str

    @property
    def line(self) -> int:
        """The line that is changed."""
        return self.start[0]

    @property
    def what(self) -> str:
        """What it is, whatever was changed elsewhere in the file: no line, no occurrence."""
        return "\n".join((self.file, self.within, self.operator, self.text, str(self.start[1])))
