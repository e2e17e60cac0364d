"""What a pack's catalogue says, on a terminal."""

from rich.text import Text

from preflight.errors import UsageError
from preflight.packs.catalogue import Catalogue
from preflight.report.console import stdout


def listed(catalogue: Catalogue, *policies: str) -> None:
    """Prints policies, each with its faults."""
    console = stdout()
    for policy in catalogue.policies:
        if policy.policy in policies:
            console.print(Text.assemble((policy.policy, "bold"), f"  {policy.level}  {policy.asks or ''}"))
            for fault in catalogue.faults:
                if fault.policy == policy.policy:
                    console.print(Text(f"  {fault.fault}  {fault.title or ''}"))


def found(catalogue: Catalogue, text: str) -> None:
    """Prints the faults that a text is about. Raises `UsageError` where there is none."""
    faults = catalogue.saying(text)
    if not faults:
        raise UsageError("no fault is known by these words", remedy="`preflight rules` lists all.")
    for fault in faults:
        stdout().print(Text.assemble((fault.fault, "bold"), f"  {fault.title or ''}"))
        stdout().print(Text(f"  {fault.symptom or ''}"))


def explained(catalogue: Catalogue, name: str) -> None:
    """Prints what is to be known of a fault, or the faults of a policy, or those that an error of AWS is about.

    Raises `UsageError` where that is nothing.
    """
    if name in {policy.policy for policy in catalogue.policies}:
        listed(catalogue, name)
        return
    about = [] if catalogue.called(name) or _is_id(name) else catalogue.saying(name)
    if len(about) > 1:
        found(catalogue, name)
        return
    entry, console = about[0] if about else catalogue.fault(name), stdout()
    console.print(Text.assemble((entry.fault, "bold"), f"  {entry.level}"))
    console.print(Text(entry.title or ""))
    for label, text in (
        ("Symptom", entry.symptom),
        ("Remedy", entry.remedy),
        ("Source", entry.source),
        ("Not modelled", entry.not_modelled),
    ):
        if text:
            console.print(Text.assemble((f"{label}: ", "bold"), text))


def _is_id(name: str) -> bool:
    return "/" in name and " " not in name
