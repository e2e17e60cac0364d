"""The probe of a REST API."""

from dataclasses import dataclass

from pulumi import Input, ResourceOptions

from ...probe import Probe, ProbePlaceArgs
from ...settings.apis import RestSettings
from ..access import Keys
from .site import ApiSite


@dataclass(frozen=True)
class Called:
    """What a probe calls, with what, and from where."""

    url: Input[str]
    keys: Keys | None
    place: ProbePlaceArgs | None = None


def probe_of(key: str, settings: RestSettings, called: Called, site: ApiSite, opts: ResourceOptions) -> Probe | None:
    """A probe, where the API has one. It uses its consumer's first key."""
    probe = settings.probe
    if probe is None:
        return None
    operations = site.settings.operations
    secret = None
    if probe.consumer and called.keys:
        secret = called.keys.parameters[f"{probe.consumer}/{settings.consumers[probe.consumer][0]}"]
    return Probe(
        f"{site.environment}-{key}",
        {
            "url": called.url,
            "path": probe.path,
            "status": probe.status,
            "every": probe.every,
            "key": secret,
            "encryption_key": operations.key,
            "place": called.place,
            "topic": operations.topic,
            "logs": site.logs,
        },
        opts,
    )
