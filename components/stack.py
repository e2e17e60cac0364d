"""What one environment gets: networks, backends, links, APIs."""

from collections.abc import Mapping
from functools import cached_property

import pulumi
from pulumi import Input, Output, ResourceOptions

from . import needs
from .access_lists import AccessLists
from .alarms import BalancerAlarms
from .api import kinds as api_kinds
from .api.kinds.site import ApiSite
from .api.log_role import LogRole
from .api.vpc_link import Upstream, VpcLink, VpcLinkV2
from .backends import kinds as backend_kinds
from .backends.kinds.site import Built, Site
from .dashboard import Dashboard
from .database import Database
from .endpoints import Endpoints
from .network import Network
from .on_premises import OnPremises
from .settings import Settings
from .settings.network import ExistingVpc, NetworkSettings
from .shapes import Place
from .tags import tagging


class PrivateApi(pulumi.ComponentResource):
    """A whole environment, as its settings say: callers, APIs, links, load balancers, backends, networks."""

    urls: Mapping[str, Output[str]]
    """The addresses that callers use, by API."""

    key_ids: Mapping[str, Mapping[str, Output[str]]]
    """The ids of API keys, by API and consumer."""

    probes: Mapping[str, Output[str]]
    """The names of the functions that call an API as a client does, by API."""

    def __init__(self, name: str, settings: Settings, opts: ResourceOptions | None = None) -> None:
        tags = settings.operations.tags
        tagged = ResourceOptions(transformations=[tagging(tags)] if tags else None)
        super().__init__("private-api:index:PrivateApi", name, None, ResourceOptions.merge(opts, tagged))
        self._name, self._settings, self._child = name, settings, ResourceOptions(parent=self)
        places = {key: self._place(key, network) for key, network in settings.networks.items()}
        endpoints = {key: self._endpoints(key, place) for key, place in places.items()}
        databases = {key: self._database(key, places) for key in settings.databases}
        backends, upstreams, alarms = {}, {}, {}
        for key, backend in settings.backends.items():
            where = settings.network_of(backend)
            site = self._site(where, places[where], endpoints[where], databases)
            backends[key] = backend_kinds.build(f"{name}-{key}", backend, site, self._child)
            upstreams[key] = self._link(key, backends[key], places[where])
            alarms[key] = self._watch(key, backends[key])
        api_site = ApiSite(name, settings, places, endpoints, upstreams, alarms, self._log_role)
        apis = {key: api_kinds.build(key, api_site, self._child) for key in settings.apis}
        if settings.operations.dashboard:
            Dashboard(
                name,
                {
                    "region": settings.region,
                    "apis": {key: api.dimensions for key, api in apis.items()},
                    "backends": {key: built.observed for key, built in backends.items()},
                },
                self._child,
            )
        self.urls = {key: api.url for key, api in apis.items()}
        self.key_ids = {key: api.key_ids for key, api in apis.items()}
        self.probes = {key: api.probe for key, api in apis.items() if api.probe is not None}
        self.register_outputs({"urls": self.urls, "keyIds": self.key_ids, "probes": self.probes})

    def _place(self, key: str, network: NetworkSettings) -> Place:
        name = f"{self._name}-{key}"
        if network.existing:
            return _existing(network.existing, network.cidr)
        tiers = needs.tiers(self._settings, key)
        place = Network(
            name,
            {"cidr": network.cidr, "zones": network.zones, "tiers": tiers, "nat": network.egress == "nat"},
            self._child,
        ).place
        outside = network.on_premises
        if outside:
            OnPremises(name, {"place": place, "cidrs": outside.cidrs, "gateway": outside.gateway}, self._child)
        if network.access_lists:
            listeners, targets = needs.ports(self._settings, key)
            AccessLists(
                name,
                {
                    "place": place,
                    "listener_ports": listeners,
                    "target_ports": targets,
                    "outside": outside.cidrs if outside else (),
                },
                self._child,
            )
        return place

    def _endpoints(self, key: str, place: Place) -> Endpoints | None:
        services, callers = needs.services(self._settings, key), needs.callers(self._settings, key)
        existing, there = self._settings.networks[key].endpoints, self._settings.networks[key].existing
        if not services and not callers:
            return None
        return Endpoints(
            f"{self._name}-{key}",
            {
                "region": self._settings.region,
                "place": place,
                "services": services,
                "callers": callers,
                "existing": {service: {"id": each.id, "group": each.group} for service, each in existing.items()},
                "s3_prefix_list": there.s3_prefix_list if there else None,
            },
            self._child,
        )

    def _database(self, key: str, places: Mapping[str, Place]) -> Database:
        settings, operations = self._settings.databases[key], self._settings.operations
        place = places[self._settings.network_of(settings)]
        return Database(
            f"{self._name}-{key}",
            {
                "vpc_id": place.vpc_id,
                "subnets": place.subnets["database"],
                "version": settings.version,
                "type": settings.type,
                "storage": settings.storage,
                "database_name": settings.name,
                "standby": settings.standby,
                "backups": settings.backups,
                "key": operations.key,
                "protected": operations.protected,
            },
            self._child,
        )

    def _site(self, network: str, place: Place, endpoints: Endpoints | None, databases: Mapping[str, Database]) -> Site:
        served = endpoints if endpoints and self._settings.networks[network].egress == "none" else None
        return Site(
            region=self._settings.region,
            place=place,
            endpoints=served.access if served else None,
            ready=served.endpoints if served else [],
            databases=databases,
            operations=self._settings.operations,
        )

    def _link(self, key: str, built: Built, place: Place) -> Upstream:
        backend, name = self._settings.backends[key], f"{self._name}-{key}"
        host = backend.host or f"{key}.internal.example.com"
        if backend.link == "v1":
            return VpcLink(name, {"front": built.front, "host": host}, self._child).upstream
        return VpcLinkV2(
            name,
            {"front": built.front, "host": host, "vpc_id": place.vpc_id, "subnets": place.subnets["balancer"]},
            self._child,
        ).upstream

    def _watch(self, key: str, built: Built) -> dict[str, Input[str]]:
        """Alarms on a backend; the names of those that are raised when it is down, by service."""
        topic = self._settings.operations.topic
        alarms = BalancerAlarms(f"{self._name}-{key}", {"observed": built.observed, "topic": topic}, self._child)
        return {service: alarm.name for service, alarm in alarms.down.items()}

    @cached_property
    def _log_role(self) -> list[pulumi.Resource]:
        if self._settings.operations.log_role == "keep":
            return []
        return [LogRole(f"{self._name}-logs", {"region": self._settings.region}, self._child).account]


def _existing(existing: ExistingVpc, cidr: str) -> Place:
    """A VPC that is there already, as what is made here gets to see it."""
    return Place(
        vpc_id=existing.vpc,
        cidr=cidr,
        subnets={
            tier: {zone: {"id": subnet.id, "cidr": subnet.cidr} for zone, subnet in each.subnets.items()}
            for tier, each in existing.tiers.items()
        },
        route_table_ids={tier: {table: table for table in each.route_tables} for tier, each in existing.tiers.items()},
    )
