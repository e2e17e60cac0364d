"""A pack's catalogue, with what its configuration adds."""

from dataclasses import replace
from pathlib import Path

from preflight.packs.catalogue import Catalogue, read_catalogue


def catalogue_of(pack: Path, file: Path | None) -> Catalogue:
    """The faults that a pack knows, and those of the checks of one's own that a configuration file names.

    Raises `ReportError`, `PackError` and `PackConfigError`.
    """
    catalogue = read_catalogue(pack)
    if file is None:
        return catalogue
    from preflight.configuration.effect import effect_of  # noqa: PLC0415 - gRPC and the SDK take half a second
    from preflight.configuration.profile import document_of  # noqa: PLC0415

    effect = effect_of(pack, document_of(file, str(file)), file.absolute().parent)
    levels = {each.policy: each.level for each in effect.policies}
    return replace(
        catalogue,
        policies=tuple(replace(each, level=levels.get(each.policy, each.level)) for each in catalogue.policies),
        faults=tuple(
            replace(each, level=levels.get(each.policy, each.level)) for each in (*catalogue.faults, *effect.faults)
        ),
    )
