"""Component resources of a private API stack, package `private-api`. What stands here is what other programs may use.

What their arguments are made of beside it stands in `settings`. Elsewhere this package is called `private_api`.
"""

from .access_lists import AccessLists, AccessListsArgs
from .alarms import ApiAlarms, ApiAlarmsArgs, BalancerAlarms, BalancerAlarmsArgs
from .api.access import Keys, KeysArgs, Plan, PlanArgs
from .api.authorizer import Decision, KeyAuthorizer, KeyAuthorizerArgs
from .api.callers import CallersArgs
from .api.domain import Domain, DomainArgs
from .api.firewall import Firewall, FirewallArgs
from .api.http_api import HttpApi, HttpApiArgs, HttpRouteArgs
from .api.log_role import LogRole, LogRoleArgs
from .api.private_domain import PrivateDomain, PrivateDomainArgs
from .api.records import RoutingArgs
from .api.rest_api import RestApi, RestApiArgs
from .api.routes import RouteArgs
from .api.vpc_link import Upstream, VpcLink, VpcLinkArgs, VpcLinkV2, VpcLinkV2Args
from .backends.addresses import Addresses, AddressesArgs
from .backends.admission import admit
from .backends.alb import ApplicationLoadBalancer, ApplicationLoadBalancerArgs
from .backends.fargate import Fargate, FargateArgs
from .backends.instances import Instances, InstancesArgs
from .dashboard import Dashboard, DashboardArgs
from .database import Database, DatabaseArgs
from .endpoints import Endpoints, EndpointsArgs, ExecuteApi
from .flow_logs import FlowLogs, FlowLogsArgs
from .functions import Function, FunctionArgs, VpcArgs
from .load_balancer import LoadBalancer, LoadBalancerArgs
from .network import Network, NetworkArgs
from .on_premises import OnPremises, OnPremisesArgs
from .probe import Probe, ProbeArgs, ProbePlaceArgs
from .shapes import EndpointAccess, Front, Intake, Observed, Place, Subnet, Subnets
from .stack import PrivateApi
from .waiver import Waiver, WaiverArgs

__all__ = [
    "AccessLists",
    "AccessListsArgs",
    "Addresses",
    "AddressesArgs",
    "ApiAlarms",
    "ApiAlarmsArgs",
    "ApplicationLoadBalancer",
    "ApplicationLoadBalancerArgs",
    "BalancerAlarms",
    "BalancerAlarmsArgs",
    "CallersArgs",
    "Dashboard",
    "DashboardArgs",
    "Database",
    "DatabaseArgs",
    "Decision",
    "Domain",
    "DomainArgs",
    "EndpointAccess",
    "Endpoints",
    "EndpointsArgs",
    "ExecuteApi",
    "Fargate",
    "FargateArgs",
    "Firewall",
    "FirewallArgs",
    "FlowLogs",
    "FlowLogsArgs",
    "Front",
    "Function",
    "FunctionArgs",
    "HttpApi",
    "HttpApiArgs",
    "HttpRouteArgs",
    "Instances",
    "InstancesArgs",
    "Intake",
    "KeyAuthorizer",
    "KeyAuthorizerArgs",
    "Keys",
    "KeysArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "LogRole",
    "LogRoleArgs",
    "Network",
    "NetworkArgs",
    "Observed",
    "OnPremises",
    "OnPremisesArgs",
    "Place",
    "Plan",
    "PlanArgs",
    "PrivateApi",
    "PrivateDomain",
    "PrivateDomainArgs",
    "Probe",
    "ProbeArgs",
    "ProbePlaceArgs",
    "RestApi",
    "RestApiArgs",
    "RouteArgs",
    "RoutingArgs",
    "Subnet",
    "Subnets",
    "Upstream",
    "VpcArgs",
    "VpcLink",
    "VpcLinkArgs",
    "VpcLinkV2",
    "VpcLinkV2Args",
    "Waiver",
    "WaiverArgs",
    "admit",
]
