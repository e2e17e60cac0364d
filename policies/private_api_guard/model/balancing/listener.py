"""Listeners of load balancers, their rules, and the target groups that these forward to.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..values.reference import Key, Reference
from ..values.resource import Resource
from ..values.stack import Stack
from ..values.value import NOT_SET, Value, not_known
from ..values.values import Block
from ..verdict import Verdict, agreed, closed, every, opened, some
from .load_balancer import BALANCER
from .target_group import GROUP

LISTENER = "lb.Listener"
_CERTIFICATE = "acm.Certificate"


@dataclass(frozen=True)
class Forward:
    """A target group that gets requests; `weights` are those it may have, one where it is known which is its own."""

    groups: Reference
    weights: tuple[Value[int], ...] = (NOT_SET,)

    @property
    def weightless(self) -> Verdict:
        """Whether its weight is 0, so that it gets no requests."""
        return agreed((weight.is_(0) for weight in self.weights), self.groups.where)


@dataclass(frozen=True)
class ListenerRule:
    """A rule of a listener, or its default actions (then `resource` is the listener). `types` are those of actions."""

    resource: Resource
    default: bool
    types: Value[tuple[Value[str], ...]]
    forwards: tuple[Forward, ...]

    @property
    def answers(self) -> Verdict:
        """Whether it answers by itself, with a fixed response or a redirect."""
        return some(kind.is_("fixed-response", "redirect") for kind in self.types.known or ())

    @property
    def leads_nowhere(self) -> Verdict:
        """Whether it forwards requests to no target group."""
        types = self.types.known or ()
        if self.forwards:
            weightless = every(forward.weightless for forward in self.forwards)
            return weightless.because(f"every target group of {self.resource.name} has weight 0")
        if types and all(kind.absent or kind.is_("forward").open for kind in types):
            return opened(f"{self.resource.name} names no target group")
        return closed()


@dataclass(frozen=True)
class Listener:
    """A listener. `certificate` is its default one, `certificates` are that and those that others add."""

    resource: Resource
    balancer: Reference
    port: Value[int]
    protocol: Value[str]
    certificate: Value[str]
    certificates: tuple[Reference, ...]
    idle_timeout: Value[int]
    rules: tuple[ListenerRule, ...]

    @property
    def target_groups(self) -> tuple[Key, ...]:
        """The keys of all target groups that its rules may forward to."""
        groups = (forward.groups for rule in self.rules for forward in rule.forwards)
        return tuple(dict.fromkeys(key for group in groups for key in group.keys))

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.resource.name} ({self.protocol} {self.port})"


def listeners(stack: Stack) -> dict[Key, Listener]:
    """The listeners of a stack by URN; rules follow the default actions in order of URN."""
    rules: dict[Key, list[ListenerRule]] = {}
    for resource in stack.of("lb.ListenerRule"):
        rule = _rule(stack, resource, "actions", default=False)
        for key in stack.refer(resource, "listenerArn", LISTENER).keys:
            rules.setdefault(key, []).append(rule)
    added = [
        (stack.refer(each, "listenerArn", LISTENER), stack.refer(each, "certificateArn", _CERTIFICATE))
        for each in stack.of("lb.ListenerCertificate")
    ]
    return {
        resource.urn: Listener(
            resource,
            stack.refer(resource, "loadBalancerArn", BALANCER),
            resource.number("port"),
            # The provider takes HTTP where an Application Load Balancer's listener names no protocol.
            resource.text("protocol").unless("").or_else("HTTP").map(str.upper),
            resource.text("certificateArn").unless(""),
            (
                stack.refer(resource, "certificateArn", _CERTIFICATE),
                *(certificate for owner, certificate in added if owner.may_mean(resource.urn)),
            ),
            resource.number("tcpIdleTimeoutSeconds"),
            (_rule(stack, resource, "defaultActions", default=True), *rules.get(resource.urn, ())),
        )
        for resource in stack.of(LISTENER)
    }


def _rule(stack: Stack, resource: Resource, key: str, *, default: bool) -> ListenerRule:
    actions = resource.blocks(key)
    types = actions.map(lambda blocks: tuple(block.text("type") for block in blocks))
    if actions.unknown:
        unread = Forward(stack.refer(resource, key, GROUP), (not_known(actions.where),))
        return ListenerRule(resource, default, types, (unread,))
    blocks = actions.known or ()
    forwards = (forward for block in blocks for forward in _forwards(stack, resource, key, block, len(blocks)))
    return ListenerRule(resource, default, types, tuple(forwards))


def _forwards(stack: Stack, resource: Resource, key: str, action: Block, actions: int) -> Iterator[Forward]:
    forward = action.block("forward")
    listed = forward.blocks("targetGroups")
    if listed.unknown:
        groups = stack.refer_value(resource, key, forward.get("targetGroups"), GROUP)
        yield Forward(groups, (not_known(listed.where),))
    elif listed.known:
        groups = stack.refer_value(resource, key, [each.get("arn") for each in listed.known], GROUP)
        # Which weight is whose is lost with unknown ARNs, unless all are equal.
        weights = tuple(dict.fromkeys(each.number("weight") for each in listed.known))
        if groups.decided or actions > 1:
            yield from (Forward(each, weights) for each in _single(groups))
        else:
            yield Forward(groups, (*weights, not_known(groups.where)))
    elif not action.text("targetGroupArn").unless("").absent:
        yield Forward(stack.refer_value(resource, key, action.get("targetGroupArn"), GROUP))


def _single(groups: Reference) -> Iterator[Reference]:
    """One reference for each group that is meant."""
    for resource in groups.resources:
        yield Reference((resource,), certain=groups.decided, where=groups.where)
    for literal in groups.literals:
        yield Reference((), (literal,), where=groups.where)
    if groups.unknown:
        yield Reference(unknown=True, where=groups.where)
