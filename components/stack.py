"""What one environment gets: networks, backends, links, APIs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pulumi
from pulumi import Input, Output, ResourceOptions

from . import needs
from .access_lists import AccessLists, AccessListsArgs
from .alarms import BalancerAlarms, BalancerAlarmsArgs
from .api import kinds as api_kinds
from .api.log_role import LogRole, LogRoleArgs
from .api.site import ApiSite
from .api.vpc_link import Upstream, VpcLink, VpcLinkArgs, VpcLinkV2, VpcLinkV2Args
from .backends import kinds as backend_kinds
from .backends.site import Built, Site
from .dashboard import Dashboard, DashboardArgs
from .database import Database, DatabaseArgs
from .endpoints import Endpoints, EndpointsArgs
from .flow_logs import FlowLogs, FlowLogsArgs
from .network import Network, NetworkArgs
from .on_premises import OnPremises, OnPremisesArgs
from .origins import Origins, made_from
from .regions import meant
from .shapes import Place, Subnet
from .tags import tagging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api.site import BuiltApi
    from .settings import Settings
    from .settings.network import ExistingVpc, NetworkSettings


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
        origins = Origins(pulumi.get_project())
        transformed = ResourceOptions(transformations=[origins.note, *([tagging(tags)] if tags else [])])
        super().__init__("private-api:index:PrivateApi", name, None, ResourceOptions.merge(opts, transformed))
        near = meant(settings.region)
        if near:
            pulumi.log.warn(
                f"aws:region = {settings.region}: the SDK of the AWS provider lists no such region. "
                f"Remedy: write {near} if that is meant; a region that is newer than the SDK may stay.",
                self,
            )
        self._name, self._settings, self._child = name, settings, ResourceOptions(parent=self)
        places = {key: self._place(key, network) for key, network in settings.networks.items()}
        found = {key: self._endpoints(key, place) for key, place in places.items()}
        endpoints = {key: each for key, each in found.items() if each}
        databases = {key: self._database(key, places) for key in settings.databases}
        backends, upstreams, alarms = {}, {}, {}
        for key, backend in settings.backends.items():
            where = settings.network_of(backend)
            site = self._site(where, places[where], endpoints.get(where), databases)
            with made_from("backends", key):
                backends[key] = backend_kinds.build(f"{name}-{key}", backend, site, self._child)
                upstreams[key] = self._link(key, backends[key], places[where])
                alarms[key] = self._watch(key, backends[key])
        api_site = ApiSite(
            environment=name,
            settings=settings,
            places=places,
            endpoints=endpoints,
            upstreams=upstreams,
            alarms=alarms,
            log_role=self._log_role,
        )
        apis = {key: self._api(key, api_site) for key in settings.apis}
        if settings.operations.dashboard:
            shown = DashboardArgs(
                region=settings.region,
                apis={key: api.dimensions for key, api in apis.items()},
                backends={key: built.observed for key, built in backends.items()},
            )
            with made_from("operations", "dashboard"):
                Dashboard(name, shown, self._child)
        self.urls = {key: api.url for key, api in apis.items()}
        self.key_ids = {key: api.key_ids for key, api in apis.items()}
        self.probes = {key: api.probe for key, api in apis.items() if api.probe is not None}
        self.register_outputs(
            {"urls": self.urls, "keyIds": self.key_ids, "probes": self.probes, "madeFrom": origins.output}
        )

    def _api(self, key: str, site: ApiSite) -> BuiltApi:
        with made_from("apis", key):
            return api_kinds.build(key, site, self._child)

    def _place(self, key: str, network: NetworkSettings) -> Place:
        if network.existing:
            return _existing(network.existing, network.cidr)
        with made_from("networks", key):
            return self._network(key, network)

    def _network(self, key: str, network: NetworkSettings) -> Place:
        name, tiers = f"{self._name}-{key}", needs.tiers(self._settings, key)
        place = Network(name, NetworkArgs(settings=network, tiers=tiers), self._child).place
        outside = network.on_premises
        if outside:
            with made_from("onPremises"):
                OnPremises(name, OnPremisesArgs(settings=outside, place=place), self._child)
        if network.access_lists:
            listeners, targets = needs.ports(self._settings, key)
            lists = AccessListsArgs(
                place=place,
                listener_ports=listeners,
                target_ports=targets,
                outside=outside.cidrs if outside else (),
            )
            with made_from("accessLists"):
                AccessLists(name, lists, self._child)
        if network.flow_logs:
            operations = self._settings.operations
            flows = FlowLogsArgs(vpc_id=place.vpc_id, logs=operations, key=operations.key)
            with made_from("flowLogs"):
                FlowLogs(name, flows, self._child)
        return place

    def _endpoints(self, key: str, place: Place) -> Endpoints | None:
        services, callers = needs.services(self._settings, key), needs.callers(self._settings, key)
        network = self._settings.networks[key]
        if not services and not callers:
            return None
        args = EndpointsArgs(
            region=self._settings.region,
            place=place,
            services=services,
            callers=callers,
            existing=network.endpoints,
            s3_prefix_list=network.existing.s3_prefix_list if network.existing else None,
        )
        with made_from("networks", key):
            return Endpoints(f"{self._name}-{key}", args, self._child)

    def _database(self, key: str, places: Mapping[str, Place]) -> Database:
        settings, operations = self._settings.databases[key], self._settings.operations
        place = places[self._settings.network_of(settings)]
        args = DatabaseArgs(
            settings=settings, subnets=place.tier("database"), key=operations.key, protection=operations
        )
        with made_from("databases", key):
            return Database(f"{self._name}-{key}", args, self._child)

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
            return VpcLink(name, VpcLinkArgs(front=built.front, host=host), self._child).upstream
        args = VpcLinkV2Args(front=built.front, host=host, subnets=place.tier("balancer"))
        return VpcLinkV2(name, args, self._child).upstream

    def _watch(self, key: str, built: Built) -> dict[str, Input[str]]:
        """Alarms on a backend; the names of those that are raised when it is down, by service."""
        topic = self._settings.operations.topic
        args = BalancerAlarmsArgs(observed=built.observed, topic=topic)
        alarms = BalancerAlarms(f"{self._name}-{key}", args, self._child)
        return {service: alarm.name for service, alarm in alarms.down.items()}

    @cached_property
    def _log_role(self) -> list[pulumi.Resource]:
        if self._settings.operations.log_role == "keep":
            return []
        with made_from("apis"):
            return [LogRole(f"{self._name}-logs", LogRoleArgs(region=self._settings.region), self._child).account]


def _existing(existing: ExistingVpc, cidr: str) -> Place:
    """A VPC that is there already, as what is made here gets to see it."""
    return Place(
        vpc_id=existing.vpc,
        cidr=cidr,
        subnets={
            tier: {zone: Subnet(id=subnet.id, cidr=subnet.cidr) for zone, subnet in each.subnets.items()}
            for tier, each in existing.tiers.items()
        },
        route_table_ids={tier: {table: table for table in each.route_tables} for tier, each in existing.tiers.items()},
    )
