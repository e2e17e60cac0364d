"""What is changed: operators of the mutation tester, and three of our own for what it leaves as it is."""

from collections.abc import Iterator
from typing import Any, ClassVar

import parso
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator

Positions = Iterator[tuple[tuple[int, int], tuple[int, int]]]


class Membership(Operator):
    """`in` becomes `not in`, and the other way round."""

    def mutation_positions(self, node: Any) -> Positions:
        """One place for each of them in a comparison."""
        if node.type == "comparison":
            for part in node.children[1::2]:
                if _words(part) in ("in", "not in"):
                    yield part.start_pos, part.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The comparison with the other operator."""
        places = [place for place, part in enumerate(node.children) if place % 2 and _words(part) in ("in", "not in")]
        place = places[index]
        node.children[place] = parso.parse(" not in" if _words(node.children[place]) == "in" else " in")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """What it does, for documentation."""
        return (Example("x in y", "x not in y"), Example("x not in y", "x in y"))


class Quantifier(Operator):
    """`any(...)` becomes `all(...)`, and the other way round; so do `min` and `max`."""

    _other: ClassVar[dict[str, str]] = {"any": "all", "all": "any", "min": "max", "max": "min"}

    def mutation_positions(self, node: Any) -> Positions:
        """The name that is called."""
        if node.type in ("atom_expr", "power") and node.children[0].type == "name":
            called = node.children[1].type == "trailer" and node.children[1].children[0].value == "("
            if called and node.children[0].value in self._other:
                yield node.children[0].start_pos, node.children[0].end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002 - a call has one name
        """The same call of the other function."""
        node.children[0].value = self._other[node.children[0].value]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """What it does, for documentation."""
        return (Example("any(x)", "all(x)"), Example("min(x)", "max(x)"))


class Condition(Operator):
    """The condition of a comprehension holds for everything."""

    def mutation_positions(self, node: Any) -> Positions:
        """What follows its `if`."""
        if node.type in ("comp_if", "old_comp_if"):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:  # noqa: ARG002 - each `if` has one condition
        """The comprehension without the condition."""
        node.children[1] = parso.parse(" True")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """What it does, for documentation."""
        return (Example("[x for x in y if x]", "[x for x in y if True]"),)


_OWN = {f"own/{operator.__name__}": operator for operator in (Membership, Quantifier, Condition)}


def operator(name: str) -> Operator:
    """The operator of a name: `core/...` of the mutation tester, `own/...` of this module."""
    return (_OWN[name] if name in _OWN else get_operator(name))()


def _words(part: Any) -> str:
    return " ".join(part.get_code().split())
