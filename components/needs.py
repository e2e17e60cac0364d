"""What a network has to offer to what stands in it. Pure."""

from .layout import USUAL_TIERS
from .settings import Settings
from .settings.apis import PrivateApiSettings
from .settings.backends import AlbBackend, InstancesBackend

# Starting a task without a way to the internet: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
FOR_CONTAINERS = ("ecr.api", "ecr.dkr", "logs")
# Opening a session: https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
FOR_INSTANCES = ("ssm", "ssmmessages")
FOR_LOGINS = ("secretsmanager",)
FOR_PROBES = ("ssm",)


def services(settings: Settings, network: str) -> tuple[str, ...]:
    """The AWS services that need an interface endpoint in a network."""
    found: dict[str, None] = {}
    if settings.networks[network].egress == "none":
        for _, backend, container in settings.containers():
            if settings.network_of(backend) == network:
                found |= dict.fromkeys((*FOR_CONTAINERS, *(FOR_LOGINS if container.database else ())))
        for backend in settings.backends.values():
            if isinstance(backend, InstancesBackend) and settings.network_of(backend) == network:
                found |= dict.fromkeys((*FOR_INSTANCES, *(FOR_LOGINS if backend.database else ())))
        if any(api.probe and api.probe.consumer for api in private_apis(settings, network).values()):
            found |= dict.fromkeys(FOR_PROBES)
    return tuple(found)


def callers(settings: Settings, network: str) -> tuple[str, ...]:
    """Whose calls an execute-api endpoint of a network takes, as CIDR blocks; none where it needs no endpoint."""
    cidr = settings.networks[network].cidr
    found = {each: None for api in private_apis(settings, network).values() for each in api.callers.cidrs or (cidr,)}
    if any(api.probe for api in private_apis(settings, network).values()):
        found[cidr] = None
    return tuple(found)


def private_apis(settings: Settings, network: str) -> dict[str, PrivateApiSettings]:
    """The private APIs that are called from a network."""
    return {
        name: api
        for name, api in settings.apis.items()
        if isinstance(api, PrivateApiSettings) and settings.network_of(api) == network
    }


def tiers(settings: Settings, network: str) -> tuple[str, ...]:
    """The tiers of subnets that a network has."""
    data = any(settings.network_of(database) == network for database in settings.databases.values())
    return (*USUAL_TIERS, *(["database"] if data else []))


def ports(settings: Settings, network: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ports that load balancers of a network listen to, and those that they call: requests and health checks."""
    listeners: set[int] = set()
    targets: set[int] = set()
    for backend in settings.backends.values():
        if settings.network_of(backend) != network:
            continue
        listeners.add(backend.listener.number)
        served = list(backend.services.values()) if isinstance(backend, AlbBackend) else [backend]
        targets |= {port for each in served for port in (each.port, each.health_port)}
    return tuple(sorted(listeners)), tuple(sorted(targets))
