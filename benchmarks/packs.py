"""Packs to compare with: policies that do nothing, in a pack that is otherwise like any."""

from pathlib import Path

_DESCRIPTION = """\
name: empty
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {environment}
"""
_PACK = """\
from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy

PolicyPack(
    name="empty",
    policies=[
        StackValidationPolicy(
            name=f"empty-{{number}}",
            description="Asks nothing.",
            validate=lambda args, report: None,
            enforcement_level=EnforcementLevel.MANDATORY,
        )
        for number in range({policies})
    ],
)
"""


def empty_pack(folder: Path, environment: Path, policies: int) -> Path:
    """Writes a pack of so many empty stack policies, run by the Python of a virtual environment; its folder."""
    pack = folder / f"empty-{policies}"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text(_DESCRIPTION.format(environment=environment), encoding="utf-8")
    (pack / "__main__.py").write_text(_PACK.format(policies=policies), encoding="utf-8")
    return pack
