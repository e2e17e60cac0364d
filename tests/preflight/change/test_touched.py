"""Which stacks a change touches."""

import pytest

from preflight.change.touched import Changed, touched

ALL = ["dev", "prod-eu", "prod-us"]


@pytest.mark.parametrize(
    ("changed", "removed", "meant"),
    [
        ({"infra/Pulumi.prod-eu.yaml"}, set(), ["prod-eu"]),
        ({"infra/names.json"}, set(), ALL),
        ({"shared/a.py"}, set(), ALL),
        ({"shared/ports.json"}, set(), ALL),
        ({"requirements.txt"}, set(), ALL),
        ({"private-api.json"}, set(), ALL),
        ({"README.md", "docs/a.md"}, set(), []),
        ({"docs/waivers.md"}, set(), ALL),  # beside the configuration of the pack, which may be in any file
        ({"other/__main__.py"}, set(), []),
        ({"other/ports.json"}, set(), ["prod-us"]),
        ({"other/lambda/index.py"}, set(), ["dev"]),
        ({"other/old.json"}, {"other/old.json"}, ALL),  # who knows which program read it
        ({"other/__main__.py", "infra/Pulumi.dev.yaml"}, set(), ["dev"]),
        ({"infra/Pulumi.gone.yaml"}, {"infra/Pulumi.gone.yaml"}, []),
    ],
)
def test_only_what_can_not_matter_leaves_a_stack_untouched(
    project, changed: set[str], removed: set[str], meant: list[str]
) -> None:
    other = project.repository / "other"
    other.mkdir()
    (other / "Pulumi.yaml").write_text("name: other\nruntime: python\n")
    sources = {"dev": ("infra/__main__.py", "other/lambda"), "prod-eu": (), "prod-us": ("other/ports.json",)}
    change = Changed(frozenset(changed), frozenset(removed))
    assert touched(project.stacks, project, change, ["policies", "docs/waivers.md"], sources.get) == meant


def test_where_nobody_knows_what_a_program_is_made_from_another_program_touches_it(project) -> None:
    other = project.repository / "other"
    other.mkdir()
    (other / "Pulumi.yaml").write_text("name: other\nruntime: python\n")
    change = Changed(frozenset({"other/a.py"}))
    assert touched(project.stacks, project, change, [], lambda _: None) == ALL
    assert touched(project.stacks, project, change, [], lambda _: ()) == []
