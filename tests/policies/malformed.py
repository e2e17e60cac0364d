"""Stacks that nobody would write: values of other types, documents that are none, names of any length, circles."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from preflight.protocol import wire
from preflight.protocol.resource import Resource
from tests.drawn import Unprinted
from tests.policies import start_stacks
from tests.policies.stacks import OPERATIONS, Stack
from tests.policies.test_properties import SOUND

_STACKS: dict[str, Callable[[], Stack]] = {**SOUND, "authorizer": start_stacks.authorizer}
BUILT = {(name, operation): make().build(operation) for name, make in _STACKS.items() for operation in OPERATIONS}

_OWN = "the resource's own URN"
_TEXTS = (
    "", " ", "80", "443.0", "-1", "tcp", "true", "null", "0.0.0.0/0", "::/0", "10.0.0.0/99", "not an address",
    "${stageVariables.a}", "http://[::1", "http://host:99999/", "https://x:443y/{proxy+}", "//", "arn:aws:",
    "arn:aws:elasticloadbalancing:x:1:loadbalancer/net/a/b", "arn:aws:lambda:::function:", "i-", "%", "\x00",
    "aws_proxy", "integrations/", "ANY /{proxy+}", "é" * 300, "x" * 5000, "*" * 3000, "a*" * 3000, "/" * 3000,
    "rate(", "node:", "2.0.0.0/-1", "9" * 400, "1e999", "٣", "٣.٤", "²", "10.0.0.0/²",
)  # fmt: skip
# PyYAML makes objects of tags, and raises what is no YAML error where a text does not fit its tag.
_TAGGED = (
    "x: !!int ''", "x: !!float ''", "!!int '-'", "!!bool maybe", "!!timestamp abc", "!!binary é", "!!set {a, b}",
    "!!python/object/apply:os.getcwd []", "!!omap [a]", "paths: !!pairs [a: b]", "? [a]\n: b", "{a: b}: c", "<<: x",
)  # fmt: skip
_DOCUMENTS = (
    "[]", "{}", '"text"', "[" * 50_000, "- " * 5000, "{a: " * 5000, '{"a":' * 50_000, "a: &a [*a]", "{a: *b}", "- [",
    '{"Statement": [{"Effect": "Allow", ', '{"Statement": 7}', '{"Version": [], "Statement": [null, [], "x"]}',
    '{"Statement": {"Effect": 1, "Action": null, "Principal": [[]], "Condition": "x"}}',
    '{"Statement": {"Effect": "Deny", "Action": {"a": "*"}, "Principal": "*", "Condition": {"IpAddress": [7]}}}',
    '{"paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"$ref": "#/a"}}}}, "a": {"$ref": "#/a"}}',
    '{"paths": {"/a": {"get": [], "post": {"security": {"a": 1}, "parameters": "x"}}, "b": 7}}',
    '{"paths": [], "components": {"securitySchemes": []}, "securityDefinitions": "x", "openapi": {}}',
    '[{"name": 1, "portMappings": {"containerPort": []}}]', "[[]]", "[null]", '[{"logConfiguration": "x"}]',
    "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: [*d, *d]",
)  # fmt: skip
_LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.sampled_from([0, -1, 80, 443, 65536, 1e308, -1e308, 0.5]),
    st.sampled_from((*_TEXTS, *_TAGGED, *_DOCUMENTS)),
    st.text(max_size=20),
    st.just(wire.UNKNOWN),
    st.just(_OWN),
    st.builds(wire.secret, st.sampled_from(_TEXTS)),
)
_KEYS = (
    "protocol", "fromPort", "cidrBlocks", "type", "forward", "x", "targetGroupArn", "port", "statement", "types",
    "subnets", "securityGroups", "path", "values", "", "__defaults", "1",
)  # fmt: skip
_VALUES = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One thing that is odd: which resource, which of its properties, where inside it, and what stands there then."""

    resource: int
    key: int
    path: tuple[int, ...]
    value: Any

    def made(self, listed: list[Resource]) -> Resource:
        """The resource with the odd value in inputs and outputs alike, inside a document if there is one."""
        resource = listed[self.resource % len(listed)]
        keys = [key for key in dict.fromkeys((*resource.inputs, *resource.outputs)) if not key.startswith("__")]
        if not keys:
            return resource
        key, value = _at(self.key, keys), wire.mapped(self.value, lambda part: resource.urn if part == _OWN else part)
        inputs, outputs = (
            {**given, key: _put(given.get(key), value, self.path)} for given in (resource.inputs, resource.outputs)
        )
        return replace(resource, inputs=inputs, outputs=outputs)


def _circular(resource: Resource, other: Resource) -> Resource:
    """A resource that everything about another one feeds: a circle, where that one has been fed by this one."""
    urns = (other.urn, resource.urn, "urn:of:nothing")
    return replace(
        resource,
        parent=other.urn,
        dependencies=(*resource.dependencies, *urns),
        property_dependencies=dict.fromkeys(resource.inputs, urns) | {"": urns, "gone": ()},
    )


def _renamed(resource: Resource, name: str) -> Resource:
    return replace(resource, urn=f"{resource.urn.rsplit('::', 1)[0]}::{name}", name=name)


# What may be odd about a resource beside its properties, with another one of the stack.
_SHAPES: tuple[Callable[[Resource, Resource], Resource], ...] = (
    _circular,
    lambda resource, other: replace(resource, type=other.type),
    lambda resource, _: replace(resource, type="aws:nothing/known:Known"),
    lambda resource, _: replace(resource, type=""),
    lambda resource, _: replace(resource, type="aws-native:ec2:Vpc"),
    lambda resource, _: replace(resource, type="aws:" * 3000),
    lambda resource, _: replace(resource, inputs={}, outputs={}),
    lambda resource, other: replace(resource, inputs=other.inputs, outputs=other.outputs),
    lambda resource, _: _renamed(resource, "n" * 20_000),
    lambda resource, _: _renamed(resource, ""),
    lambda resource, _: _renamed(resource, "a::b\n`<$type>"),
    lambda resource, other: replace(resource, urn=other.urn),
    lambda resource, _: replace(resource, urn=""),
)


@st.composite
def stacks(draw: st.DrawFn) -> Unprinted[Resource]:
    """A sound stack in which one to four things are odd."""
    listed = Unprinted(BUILT[draw(st.sampled_from(sorted(BUILT)))])
    places = st.integers(0, len(listed) - 1)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(places)
        if draw(st.integers(0, 3)):
            path = draw(st.lists(st.integers(0, 9), max_size=4))
            listed[place] = Edit(place, draw(st.integers(0, 60)), tuple(path), draw(_VALUES)).made(listed)
        else:
            listed[place] = draw(st.sampled_from(_SHAPES))(listed[place], listed[draw(places)])
    return listed


def _at(choice: int, items: list[Any]) -> Any:
    return items[choice % len(items)]


def _put(value: Any, odd: Any, path: tuple[int, ...]) -> Any:
    """A value with an odd one put somewhere inside, in a document as well."""
    if isinstance(value, str) and path and value[:1] in "{[":
        try:
            return json.dumps(_put(json.loads(value), odd, path))
        except ValueError:
            return odd
    if not path or not isinstance(value, dict | list) or not value:
        return odd
    first, *rest = path
    if isinstance(value, dict):
        key = _at(first, list(value))
        return {**value, key: _put(value[key], odd, tuple(rest))}
    place = first % len(value)
    return [*value[:place], _put(value[place], odd, tuple(rest)), *value[place + 1 :]]
