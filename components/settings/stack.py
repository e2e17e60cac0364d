"""All settings of a stack, and the rules between them."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Network
from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from .apis import ApiSettings
from .backends import Backend
from .base import BrokenRuleError, Setting
from .monitoring import MonitoringSettings
from .names import Name
from .network import NetworkSettings

Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]


class Settings(Setting):
    """The configuration of a stack."""

    region: Region
    """The AWS region, from `aws:region`."""

    networks: dict[Name, NetworkSettings] = Field(min_length=1)
    """The networks, by name."""

    backends: dict[Name, Backend] = Field(min_length=1)
    """What answers the requests, by name."""

    apis: dict[Name, ApiSettings] = Field(min_length=1)
    """The APIs, by name."""

    monitoring: MonitoringSettings = MonitoringSettings()
    """Logs and alarms."""

    def network_of(self, owner: ApiSettings | Backend) -> str:
        """The name of the network of an API or a backend."""
        return owner.network or next(iter(self.networks))

    @model_validator(mode="after")
    def _zones_of_region(self) -> Self:
        for name, network in self.networks.items():
            for position, zone in enumerate(network.zones):
                if not re.fullmatch(re.escape(self.region) + "[a-h]", zone):
                    raise BrokenRuleError(
                        f"it is not a zone of {self.region}",
                        allowed=f"{self.region}a, {self.region}b and so on",
                        remedy="name a zone of the stack's region, or change aws:region",
                        key=("networks", name, "zones", position),
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
        for name, backend in self.backends.items():
            self._exists("networks", self.networks, backend.network, ("backends", name, "network"))
        for name, api in self.apis.items():
            self._exists("networks", self.networks, api.network, ("apis", name, "network"))
            for route, settings in api.routes.items():
                self._exists("backends", self.backends, settings.backend, ("apis", name, "routes", route, "backend"))
        return self

    @staticmethod
    def _exists(kind: str, known: Mapping[str, Setting], name: str | None, key: tuple[str, ...]) -> None:
        if name is None and kind == "networks" and len(known) > 1:
            raise BrokenRuleError(
                "it is missing, and the stack has several networks",
                allowed=", ".join(known),
                remedy="name one of them",
                key=key,
            )
        if name is not None and name not in known:
            raise BrokenRuleError(
                f"nothing of this name stands below {kind}",
                allowed=", ".join(known),
                remedy="correct the name, or add it",
                key=key,
            )

    @model_validator(mode="after")
    def _images_in_reach(self) -> Self:
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        host = f"ACCOUNT.dkr.ecr.{self.region}.{suffix}"
        for name, backend in self.backends.items():
            if self.networks[self.network_of(backend)].egress == "nat":
                continue
            if not re.match(re.escape(host).replace("ACCOUNT", r"\d{12}") + "/[a-z0-9]", backend.image):
                raise BrokenRuleError(
                    "tasks cannot reach it: their network has no way out, only the endpoints of ECR in its own region",
                    allowed=f"images below {host}/",
                    remedy="copy the image to ECR or use its pull-through cache, or set egress: nat for the network",
                    key=("backends", name, "image"),
                )
        return self
