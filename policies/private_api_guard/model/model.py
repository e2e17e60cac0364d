"""The whole model of a stack: entities, backends and chains. Built once for each AnalyzeStack, lazily."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from .balancing.backend import Backend, Leg, Legs
from .balancing.load_balancer import LoadBalancers
from .balancing.log_bucket import LogBuckets
from .balancing.mapped import MappedTarget, mapped_targets
from .balancing.target import Target
from .balancing.target_group import TargetGroups
from .balancing.targets import Targets, targets
from .chain import Chain, Chains
from .compute.cloud_map import MappedServices
from .compute.lambda_permission import LambdaPermission, lambda_permissions
from .compute.placement import Placements
from .compute.running import Running
from .elsewhere import Elsewhere
from .gateway.access_policy import AccessPolicies
from .gateway.api import Api, Apis
from .gateway.authorizer import Authorizers
from .gateway.caller import Callers
from .gateway.deployment import Piece, pieces
from .gateway.domain import DomainNames
from .gateway.firewall import Firewall, firewalls
from .gateway.usage_plan import UsagePlans
from .gateway.vpc_link import VpcLinks
from .network.endpoint_names import EndpointNames
from .network.host import PrivateHostedZones
from .network.network import Networks
from .network.network_acl import NetworkAcls
from .network.route_table import RouteTables
from .network.security_group import SecurityGroups
from .network.vpc_endpoint import VpcEndpoints, endpoint_services
from .rds.database import Databases
from .values import Key, Resource, Stack


class Model:
    """Everything that the faults ask about a stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.networks = Networks(stack)
        self.groups = SecurityGroups(stack, self.networks)
        self.acls = NetworkAcls(stack, self.networks)
        self.routes = RouteTables(stack, self.networks)
        self.balancers = LoadBalancers(stack, self.networks)
        self.target_groups = TargetGroups(stack)
        self.links = VpcLinks(stack, self.networks)
        self.endpoints = VpcEndpoints(stack)
        self.endpoint_names = EndpointNames(stack)
        self.callers = Callers(stack, self.groups, self.endpoints)
        self.domains = DomainNames(stack)
        self.private_names = PrivateHostedZones(stack)
        self.access_policies = AccessPolicies(stack)
        self.authorizers = Authorizers(stack)
        self.usage_plans = UsagePlans(stack)
        self.elsewhere = Elsewhere(stack)
        self.log_buckets = LogBuckets(stack, self.elsewhere)
        self.mapped_services = MappedServices(stack, self.elsewhere)
        self.placements = Placements(stack, self.elsewhere)
        self.running = Running(stack, self.elsewhere)

    @cached_property
    def targets(self) -> Targets:
        """What is registered in target groups."""
        return targets(self.stack, self.networks)

    @cached_property
    def endpoint_services(self) -> dict[Key, tuple[Resource, ...]]:
        """Endpoint services by the load balancers behind them."""
        return endpoint_services(self.stack)

    @cached_property
    def permissions(self) -> tuple[LambdaPermission, ...]:
        """Permissions on Lambda functions."""
        return tuple(lambda_permissions(self.stack))

    @cached_property
    def firewalls(self) -> tuple[Firewall, ...]:
        """Associations of web ACLs with stages."""
        return firewalls(self.stack)

    @cached_property
    def _apis(self) -> Apis:
        return Apis(self.stack)

    @cached_property
    def apis(self) -> tuple[Api, ...]:
        """All APIs, in order of their key."""
        return tuple(self._apis.by_key.values())

    @property
    def stray_integrations(self) -> tuple[Resource, ...]:
        """Integrations of which it is known that their API has no such method."""
        return self._apis.strays

    @property
    def methods_adrift(self) -> tuple[Resource, ...]:
        """Methods of REST APIs of which nobody can say to which API they belong."""
        return self._apis.adrift

    def api(self, key: Key | None) -> Api | None:
        """The API of a key."""
        return self._apis.by_key.get(key) if key else None

    @cached_property
    def api_by_deployment(self) -> dict[Key, Api]:
        """The API of each deployment."""
        return {deployment.key: api for api in self.apis for deployment in api.deployments}

    @cached_property
    def snapshots(self) -> dict[Key, tuple[Piece, ...]]:
        """What a deployment of each API holds a copy of."""
        return pieces(self.stack)

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """Every method of every API on each of its stages."""
        legs = Legs(self.balancers, self.target_groups, self.targets)
        chains = Chains(self.stack, self.links, self.balancers, legs)
        return tuple(chain for api in self.apis for chain in chains.of(api))

    @cached_property
    def backends(self) -> tuple[Backend, ...]:
        """Every backend that an integration leads to, each once."""
        found = {backend.key: backend for chain in reversed(self.chains) for backend in reversed(chain.backends)}
        return tuple(found[key] for key in sorted(found, key=str))

    @cached_property
    def mapped(self) -> tuple[MappedTarget, ...]:
        """Tasks that HTTP APIs call by Cloud Map."""
        return tuple(mapped_targets(self.stack, self.networks, self.mapped_services, self.chains))

    @property
    def called(self) -> Iterator[Target]:
        """What answers in the end: targets of groups on a path, and tasks that Cloud Map names."""
        return chain((each.target for each in self.mapped), (target for leg in self.legs for target in leg.targets))

    @cached_property
    def databases(self) -> Databases:
        """RDS instances and clusters."""
        return Databases(self)

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """Every way from a listener to the targets of a group, each once."""
        return tuple(dict.fromkeys(leg for backend in self.backends for leg in backend.legs))
