"""What the wheels have in common with the project of this repository, which its `pyproject.toml` states once.

A plug-in of hatchling: what a wheel's own `pyproject.toml` calls dynamic is taken from there.
"""

import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_SHARED = ("version", "license", "requires-python", "urls")


class OfTheProject(MetadataHookInterface):
    """Version, licence, Python and addresses. The wheels among `siblings` are needed in the same version."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Completes a wheel's metadata."""
        text = (Path(self.root).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        metadata.update({field: project[field] for field in _SHARED})
        if "dependencies" in self.config:
            siblings = [f"{name}=={project['version']}" for name in self.config["siblings"]]
            metadata["dependencies"] = [*self.config["dependencies"], *siblings]
