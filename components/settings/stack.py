"""All settings of a stack, and the rules between them."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network
from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from ..regions import meant
from .apis import Api, HttpApiSettings, PrivateApiSettings
from .arn import lie_in
from .backends import AddressesBackend, AlbBackend, Backend, FargateBackend, InstancesBackend, image_is_local
from .base import BrokenRuleError, Setting
from .containers import ContainerSettings
from .databases import DatabaseSettings
from .form import Form
from .names import Name
from .network import Located, NetworkSettings
from .operations import OperationsSettings
from .secrets import SecretSettings

Region = Annotated[str, Form("the name of a region", r"[a-z]{2,4}(-[a-z]+)+-[0-9]", "such as eu-west-1")]


class Settings(Setting):
    """The configuration of a stack."""

    region: Region
    """The AWS region, from `aws:region`."""

    networks: dict[Name, NetworkSettings] = Field(min_length=1)
    """The networks, by name."""

    backends: dict[Name, Backend] = Field(min_length=1)
    """What answers the requests, by name."""

    apis: dict[Name, Api] = Field(min_length=1)
    """The APIs, by name."""

    databases: dict[Name, DatabaseSettings] = Field(default={})
    """Databases that backends use, by name."""

    operations: OperationsSettings = OperationsSettings()
    """Logs, alarms, protection, tags."""

    secrets: SecretSettings = SecretSettings()
    """Values that nobody may read."""

    def network_of(self, owner: Located) -> str:
        """The name of the network that something stands in."""
        return owner.network or next(iter(self.networks))

    def containers(self) -> Iterator[tuple[tuple[str, ...], Backend, ContainerSettings]]:
        """Every service of containers: its key, its backend, and itself."""
        for name, backend in self.backends.items():
            if isinstance(backend, FargateBackend):
                yield ("backends", name), backend, backend
            elif isinstance(backend, AlbBackend):
                for service, container in backend.services.items():
                    yield ("backends", name, "services", service), backend, container

    def used_backends(self, api: Api) -> Mapping[tuple[str, ...], str]:
        """The backends of an API, by the keys that name them."""
        found: dict[tuple[str, ...], str] = {}
        for route, answer in api.routes.items():
            found["routes", route, "backend"] = answer.backend
        if not isinstance(api, HttpApiSettings) and api.openapi:
            for variable, name in api.openapi.links.items():
                found["openapi", "links", variable] = name
        return found

    @model_validator(mode="after")
    def _zones_of_region(self) -> Self:
        near = meant(self.region)
        remedy = f"write {near} as aws:region" if near else "name a zone of the stack's region, or change aws:region"
        for name, network in self.networks.items():
            for position, zone in enumerate(network.zones):
                if not re.fullmatch(re.escape(self.region) + "[a-h]", zone):
                    raise BrokenRuleError(
                        f"it is not a zone of {self.region}",
                        allowed=f"{self.region}a, {self.region}b and so on",
                        remedy=remedy,
                        key=("networks", name, "zones", position),
                    )
        return self

    @model_validator(mode="after")
    def _arns_of_region(self) -> Self:
        lie_in(self.region, self)
        return self

    @model_validator(mode="after")
    def _api_names_once(self) -> Self:
        # A private name is one of its network's endpoint, a public one of the account's in the region.
        seen: dict[tuple[str, str], str] = {}
        for name, api in self.apis.items():
            if api.domain is None:
                continue
            network = self.network_of(api) if isinstance(api, PrivateApiSettings) else None
            places = [f"in the network {network}" if network else "on the internet"]
            places += [f"in the zone {api.domain.zone}"] if api.domain.zone else []
            for place in places:
                other = seen.setdefault((place, api.domain.name), name)
                if other != name:
                    raise BrokenRuleError(
                        f"the API {other} has this name {place} too",
                        allowed="a name for each API",
                        remedy="give one of them another name",
                        key=("apis", name, "domain", "name"),
                    )
        return self

    @model_validator(mode="after")
    def _networks_apart(self) -> Self:
        for (one, first), (other, second) in combinations(self.networks.items(), 2):
            if IPv4Network(first.cidr).overlaps(IPv4Network(second.cidr)):
                raise BrokenRuleError(
                    f"it overlaps with {first.cidr} of the network {one}",
                    allowed="networks that share no address",
                    remedy="choose another block for one of them",
                    key=("networks", other, "cidr"),
                )
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        private = {name: api for name, api in self.apis.items() if isinstance(api, PrivateApiSettings)}
        for kind, owners in (("backends", self.backends), ("databases", self.databases), ("apis", private)):
            for name, owner in owners.items():
                self._exists("networks", self.networks, owner.network, (kind, name, "network"))
        for name, api in self.apis.items():
            for key, backend in self.used_backends(api).items():
                self._exists("backends", self.backends, backend, ("apis", name, *key))
        return self

    @staticmethod
    def _exists(kind: str, known: Mapping[str, Setting], name: str | None, key: tuple[str, ...]) -> None:
        if name is None and len(known) > 1:
            raise BrokenRuleError(
                f"it is missing, and the stack has several {kind}",
                allowed=", ".join(known),
                remedy="name one of them",
                key=key,
            )
        if name is not None and name not in known:
            raise BrokenRuleError(
                f"nothing of this name stands below {kind}",
                allowed=", ".join(known) or f"none, without {kind}",
                remedy="correct the name, or add it",
                key=key,
            )

    @model_validator(mode="after")
    def _images_in_reach(self) -> Self:
        for key, backend, container in self.containers():
            if self.networks[self.network_of(backend)].egress == "none" and not image_is_local(
                container.image, self.region
            ):
                raise BrokenRuleError(
                    "tasks cannot reach it: their network has no way out, only the endpoints of ECR in its own region",
                    allowed=f"images below ACCOUNT.dkr.ecr.{self.region}.amazonaws.com/",
                    remedy="copy the image to ECR or use its pull-through cache, or set egress: nat for the network",
                    key=(*key, "image"),
                )
        return self

    @model_validator(mode="after")
    def _databases_in_reach(self) -> Self:
        users = [(key, backend, container.database) for key, backend, container in self.containers()]
        for name, backend in self.backends.items():
            if isinstance(backend, InstancesBackend):
                users.append((("backends", name), backend, backend.database))
        for key, backend, used in users:
            if used is None:
                continue
            self._exists("databases", self.databases, used, (*key, "database"))
            if self.network_of(backend) != self.network_of(self.databases[used]):
                raise BrokenRuleError(
                    "it stands in another network",
                    allowed="databases of the backend's own network",
                    remedy="put both into one network",
                    key=(*key, "database"),
                )
        for name, database in self.databases.items():
            network = self.networks[self.network_of(database)]
            if len(network.zones) < 2 or (network.existing and "database" not in network.existing.tiers):
                raise BrokenRuleError(
                    "its network has no database subnets in two zones, which RDS asks for",
                    allowed="a network with two zones or more, and where it exists already with the tier database",
                    remedy="add a zone or the tier to the network",
                    key=("databases", name, "network"),
                )
        return self

    @model_validator(mode="after")
    def _addresses_in_reach(self) -> Self:
        for name, backend in self.backends.items():
            if not isinstance(backend, AddressesBackend):
                continue
            place = self.network_of(backend)
            premises = self.networks[place].on_premises
            cidrs = premises.cidrs if premises else ()
            for position, address in enumerate(backend.addresses):
                if not any(IPv4Address(address) in IPv4Network(cidr) for cidr in cidrs):
                    raise BrokenRuleError(
                        f"no gateway of the network {place} leads there",
                        allowed=", ".join(cidrs) or f"addresses in networks.{place}.onPremises, which is missing",
                        remedy="correct the address, or add its block to the network's onPremises",
                        key=("backends", name, "addresses", position),
                    )
        return self

    @model_validator(mode="after")
    def _links_fit(self) -> Self:
        for name, api in self.apis.items():
            for key, backend in self.used_backends(api).items():
                if isinstance(api, HttpApiSettings) and self.backends[backend].link != "v2":
                    raise BrokenRuleError(
                        f"HTTP APIs use no VPC link of the first kind, which {backend} has",
                        allowed="backends with link: v2",
                        remedy=f"set link: v2 for backends.{backend}",
                        key=("apis", name, *key),
                    )
        return self

    @model_validator(mode="after")
    def _client_certificates_seen(self) -> Self:
        for name, api in self.apis.items():
            if isinstance(api, HttpApiSettings) or not api.client_certificate:
                continue
            used = dict.fromkeys(self.used_backends(api).values())
            if not any(self.backends[backend].listener.pass_through for backend in used):
                raise BrokenRuleError(
                    f"nobody would ask for it: TLS ends before the targets of {', '.join(used)}",
                    allowed="true where a backend has passThrough",
                    remedy="set listener: {passThrough: true} for a backend whose targets end TLS, or remove it",
                    key=("apis", name, "clientCertificate"),
                )
        return self

    @model_validator(mode="after")
    def _secrets_of_somebody(self) -> Self:
        known = {
            f"{name}/{consumer}/{label}"
            for name, api in self.apis.items()
            if not isinstance(api, HttpApiSettings)
            for consumer, labels in api.consumers.items()
            for label in labels
        }
        for name in self.secrets.api_keys:
            if name not in known:
                raise BrokenRuleError(
                    "no consumer has this key",
                    allowed=", ".join(sorted(known)) or "none, without plans",
                    remedy="correct API, consumer or label",
                    key=("secrets", "apiKeys", name),
                )
        return self
