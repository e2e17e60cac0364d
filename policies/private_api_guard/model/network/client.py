"""What calls AWS from inside a VPC: tasks, the instances that run them, and functions.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html,
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html and
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
"""

from dataclasses import dataclass

from ..balancing.target import Target
from ..compute.lambda_function import LambdaFunction
from ..compute.scaling_group import launch_template
from ..compute.service import Service
from ..model import Model
from ..values import Key, Resource
from ..verdict import Verdict, closed, some
from .address import Interfaces
from .flow import target_of


@dataclass(frozen=True)
class Client:
    """Network interfaces in a VPC. `public` tells whether they have public addresses."""

    side: Interfaces
    public: Verdict

    @property
    def vpc(self) -> Key | None:
        """The VPC of its subnets, if all of them are named and one VPC holds them."""
        subnets = self.side.subnets
        return None if subnets.unknown or subnets.literals or subnets.absent else self.side.vpc


def of_task(model: Model, target: Target, service: Service) -> Client | None:
    """Who fetches what a task needs: on Fargate the task itself, else the container instance; `None` if not known."""
    side, network = target_of(model, target), service.network_configuration
    if service.fargate.open:
        never = closed(f"{service.name} has no networkConfiguration")
        return Client(side, network.assign_public_ip.is_(True) if network else never)
    if service.fargate.unknown or network is not None:
        return None
    hosts = service.hosts
    return Client(side, _public_instances(model, hosts[0], side)) if len(hosts) == 1 else None


def of_function(model: Model, function: LambdaFunction) -> Client | None:
    """A function's network interfaces, which never have public addresses; `None` for a function in no VPC."""
    subnets = function.subnets
    if subnets.absent:
        return None
    places, vpc = model.networks.places(subnets), model.networks.vpc_of(subnets)
    side = Interfaces(places, function.groups, vpc, f"function {function.name}", subnets)
    return Client(side, closed("functions have no public addresses"))


def _public_instances(model: Model, group: Resource, side: Interfaces) -> Verdict:
    """Whether instances of an Auto Scaling group get public addresses: by their launch template, else their subnets."""
    template = launch_template(model.stack, group)
    if template is not None and not template.associate_public_ip_address.absent:
        return template.associate_public_ip_address.is_(True)
    subnets = [model.networks.subnet(key).resource for key in side.subnets.keys]
    return some(each.flag("mapPublicIpOnLaunch").is_(True) for each in subnets if each)
