"""Which rules of a listener may take a request: the one evaluator of (host, path, method, source) over listener rules.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html and, for how much a rule
may have, https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..iam.glob import covers, overlaps
from ..network.address import Network, covered, overlap, parse
from ..values import Block, Value
from ..verdict import Verdict, agreed, closed, every, opened, some, unknown
from .listener import Condition, ConditionKind, Listener, ListenerRule

ANYTHING: Final = "*"
# The host of a health check: an address of the load balancer's node.
ADDRESS: Final = "(address)"
_SOURCE: Final = "the address that a request comes from"
_OF_ADDRESSES: Final = re.compile(r"[\d.:*?]+")


@dataclass(frozen=True)
class Request:
    """What a load balancer gets. `*` in a part stands for anything; a host is in lower case, a method in upper case.

    `sources` are ranges of the addresses that it comes from; none where nobody knows them.
    """

    host: str = ANYTHING
    path: str = ANYTHING
    method: str = ANYTHING
    sources: tuple[Network, ...] = ()

    def __str__(self) -> str:
        host = "" if self.host == ANYTHING else f" for {self.host}"
        return f"path {self.path}{host}"


def hands_on(listener: Listener, request: Request) -> Verdict:
    """Whether a listener hands a request to a target group, and does not answer it by itself."""
    adrift = [unknown(listener.rules_adrift)] if listener.rules_adrift else []
    answers = (~rule.answers for rule in taking(listener, request))
    lines = [f"{rule.name} takes {rule.told}" for rule in listener.rules if not rule.default][:3]
    lines += [f"{rule.name} answers {rule.answer}" for rule in taking(listener, request)][:3]
    found = some([*answers, *adrift])
    return found.because(f"the request has {request}", *lines) if found.closed else found


def taking(listener: Listener, request: Request) -> tuple[ListenerRule, ...]:
    """The rules that may take a request, in order; the first that takes every such request is the last one."""
    ordered = sorted(listener.rules, key=lambda rule: (rule.default, rule.priority.known or 0))
    sure = all(rule.default or rule.priority.known is not None for rule in ordered)
    return tuple(_taking(ordered, request, sure=sure))


def _taking(rules: list[ListenerRule], request: Request, *, sure: bool) -> Iterator[ListenerRule]:
    for rule in rules:
        takes = _takes(rule, request)
        if not takes.closed:
            yield rule
        if takes.open and sure and rule.certain:
            return


def _takes(rule: ListenerRule, request: Request) -> Verdict:
    """Whether a rule takes all that a request stands for; unknown where it may take some of it."""
    if rule.default:
        return opened()
    if rule.conditions.known is None:
        return unknown(rule.conditions.where)
    return every(_fits(each, request) for each in rule.conditions.known)


def _fits(condition: Condition, request: Request) -> Verdict:
    if condition.kind is ConditionKind.SOURCE and condition.values.known is not None:
        return _comes(condition.values.known, request.sources)
    text = {
        ConditionKind.HOST: request.host,
        ConditionKind.PATH: request.path,
        ConditionKind.METHOD: request.method,
    }.get(condition.kind)
    if text is None or condition.values.known is None:
        return unknown(condition.values.where)
    return some(
        unknown(value.where) if value.known is None else _matches(condition.kind, value.known, text)
        for value in condition.values.known
    )


def _comes(values: tuple[Value[str], ...], sources: tuple[Network, ...]) -> Verdict:
    """Whether all addresses of a request are in some ranges, or none is."""
    told = [value.map(parse) for value in values]
    ranges = [each.known for each in told if each.known is not None]
    asked = [_inside(source, ranges) for source in sources]
    return some([agreed(asked, _SOURCE), *(unknown(each.where) for each in told if each.unknown)])


def _inside(source: Network, ranges: list[Network]) -> Verdict:
    if covered(source, ranges):
        return opened()
    return unknown(_SOURCE) if any(overlap(source, each) for each in ranges) else closed()


def _matches(kind: ConditionKind, pattern: str, text: str) -> Verdict:
    pattern = pattern.lower() if kind is ConditionKind.HOST else pattern
    if text == ADDRESS:
        return unknown("the node's address") if _OF_ADDRESSES.fullmatch(pattern) else closed()
    if covers(pattern, text):
        return opened()
    return unknown("what the request has") if overlaps(pattern, text) else closed()


# What conditions look at: of which kinds a rule may have one only, and which take wildcards.
_ONE_OF_A_KIND: Final = ("hostHeader", "pathPattern", "httpRequestMethod", "sourceIp")
_KINDS: Final = (*_ONE_OF_A_KIND, "httpHeader", "queryStrings")
_WITH_WILDCARDS: Final = ("hostHeader", "pathPattern", "httpHeader", "queryStrings")
_MOST_VALUES: Final = 5
_MOST_WILDCARDS: Final = 6
_MOST_GROUPS: Final = 5


def within_quotas(rule: ListenerRule) -> Verdict:
    """Whether a rule has no more conditions, values and target groups than AWS takes; no account can have more.

    What is not known yet is not counted.
    """
    blocks = () if rule.default else rule.resource.blocks("conditions").known or ()
    values = [(kind, text) for block in blocks for kind in _KINDS for text in _values(block, kind)]
    wildcards = sum(text.count("*") + text.count("?") for kind, text in values if kind in _WITH_WILDCARDS)
    groups = [len(forward.groups.keys) for forward in rule.forwards if forward.groups.decided]
    counts = [
        (len(values), _MOST_VALUES, "condition values"),
        (wildcards, _MOST_WILDCARDS, "wildcards in its conditions"),
        (max(groups, default=0), _MOST_GROUPS, "target groups in one action"),
        *((sum(not block.block(kind).absent for block in blocks), 1, f"{kind} conditions") for kind in _ONE_OF_A_KIND),
    ]
    return every(
        closed(f"{rule.name} has {number} {what}; AWS takes {most}") if number > most else opened()
        for number, most, what in counts
    )


def _values(block: Block, kind: str) -> Iterator[str]:
    """The values of one condition; that of a query string is its key and value together, a regular expression empty."""
    if kind == "queryStrings":
        pairs = block.blocks(kind).known or ()
        yield from (f"{each.text('key').known or ''}{each.text('value').known or ''}" for each in pairs)
        return
    yield from (text.known or "" for text in block.block(kind).texts("values").known or ())
    yield from ("" for _ in block.block(kind).texts("regexValues").known or ())
