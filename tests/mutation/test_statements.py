"""Where a line stands, and who imports a module."""

import ast

import pytest

from mutation.statements import importers, lines_of, runs_on_import

_SOURCE = '''\
"""A module."""

TABLE = {
    1: 2,
}


@decorated(
    7,
)
def f(
    x=1,
):
    if (
        x
    ):
        return [
            x
            for x in y
        ]
    try:
        g()
    except (
        ValueError
    ):
        pass
    return x


class A:
    field = 1

    def g(self):
        return self
'''


@pytest.mark.parametrize(
    ("line", "lines"),
    [(3, (3, 6)), (4, (3, 6)), (14, (14, 17)), (15, (14, 17)), (18, (17, 21)), (22, (22, 23)), (24, (23, 26)),
     (27, (27, 28)), (31, (31, 32)), (33, (33, 34)), (34, (34, 35))],
)  # fmt: skip
def test_the_statement_around_a_line(line, lines):
    assert lines_of(ast.parse(_SOURCE), line) == range(*lines)


@pytest.mark.parametrize(
    ("line", "on_import"),
    [(3, True), (4, True), (9, True), (12, True), (14, False), (18, False), (27, False), (31, True), (34, False)],
)
def test_only_bodies_of_functions_do_not_run_on_import(line, on_import):
    assert runs_on_import(ast.parse(_SOURCE), line) is on_import


def test_importers_are_found_by_every_form_of_import(tmp_path):
    texts = {
        "policies/pack/__init__.py": "",
        "policies/pack/model/__init__.py": "from . import a",
        "policies/pack/model/a.py": "import os",
        "policies/pack/model/b.py": "from .a import A",
        "policies/pack/model/c.py": "from ..model import a",
        "policies/pack/d.py": "import pack.model.a",
        "policies/pack/e.py": "def f():\n    from pack.model.a import A",
        "policies/pack/f.py": "from .model.b import A",
        "components/a.py": "from .b import a",
        "components/b.py": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = importers(tmp_path, texts)
    model = "policies/pack/model"
    assert found[f"{model}/a.py"] == {
        f"{model}/__init__.py", f"{model}/b.py", f"{model}/c.py", "policies/pack/d.py", "policies/pack/e.py",
    }  # fmt: skip
    assert found["components/b.py"] == {"components/a.py"}
    assert found["policies/pack/f.py"] == set()
