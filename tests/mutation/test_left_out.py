"""What `make mutation` does not change: each rule with what it leaves out and what it must not."""

import tomllib
from pathlib import Path

import pytest

from mutation.defect import Defect
from mutation.left_out import RULES, LeftOut, makes_another_program

# A source, what of it would be changed, and the rule that leaves it out.
_CASES = {
    "a string": ('x = "a or b"', "or", "text"),
    "an insertion": ('x = f"{len(a) - 7} more"', "7", "text"),
    "a log text": ('logger.info("%d", 7)', "7", "text"),
    "a log text of a member": ("self._log.info(7)", "7", "text"),
    "what stands beside a text": ('x = "a" if a > 7 else ""', "7", None),
    "a parameter's annotation": ("def f(x: A | B) -> None: ...", "|", "annotation"),
    "what a function returns": ("def f(x) -> A | B: ...", "|", "annotation"),
    "a field's annotation": ("x: A | B = 7", "|", "annotation"),
    "a field's value": ("x: A | B = 7", "7", None),
    "a parameter's default": ("def f(x: int = 7): ...", "7", None),
    "a name of a type": ("Found = dict[str, A | B]", "|", "annotation"),
    "a name of a type with a bound": ("Port = Annotated[int, Field(ge=7)]", "7", None),
    "a constant": ("PORTS = A | B", "|", None),
    "an import for type checkers": ("if TYPE_CHECKING:\n    import a\nelse:\n    x = 7", "TYPE_CHECKING", "imports"),
    "a module of itself": ("__version__ = 7", "7", "imports"),
    "a decorator": ("@dataclass(frozen=True)\nclass A:\n    x = False", "True", "decorator"),
    "what is decorated": ("@dataclass(frozen=True)\nclass A:\n    x = False", "False", None),
    "strict= of zip": ("zip(a, b, strict=True)", "True", "promise"),
    "strict= of others": ("read(a, strict=True)", "True", None),
    "an assertion": ("assert x == 7", "7", "promise"),
    "after letters of two bytes": ('x = ("ä", 7)', "7", None),
    "inside letters of two bytes": ('x = ("ä", "öö or ü")', "or", "text"),
}


def _defect(source: str, part: str, operator: str = "core/Any") -> Defect:
    """A change of the first place where a part of the text stands."""
    before = source[: source.index(part)]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2])
    return Defect("a.py", operator, 0, (line, column), (line, column + len(part)), "", "")


@pytest.mark.parametrize("name", _CASES)
def test_a_rule_leaves_out_what_it_says_and_nothing_else(name):
    source, part, rule = _CASES[name]
    assert LeftOut(source, list(RULES)).rule(_defect(source, part)) == rule


@pytest.mark.parametrize("name", [name for name, case in _CASES.items() if case[2]])
def test_a_rule_that_is_not_asked_for_leaves_nothing_out(name):
    source, part, rule = _CASES[name]
    assert LeftOut(source, [each for each in RULES if each != rule]).rule(_defect(source, part)) is None


@pytest.mark.parametrize(
    ("condition", "operator", "rule"),
    [
        ("a == b", "core/AddNot", "equal"),
        ("not a", "core/AddNot", "equal"),
        ("a", "core/AddNot", None),
        ("a == b or c", "core/AddNot", None),
        ("a == b", "core/ReplaceComparisonOperator_Eq_NotEq", None),
    ],
)
def test_a_condition_is_negated_once(condition, operator, rule):
    for source in (f"if {condition}: pass", f"x = 1 if {condition} else 2", f"while {condition}: pass"):
        assert LeftOut(source, []).rule(_defect(source, condition, operator)) == rule


@pytest.mark.parametrize(
    ("changed", "another"),
    [("x = 2", True), ("x  =  1  # one", False), ("x = (1)", False), ("x = ", False), ("x = 1\0", False)],
)
def test_only_what_makes_another_program_is_a_defect(changed, another):
    assert makes_another_program("x = 1", changed) is another


def test_the_configuration_names_rules_that_there_are():
    given = tomllib.loads((Path(__file__).parent.parent.parent / "mutation" / "rules.toml").read_text("utf-8"))
    assert set(given["left-out"]) == set(RULES)
