"""The last release's verdicts on all fixtures, and what is other since then and stands in no entry of CHANGELOG.md.

`verdicts.txt` holds them: a line for each fixture and operation with what is found, `fault@resource`, marked `?` where
it is undecided; and one for each policy, with its level. `make verdicts` writes it, when a release is made.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from private_api_guard.faults import LEVELS
from private_api_guard.judgement import Judgement
from tests.captures import REAL_PLANS, capture_resources, read_capture
from tests.policies.contracts import Contract, contracts
from tests.policies.in_process import judged
from tests.policies.stacks import OPERATIONS, Stack
from tests.recorded import COMPOSITIONS, ROOT

FILE = Path(__file__).with_name("verdicts.txt")
Found = dict[tuple[str, str], bool]
"""Fault and resource of each finding, and whether it is undecided."""


@dataclass(frozen=True)
class Release:
    """What was recorded of a release (`text`), and what CHANGELOG.md has said since."""

    text: str = field(default_factory=lambda: FILE.read_text("utf-8"))
    changelog: str = field(default_factory=lambda: (ROOT / "CHANGELOG.md").read_text("utf-8"))

    @cached_property
    def verdicts(self) -> dict[str, set[str]]:
        """What was found, by fixture and operation."""
        lines = (line.split("\t") for line in self.text.splitlines()[1:])
        return {name: {*found} for name, *found in lines}

    @cached_property
    def _announced(self) -> set[str]:
        unreleased = self.changelog.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
        return {*re.findall(r"`([a-z0-9/-]+)`", unreleased)}

    def unannounced(self, now: Mapping[str, set[str]]) -> dict[str, set[str]]:
        """The faults of which fixtures say something else than they did, and which no entry names, by fixture."""
        silent = {name: self._changed(name, found) - self._announced for name, found in now.items()}
        return {name: faults for name, faults in silent.items() if faults}

    def _changed(self, name: str, found: set[str]) -> set[str]:
        """Of a fixture that the release did not have, only what it found nowhere is other."""
        if name not in self.verdicts:
            return {_fault(finding) for finding in found} - self._found_somewhere
        return {_fault(finding) for finding in found ^ self.verdicts[name]}

    @cached_property
    def _found_somewhere(self) -> set[str]:
        return {_fault(finding) for found in self.verdicts.values() for finding in found}


def _fault(finding: str) -> str:
    return finding.partition("@")[0]


def found(contract: Contract, stack: Stack, operation: str, **taken: bool) -> Found:
    """What is found in a twin of a contract, its resources called as there."""
    labels = {stack.urn(label): label for label in stack.definitions}
    judgement = judged(stack.build(operation), **taken)
    judgement.configure(contract.fault.partition("/")[0], contract.options)
    return dict(_places(judgement, labels))


def of_contract(contract: Contract, operation: str, broken: Found) -> dict[str, set[str]]:
    """A contract's line: what is found in its broken twin."""
    return {f"contract {contract.fault} {operation}": _written(broken)}


def of_policies() -> dict[str, set[str]]:
    """The policies' lines."""
    return {f"policy {policy}": {f"{policy}@{level}"} for policy, level in LEVELS.items()}


def of_captures() -> dict[str, set[str]]:
    """The lines of stacks as the real provider shows them."""
    names = sorted(str(file.relative_to(REAL_PLANS).with_suffix("")) for file in REAL_PLANS.rglob("*.json"))
    return {
        f"capture {name}": _written(dict(_places(judged(capture_resources(read_capture(name))), {}))) for name in names
    }


def of_compositions() -> dict[str, set[str]]:
    """The lines of the stacks and examples and of their faulty siblings, whose reports are held in `golden`."""
    lines: dict[str, set[str]] = {}
    for path in COMPOSITIONS:
        name = path.name.split(".")[1]
        for sibling in ("sound", "faulty"):
            report = (ROOT / "tests" / "golden" / "reports" / name / f"{sibling}.sarif").read_text("utf-8")
            results = json.loads(report)["runs"][0]["results"]
            for operation in OPERATIONS:
                lines[f"stack {name} {sibling} {operation}"] = _written(dict(_of_sarif(results, operation)))
    return lines


def _of_sarif(results: Iterable[dict], operation: str) -> Iterator[tuple[tuple[str, str], bool]]:
    for result in results:
        told = result["properties"]
        if operation in told["operations"]:
            places = [place for each in result["locations"] for place in each.get("logicalLocations", ())]
            urn = places[0]["fullyQualifiedName"] if places else ""
            yield (result["ruleId"], urn.rpartition("::")[2]), told["undecided"]


def _places(judgement: Judgement, labels: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], bool]]:
    for each in judgement.findings:
        yield (each.fault.id, labels.get(each.urn, each.urn.rpartition("::")[2])), each.undecided


def _written(found: Found) -> set[str]:
    return {f"{fault}@{place}{'?' if undecided else ''}" for (fault, place), undecided in found.items()}


def main() -> None:
    """Record today's verdicts as those of the release that pyproject.toml names."""
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    lines = {**of_policies(), **of_captures(), **of_compositions()}
    for contract in contracts():
        broken = contract.twins()[1]
        for operation in OPERATIONS:
            lines |= of_contract(contract, operation, found(contract, broken, operation))
    told = ("\t".join([name, *sorted(found)]) for name, found in lines.items())
    FILE.write_text("\n".join([f"release {version[1] if version else ''}", *told, ""]), "utf-8")
    sys.stdout.write(f"{FILE}: {len(lines)} verdicts\n")


if __name__ == "__main__":
    main()
