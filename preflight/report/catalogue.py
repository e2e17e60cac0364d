"""What a pack's catalogue says, on a terminal."""

from rich.text import Text

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


def explained(catalogue: Catalogue, name: str) -> None:
    """Prints what is to be known of a fault, or the faults of a policy. Raises `UsageError` for another name."""
    if name in {policy.policy for policy in catalogue.policies}:
        listed(catalogue, name)
        return
    entry, console = catalogue.fault(name), stdout()
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
