"""Programs in Pulumi's YAML: its language host tells no lines of resources, and on standard error alone what is wrong.

Sources: https://www.pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference/ and
https://github.com/pulumi/pulumi-yaml/blob/main/pkg/pulumiyaml/run.go (`LoadDir`).
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from preflight.documents.yaml_reader import read_yaml
from preflight.engine.monitor import Monitor
from preflight.errors import PreflightError, ProjectError
from preflight.processes.raised import Raised, bounded, position_in
from preflight.program.languages.language import Done, End, Program
from preflight.program.languages.other import Other

RUNTIME = "yaml"
# The first that is there is the program. JSON is YAML, too.
_FILES = ("Main.json", "Main.yaml", "Pulumi.yaml")
# Another command writes the program.
_COMPILER = "compiler"
# A diagnostic: what is wrong, where, and the lines around it.
_ERROR = re.compile(r"^Error: (?P<message>.+?)(?:\n\n  on (?P<file>.+?) line (?P<line>\d+)[^\n]*)?$", re.MULTILINE)


class Yaml(Other):
    """The `Language` of YAML."""

    def done(self, last_word: bytes, monitor: Monitor, program: Program) -> Done | None:
        """As of any host, with the line of each resource's name."""
        done = super().done(last_word, monitor, program)
        return replace(done, positions=self.positions(program)) if done else None

    def crash(self, end: End, program: Program) -> Raised | None:
        """The first of the host's errors at its line, else what it answered."""
        error = _ERROR.search(end.words)
        if end.logged or not error:
            return super().crash(end, program)
        told = f"the program failed: {bounded(error['message'], program.repository)}"
        file = program.folder / (error["file"] or "")
        return Raised("", told, position_in(file, error["line"], program.repository) if error["file"] else "")

    def positions(self, program: Program) -> Mapping[str, str]:
        """`file:line` of the resources by name, as far as the program can be read."""
        file = next((program.folder / name for name in _FILES if (program.folder / name).is_file()), None)
        if file is None or _COMPILER in self.options:
            return {}
        try:
            document = read_yaml(file, ProjectError, name=program.named(file))
        except PreflightError:
            return {}  # the host reads what it can read
        resources = document.content.get("resources")
        found = {}
        for key, resource in resources.items() if isinstance(resources, dict) else ():
            name = resource.get("name", key) if isinstance(resource, dict) else key
            found[str(name)] = document.place(("resources", key))
        return found
