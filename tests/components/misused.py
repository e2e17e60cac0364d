"""Mistakes in somebody else's program: each line that ends with `refused` is an error to type checkers."""

from components import (
    CallersArgs,
    Endpoints,
    LoadBalancerArgs,
    Network,
    NetworkArgs,
    Subnets,
)
from components.settings import (
    TargetSettings,
    TaskSettings,
    ThrottleSettings,
    VpcSettings,
)


def mistakes(endpoints: Endpoints, subnets: Subnets) -> None:
    """One a line."""
    NetworkArgs()  # refused: no settings
    ThrottleSettings(rate=10)  # refused: no burst
    TaskSettings(cpu=300)  # refused: Fargate has no such size
    TaskSettings(image="nginx")  # refused: the image may be an output, so it is an argument
    Network("one", VpcSettings(cidr="10.0.0.0/16", zones=("eu-west-1a",)))  # refused: settings are no arguments
    CallersArgs(endpoint_ids=[endpoints.access])  # refused: no id
    web = TargetSettings(port=80)
    LoadBalancerArgs(subnets=subnets, listener_port=80, target_type="lambda", targets=web)  # refused: no such type
