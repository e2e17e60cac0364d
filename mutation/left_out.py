"""Rules for what no test needs to notice: text, annotations, imports, decorators, and what makes an equal program.

A rule is a function from a node of the syntax tree to the nodes below it in which nothing is changed.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .defect import Defect, Place

Rule = Callable[[ast.AST], Iterator[ast.AST]]

_TEXT_IS_READ = re.compile(r"print|(\w+\.)*(log|logger|_log|logging|warnings)\.\w+")
_ALIAS = re.compile(r"_?[A-Z][a-z]\w*$")
_ADD_NOT = "core/AddNot"


@dataclass(frozen=True)
class Span:
    """A part of a file, from its first place to the one after its last, and the rule that leaves it out."""

    rule: str
    start: Place
    end: Place

    def holds(self, defect: Defect) -> bool:
        """Whether a defect lies within."""
        return self.start <= defect.start and defect.end <= self.end


def text(node: ast.AST) -> Iterator[ast.AST]:
    """What people read: strings with their insertions, docstrings, and all that is logged or printed."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str() | bytes()):
            yield node
        case ast.Call(func=called) if _TEXT_IS_READ.fullmatch(ast.unparse(called)):
            yield node


def annotation(node: ast.AST) -> Iterator[ast.AST]:
    """What only type checkers read: annotations, and the names that are given to types."""
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
        yield node.annotation
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
    elif isinstance(node, ast.Assign) and _names_a_type(node):
        yield node


def imports(node: ast.AST) -> Iterator[ast.AST]:
    """What is imported, what only type checkers import, and what a module says of itself (`__all__`)."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield node
        case ast.If(test=condition) if ast.unparse(condition).endswith("TYPE_CHECKING"):
            yield node
        case ast.Assign(targets=targets) if all(_is_dunder(target) for target in targets):
            yield node


def decorator(node: ast.AST) -> Iterator[ast.AST]:
    """Decorators with their arguments."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list


def promise(node: ast.AST) -> Iterator[ast.AST]:
    """What only states a fact that the program keeps anyway: `assert`, and `strict=` of `zip`."""
    if isinstance(node, ast.Assert):
        yield node
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip":
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "strict")


RULES: dict[str, Rule] = {rule.__name__: rule for rule in (text, annotation, imports, decorator, promise)}


class LeftOut:
    """The parts of one file that rules leave out."""

    def __init__(self, source: str, rules: list[str]) -> None:
        """`rules` are names in `RULES`; another name raises `KeyError`."""
        self._lines = source.splitlines()
        tree = ast.parse(source)
        self._spans = [
            self._span(name, part) for node in ast.walk(tree) for name in rules for part in RULES[name](node)
        ]
        self._negated = {self._place(test.lineno, test.col_offset) for test in _negated_otherwise(tree)}

    def rule(self, defect: Defect) -> str | None:
        """The name of the rule that leaves a defect out; `None` for one that a test should notice."""
        if defect.operator == _ADD_NOT and defect.start in self._negated:
            return "equal"
        return next((span.rule for span in self._spans if span.holds(defect)), None)

    def _span(self, rule: str, node: ast.AST) -> Span:
        start = self._place(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self._place(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return Span(rule, start, end)

    def _place(self, line: int, column: int) -> Place:
        """A place as the mutation tester counts; the syntax tree counts a line's columns in bytes."""
        return line, len(self._lines[line - 1].encode()[:column].decode())


def makes_another_program(source: str, changed: str) -> bool:
    """Whether a changed text is a program, and another one than before."""
    try:
        return ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return False


def _negated_otherwise(tree: ast.AST) -> Iterator[ast.expr]:
    """Conditions whose negation is what other operators make of them: `a == b` and `not a`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While) and (
            isinstance(node.test, ast.Compare)
            or (isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not))
        ):
            yield node.test


def _names_a_type(node: ast.Assign) -> bool:
    named = all(isinstance(target, ast.Name) and _ALIAS.match(target.id) for target in node.targets)
    return (
        named
        and isinstance(node.value, ast.Subscript | ast.BinOp)
        and not any(isinstance(part, ast.Call | ast.Dict | ast.Set) for part in ast.walk(node.value))
    )


def _is_dunder(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id.startswith("__") and target.id.endswith("__")
