"""Sound stacks put together from parts: what calls, what balances, what runs, and how the program is written."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.policies import link_stacks
from tests.policies.compositions import alarms, balancer, fargate, network, rest_api
from tests.policies.link_stacks import alarm, application_balancer, http_api, link_v2, renamed, split, tcp
from tests.policies.stacks import All, Ref, Stack, listed

FRONTS = ("REST by link V1", "REST by link V2", "HTTP")
BALANCERS = ("network", "application")
RUNS = ("tasks", "instances", "addresses", "fleet")
MODULES = ("lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing")


@dataclass(frozen=True)
class Composition:
    """One stack: its parts, and ways of writing that change nothing."""

    front: str
    balancer: str
    runs: str
    port: int
    target: int
    module: str = "lb"
    split: bool = False
    lists: bool = False
    nested: bool = False
    second: bool = False

    def stack(self) -> Stack:
        """The stack as it is written."""
        stack = renamed(self._parts(), self.module)
        for asked, written in ((self.split, split), (self.lists, as_outputs), (self.nested, nested)):
            stack = written(stack) if asked else stack
        return beside(stack) if self.second else stack

    def _parts(self) -> Stack:
        stack = Stack()
        network(stack)
        if self.balancer == "network":
            balancer(stack, port=self.port, target=self.target)
            alarms(stack)
        else:
            application_balancer(stack, self.port, self.target)
            alarm(stack, "unhealthy", "edge", "app-tg")
        stack = self._running(stack)
        return self._called(stack)

    def _running(self, stack: Stack) -> Stack:
        if self.runs == "tasks":
            fargate(stack, port=self.target)
            return stack
        source = link_stacks.scaling_group("targetGroupArns") if self.runs == "fleet" else link_stacks.instances()
        kept = ("app-sg", "box-a", "box-b", "box-a-target", "box-b-target", "machine", "fleet")
        stack.definitions |= {label: each for label, each in source.definitions.items() if label in kept}
        for label in ("box-a-target", "box-b-target"):
            if label in stack.definitions:
                named = Ref(label.removesuffix("-target"), "privateIp" if self.runs == "addresses" else "id")
                stack = stack.change(label, targetId=named, port=self.target)
        kind = "ip" if self.runs == "addresses" else "instance"
        return stack.change("app-tg", targetType=kind).change("app-sg", ingress=[tcp(self.target)])

    def _called(self, stack: Stack) -> Stack:
        if self.front == "HTTP":
            link_v2(stack, self.port)
            http_api(stack)
        else:
            rest_api(stack)
            stack = stack.change("list-orders-int", uri=f"http://orders.example.com:{self.port}/orders")
        if self.front == "REST by link V2":
            link_v2(stack, self.port)
            two = {"connectionId": Ref("link-two"), "integrationTarget": Ref("edge", "arn")}
            stack = stack.drop("link").change("list-orders-int", **two)
        v2 = self.front != "REST by link V1"
        return stack.change("edge-sg", ingress=[tcp(self.port)]) if v2 and self.balancer == "network" else stack


def as_outputs(stack: Stack) -> Stack:
    """The stack with each list of outputs as one output of a list: unknown as a whole in a preview."""
    other = copy.deepcopy(stack)
    for definition in other.definitions.values():
        for key, value in definition.inputs.items():
            if isinstance(value, list) and value and all(isinstance(item, Ref) for item in value):
                definition.inputs[key] = listed(*value)
    return other


def nested(stack: Stack) -> Stack:
    """The stack in components, one of them inside another."""
    other = copy.deepcopy(stack)
    made = other.definitions
    other.definitions = {}
    other.add("pkg:index:Outer", "nest-outer")
    other.add("pkg:deep/module:Inner", "nest-inner", parent="nest-outer")
    other.definitions |= made
    for number, definition in enumerate(made.values()):
        definition.parent = definition.parent or (None, "nest-outer", "nest-inner")[number % 3]
    return other


def beside(stack: Stack) -> Stack:
    """The stack with another whole one in a VPC of its own, of the same shape and with other names."""
    other = copy.deepcopy(stack)
    for label, definition in copy.deepcopy(stack).definitions.items():
        # An account has one role for the logs of all its APIs.
        if definition.token == "aws:apigateway/account:Account":
            continue
        definition.name = f"twin-{definition.name}"
        definition.parent = f"twin-{definition.parent}" if definition.parent else None
        definition.depends_on = tuple(_twin(name) for name in definition.depends_on)
        definition.inputs = {key: _twins(value) for key, value in definition.inputs.items()}
        other.definitions[f"twin-{label}"] = definition
    return other


def _twin(name: str) -> str:
    return name if name == "account" else f"twin-{name}"


def _twins(value: Any) -> Any:
    if isinstance(value, Ref):
        return Ref(_twin(value.name), value.key, value.made)
    if isinstance(value, All):
        return All(tuple(_twins(ref) for ref in value.refs), value.made, _twins(value.told))
    if isinstance(value, dict):
        return {key: _twins(item) for key, item in value.items()}
    return [_twins(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Break:
    """One edit that closes the chain of any composition that it fits, and the name of what it is about."""

    about: str
    edit: Callable[[Stack], Stack]
    fits: Callable[[Composition], bool] = lambda _: True


def _rest(made: Composition) -> bool:
    return made.front != "HTTP"


def _tasks(made: Composition) -> bool:
    return made.runs == "tasks"


def _admitting(stack: Stack, group: str) -> Stack:
    """Without any rule that lets packets into a group."""
    rules = [
        label
        for label, each in stack.definitions.items()
        if each.inputs.get("securityGroupId") == Ref(group) and each.inputs.get("type") == "ingress"
    ]
    return stack.drop(*rules).change(group, ingress=None)


BREAKS: dict[str, Break] = {
    "a plan without its key": Break("gold", lambda stack: stack.drop("partner-gold"), _rest),
    "no stage": Break("orders", lambda stack: stack.drop("live", "gold", "partner-gold"), _rest),
    "no stage of an HTTP API": Break("shop", lambda stack: stack.drop("shop-live"), lambda made: not _rest(made)),
    "enforcement unset": Break(
        "edge",
        lambda stack: stack.change("edge", enforceSecurityGroupInboundRulesOnPrivateLinkTraffic=None),
        lambda made: made.front == "REST by link V1",
    ),
    "targets admit nobody": Break("app-sg", lambda stack: _admitting(stack, "app-sg")),
    "no listener": Break("edge", lambda stack: stack.drop("front").waiting_for_nothing(), _rest),
    "the URI's port has no listener": Break(
        "edge", lambda stack: stack.change("list-orders-int", uri="http://orders.example.com:9099/orders"), _rest
    ),
    "a health check on another port": Break(
        "app-tg", lambda stack: stack.change("app-tg", healthCheck={"protocol": "HTTP", "path": "/", "port": "9"})
    ),
    "nothing registered": Break("app-tg", lambda stack: stack.drop("app"), _tasks),
    "a port that the container does not map": Break(
        "app",
        lambda stack: stack.change(
            "app",
            loadBalancers=[{"targetGroupArn": Ref("app-tg", "arn"), "containerName": "app", "containerPort": 9}],
        ),
        _tasks,
    ),
    "no task": Break("app", lambda stack: stack.change("app", desiredCount=0), _tasks),
    "no execution role": Break("task", lambda stack: stack.change("task", executionRoleArn=None), _tasks),
    "a link without a load balancer": Break(
        "list-orders-int",
        lambda stack: stack.change("list-orders-int", integrationTarget=None),
        lambda made: made.front == "REST by link V2",
    ),
    "a deployment before its methods": Break(
        "release", lambda stack: stack.change("release", triggers=None).waiting_for_nothing("release"), _rest
    ),
    "targets of another VPC": Break(
        "app-tg",
        lambda stack: stack.also("ec2.Vpc", "far", cidrBlock="10.77.0.0/16").change("app-tg", vpcId=Ref("far")),
    ),
}
