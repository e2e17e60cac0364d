"""Listeners of load balancers, the names that they certify, their rules, and the groups that these forward to.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/tls-listener-certificates.html
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ..families import BALANCER, LISTENER, TARGET_GROUP
from ..values import NOT_SET, Block, Entity, Key, Reference, Resource, Stack, Value, grouped, known, not_known
from ..verdict import Verdict, agreed, closed, every, opened, some, unknown

_CERTIFICATE = "acm.Certificate"
_FIRST_ERROR: Final = 400
_OWN_ANSWERS: Final = ("fixed-response", "redirect")
# Actions before a forward that ask browsers to sign in, and what they do with whoever has not.
_AUTHENTICATE: Final = ("authenticateOidc", "authenticateCognito")


@dataclass(frozen=True)
class Forward:
    """Target groups to which one action hands requests, and their weights.

    Which weight is whose is lost with ARNs that are not known; equal ones stand here once.
    """

    groups: Reference
    weights: tuple[Value[int], ...] = (NOT_SET,)

    @property
    def weightless(self) -> Verdict:
        """Whether a group's weight is 0, so that it gets no requests."""
        return agreed((weight.is_(0) for weight in self.weights), self.groups.where)


class ConditionKind(enum.StrEnum):
    """What a condition of a rule looks at; its value is how messages call it."""

    HOST = "host"
    PATH = "path"
    METHOD = "method"
    SOURCE = "source address"
    OTHER = "other"


@dataclass(frozen=True)
class Condition:
    """One condition of a rule, and the values of which one must fit. Of other kinds nobody knows whether they fit."""

    kind: ConditionKind
    values: Value[tuple[Value[str], ...]]


_CONDITIONS: Final = {
    "hostHeader": ConditionKind.HOST,
    "pathPattern": ConditionKind.PATH,
    "httpRequestMethod": ConditionKind.METHOD,
    "sourceIp": ConditionKind.SOURCE,
}


@dataclass(frozen=True)
class ListenerRule(Entity):
    """A rule of a listener, or its default actions (then `resource` is the listener). `types` are those of actions.

    `statuses` are those of fixed answers, `certain` is False where the rule may belong to another listener.
    `authenticates` says whether it sends whoever has not signed in to do so, as API Gateway never has.
    """

    default: bool
    types: Value[tuple[Value[str], ...]]
    forwards: tuple[Forward, ...]
    conditions: Value[tuple[Condition, ...]] = field(default_factory=lambda: known(()))
    priority: Value[int] = NOT_SET
    statuses: tuple[Value[int], ...] = ()
    certain: bool = True
    authenticates: bool = False

    @property
    def told(self) -> str:
        """Its conditions, as messages tell them."""
        listed = self.conditions.known or ()
        parts = (f"{each.kind} {' or '.join(map(str, each.values.known or ('not known',)))}" for each in listed)
        return " and ".join(parts) or "what is not known"

    @property
    def answer(self) -> str:
        """The action by which it answers, as messages tell it."""
        return " ".join((*map(str, self.types.known or ()), *map(str, self.statuses)))

    @property
    def refuses(self) -> Verdict:
        """Whether what it answers by itself is no answer to a client: a redirect, or a fixed error."""
        redirects = opened() if self.authenticates else some(kind.is_("redirect") for kind in self.types.known or ())
        return some([redirects, *(status.holds(lambda code: code >= _FIRST_ERROR) for status in self.statuses)])

    @property
    def answers(self) -> Verdict:
        """Whether it answers by itself, with a fixed response or a redirect."""
        if self.types.unknown:
            return unknown(self.types.where)
        return opened() if self.authenticates else some(kind.is_(*_OWN_ANSWERS) for kind in self.types.known or ())

    @property
    def target_groups(self) -> tuple[Key, ...]:
        """The keys of the target groups that it may forward to."""
        return tuple(dict.fromkeys(key for forward in self.forwards for key in forward.groups.keys))

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
class Listener(Entity):
    """A listener. `certificate` is its default one, `certificates` are that and those that others add.

    `rules_adrift` names the property of a rule of which nobody can say to which listener it belongs.
    """

    balancer: Reference
    port: Value[int]
    protocol: Value[str]
    certificate: Value[str]
    certificates: tuple[Reference, ...]
    idle_timeout: Value[int]
    rules: tuple[ListenerRule, ...]
    rules_adrift: str = ""

    @property
    def target_groups(self) -> tuple[Key, ...]:
        """The keys of all target groups that its rules may forward to."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in rule.target_groups))

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.resource.name} ({self.protocol} {self.port})"


def listeners(stack: Stack) -> dict[Key, Listener]:
    """The listeners of a stack by URN; rules follow the default actions in order of URN."""
    owned = list(stack.referring("lb.ListenerRule", "listenerArn", LISTENER))
    rules = grouped(
        (key, replace(_rule(stack, resource, "actions", default=False), certain=owners.decided))
        for resource, owners in owned
        for key in owners.keys
    )
    adrift = next((owners.where for _, owners in owned if owners.unknown), "")
    added = [
        (owner, stack.refer(each, "certificateArn", _CERTIFICATE))
        for each, owner in stack.referring("lb.ListenerCertificate", "listenerArn", LISTENER)
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
            adrift,
        )
        for resource in stack.of(LISTENER)
    }


def _rule(stack: Stack, resource: Resource, key: str, *, default: bool) -> ListenerRule:
    actions = resource.blocks(key)
    types = actions.map(lambda blocks: tuple(block.text("type") for block in blocks))
    if actions.unknown:
        unread = Forward(stack.refer(resource, key, TARGET_GROUP), (not_known(actions.where),))
        return ListenerRule(resource, default, types, (unread,))
    forwards = (_forward(stack, resource, key, block) for block in actions.known or ())
    return ListenerRule(
        resource,
        default,
        types,
        tuple(each for each in forwards if each is not None),
        known(()) if default else resource.blocks("conditions").map(lambda blocks: tuple(_conditions(blocks))),
        NOT_SET if default else resource.number("priority"),
        tuple(
            each.block("fixedResponse").number("statusCode")
            for each in actions.known or ()
            if each.text("type").is_("fixed-response").open
        ),
        authenticates=any(
            not (asks := each.block(key)).absent
            and asks.text("onUnauthenticatedRequest").or_else("authenticate").is_("authenticate", "deny").open
            for each in actions.known or ()
            for key in _AUTHENTICATE
        ),
    )


def _conditions(blocks: tuple[Block, ...]) -> Iterator[Condition]:
    for block in blocks:
        given = [key for key in _CONDITIONS if not block.block(key).absent]
        for key in given:
            inner = block.block(key)
            # Values as regular expressions stand beside those with wildcards; they are not read.
            fuzzy = inner.unknown or inner.texts("regexValues").known != ()
            yield Condition(_CONDITIONS[key], not_known(inner.owner) if fuzzy else inner.texts("values"))
        if not given:
            yield Condition(ConditionKind.OTHER, not_known(block.owner))


def _forward(stack: Stack, resource: Resource, key: str, action: Block) -> Forward | None:
    """What an action hands requests to; none where it does something else with them."""
    forward, single = action.block("forward"), action.text("targetGroupArn").unless("")
    listed = forward.blocks("targetGroups")
    if listed.unknown:
        groups = stack.refer_value(resource, key, forward.text("targetGroups"), TARGET_GROUP)
        return Forward(groups, (not_known(listed.where),))
    if listed.known:
        groups = stack.refer_value(resource, key, [each.text("arn") for each in listed.known], TARGET_GROUP)
        return Forward(groups, tuple(dict.fromkeys(each.number("weight") for each in listed.known)))
    return None if single.absent else Forward(stack.refer_value(resource, key, single, TARGET_GROUP))


def certified_names(listener: Listener) -> Value[tuple[str, ...]]:
    """Every name, perhaps with a wildcard; not known where a certificate is not made in the stack."""
    names = list(_names(listener))
    vague = next((each for each in names if each.known is None), None)
    return not_known(vague.where) if vague else known(tuple(each.known for each in names if each.known is not None))


def _names(listener: Listener) -> Iterator[Value[str]]:
    for reference in listener.certificates:
        certificate = reference.one
        if certificate is None:
            yield not_known(reference.where or f"{listener.resource.name}.certificateArn")
            return
        yield certificate.text("domainName")
        others = certificate.texts("subjectAlternativeNames")
        yield from [not_known(others.where)] if others.known is None else others.known
