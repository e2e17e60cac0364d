"""A pack's catalogue of faults: `rules.json` in its folder, generated from its code."""

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preflight.errors import ReportError, UsageError


@dataclass(frozen=True)
class Catalogue:
    """The policies and faults of a pack, as `rules.json` has them."""

    pack: str
    policies: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, Any], ...]

    def fault(self, name: str) -> dict[str, Any]:
        """One fault, by `policy/fault` or by the second half alone. Raises `UsageError`."""
        found = [fault for fault in self.faults if name in {fault["fault"], fault["fault"].partition("/")[2]}]
        if len(found) == 1:
            return found[0]
        names = [fault["fault"] for fault in self.faults]
        near = [fault["fault"] for fault in found] or difflib.get_close_matches(name, names, 5, 0.4)
        raise UsageError(
            f"{'several faults are' if found else 'no fault is'} called {name!r}",
            remedy=f"Did you mean {', '.join(near)}?" if near else "`preflight rules` lists them.",
        )


def read_catalogue(pack: Path) -> Catalogue:
    """The catalogue in a pack's folder. Raises `ReportError`."""
    file = pack / "rules.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return Catalogue(
            pack=str(content["pack"]), policies=tuple(content["policies"]), faults=tuple(content["faults"])
        )
    except OSError as error:
        raise ReportError(
            f"{file}: {error.strerror}", remedy="Name the pack's folder with --policy-pack; it must hold rules.json."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{file} is no catalogue of a policy pack: {error}") from None
