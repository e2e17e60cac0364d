"""What one environment gets: networks, backends, links, APIs."""

from collections.abc import Mapping

import pulumi
from pulumi import Output, ResourceOptions

from .alarms import BalancerAlarms
from .api.access import Plan
from .api.log_role import LogRole
from .api.rest_api import RestApi
from .api.routes import RouteArgs
from .api.vpc_link import Upstream, VpcLink
from .backends.fargate import Fargate
from .endpoints import Endpoints
from .load_balancer import LoadBalancer
from .network import Network
from .settings import Settings
from .settings.apis import ApiSettings
from .settings.backends import FargateBackend

FOR_TASKS = ("ecr.api", "ecr.dkr", "logs")


class PrivateApi(pulumi.ComponentResource):
    """A whole environment, as its settings say: callers, APIs, links, load balancers, backends, networks."""

    urls: Mapping[str, Output[str]]
    """The addresses that callers use, by API."""

    def __init__(self, name: str, settings: Settings, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:PrivateApi", name, None, opts)
        self._name, self._settings = name, settings
        self._networks = {key: self._network(key) for key in settings.networks}
        self._endpoints = {key: self._endpoint(key) for key in settings.networks}
        self._upstreams = {key: self._backend(key, backend) for key, backend in settings.backends.items()}
        self._log_role = self._make_log_role()
        self._apis = {key: self._api(key, api) for key, api in settings.apis.items()}
        self.urls = {key: api.invoke_url for key, api in self._apis.items()}
        self.key_ids = {key: self._plans(key, api) for key, api in settings.apis.items()}
        self.register_outputs({"urls": self.urls, "keyIds": self.key_ids})

    def _network(self, key: str) -> Network:
        settings = self._settings.networks[key]
        return Network(
            f"{self._name}-{key}",
            {"cidr": settings.cidr, "zones": settings.zones, "nat": settings.egress == "nat"},
            ResourceOptions(parent=self),
        )

    def _endpoint(self, key: str) -> Endpoints:
        settings, network = self._settings, self._networks[key]
        private = [api for api in settings.apis.values() if settings.network_of(api) == key]
        callers = {cidr: None for api in private for cidr in api.callers or (network.cidr,)}
        return Endpoints(
            f"{self._name}-{key}",
            {
                "region": settings.region,
                "vpc_id": network.vpc_id,
                "subnets": network.subnets["application"],
                "route_table_ids": network.route_table_ids["application"],
                "services": FOR_TASKS,
                "callers": list(callers),
            },
            ResourceOptions(parent=self),
        )

    def _backend(self, key: str, backend: FargateBackend) -> Upstream:
        child, name = ResourceOptions(parent=self), f"{self._name}-{key}"
        place = self._settings.network_of(backend)
        network, endpoints = self._networks[place], self._endpoints[place]
        balancer = LoadBalancer(
            name,
            {
                "vpc_id": network.vpc_id,
                "subnets": network.subnets["balancer"],
                "listener_port": backend.listener.port,
                "target_type": "ip",
                "target_port": backend.port,
                "health": {
                    "path": backend.health.path,
                    "port": backend.health.port,
                    "interval": backend.health.interval,
                },
            },
            child,
        )
        Fargate(
            name,
            {
                "region": self._settings.region,
                "vpc_id": network.vpc_id,
                "subnets": network.subnets["application"],
                "balancer": balancer,
                "image": backend.image,
                "cpu": backend.cpu,
                "memory": backend.memory,
                "tasks": backend.tasks,
                "environment": backend.environment,
                "endpoints": {"group_id": endpoints.group_id, "s3_prefix_list_id": endpoints.s3_prefix_list_id},
                "log_retention": self._settings.monitoring.retention,
            },
            ResourceOptions(parent=self, depends_on=endpoints.endpoints),
        )
        BalancerAlarms(
            name,
            {
                "load_balancer": balancer.arn_suffix,
                "target_group": balancer.target_group_suffix,
                "topic": self._settings.monitoring.topic,
            },
            child,
        )
        host = backend.host or f"{key}.internal.example.com"
        return VpcLink(name, {"balancer": balancer, "host": host}, child).upstream

    def _make_log_role(self) -> LogRole | None:
        if self._settings.monitoring.log_role == "keep":
            return None
        return LogRole(f"{self._name}-logs", {"region": self._settings.region}, ResourceOptions(parent=self))

    def _api(self, key: str, api: ApiSettings) -> RestApi:
        execute_api = self._endpoints[self._settings.network_of(api)].execute_api_id
        routes: dict[str, RouteArgs] = {
            route: {
                "upstream": self._upstreams[answer.backend],
                "path": answer.path,
                "key": bool(api.plans) if answer.key is None else answer.key,
                "timeout": answer.timeout,
            }
            for route, answer in api.routes.items()
        }
        return RestApi(
            f"{self._name}-{key}",
            {
                "endpoint_ids": [execute_api] if execute_api else [],
                "stage": api.stage,
                "routes": routes,
                "throttle": {"rate": api.throttle.rate, "burst": api.throttle.burst},
                "tracing": api.tracing,
                "log_retention": self._settings.monitoring.retention,
                "log_role": [self._log_role.account] if self._log_role else [],
            },
            ResourceOptions(parent=self),
        )

    def _plans(self, key: str, api: ApiSettings) -> dict[str, Mapping[str, Output[str]]]:
        made = self._apis[key]
        plans = {}
        for plan, settings in api.plans.items():
            plans[plan] = Plan(
                f"{self._name}-{key}-{plan}",
                {
                    "api_id": made.api_id,
                    "stage": made.stage_name,
                    "consumers": settings.consumers,
                    "throttle": {"rate": settings.throttle.rate, "burst": settings.throttle.burst}
                    if settings.throttle
                    else None,
                    "quota": {"limit": settings.quota.limit, "period": settings.quota.period}
                    if settings.quota
                    else None,
                },
                ResourceOptions(parent=self),
            ).key_ids
        return plans
