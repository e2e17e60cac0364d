"""The defects that could be put into a file, and the file with one of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code

from .defect import Defect
from .left_out import LeftOut, makes_another_program
from .operators import operator


def found(root: Path, file: str, operators: Sequence[str], rules: list[str]) -> Iterator[Defect]:
    """The defects of a file that no rule leaves out."""
    source = (root / file).read_text("utf-8")
    lines, left_out, nodes = source.splitlines(), LeftOut(source, rules), list(ast_nodes(get_ast(source)))
    for name in operators:
        making = operator(name)
        places = [(node, *place) for node in nodes for place in making.mutation_positions(node)]
        for occurrence, (node, start, end) in enumerate(places):
            within = ASTQuery(node).get_definition_name() or ""
            defect = Defect(file, name, occurrence, start, end, within, lines[start[0] - 1].strip())
            if left_out.rule(defect) is None:
                yield defect


def changed(source: str, defect: Defect) -> str | None:
    """The text of a file with a defect; `None` where that is no program, or the same one."""
    text = mutate_code(source, operator(defect.operator), defect.occurrence)
    return text if text is not None and makes_another_program(source, text) else None
