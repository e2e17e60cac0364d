"""Stacks written down resource by resource, as a program of somebody else's would register them, in any language.

A definition refers to others by `Ref`; the engine's part (dependencies, unknowns in a preview, real values in an
update) is worked out when the stack is built, with the same provider simulation that `preflight` uses.
"""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from preflight.protocol import wire
from preflight.protocol.resource import Provider, Resource
from preflight.provider import check, create, preview, schema
from tests.policies import native_outputs

PREVIEW = "preview"
UPDATE = "update"
OPERATIONS = (PREVIEW, UPDATE)


@dataclass(frozen=True)
class Ref:
    """An output of a resource. `made` turns its value, once known, into another: an `apply`."""

    name: str
    key: str = "id"
    made: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class All:
    """Several outputs made into one value, as `Output.all(...).apply(...)` does: unknown while one of them is.

    `told` is the value as people write it, with its references.
    """

    refs: tuple[Ref, ...]
    made: Callable[..., Any]
    told: Any = None


def joined(*parts: Any) -> All:
    """A text put together from literals and outputs, as `Output.concat` does."""
    refs = tuple(part for part in parts if isinstance(part, Ref))

    def concat(*values: Any) -> str:
        known = iter(values)
        return "".join(str(next(known)) if isinstance(part, Ref) else str(part) for part in parts)

    return All(refs, concat, list(parts))


def listed(*refs: Ref) -> All:
    """A list of outputs that is unknown as a whole, as an `Output` of a list is."""
    return All(refs, lambda *values: list(values), list(refs))


def document(value: Any) -> All:
    """JSON text with outputs inside, as `Output.json_dumps` makes it."""
    refs = tuple(_refs(value))

    def dump(*values: Any) -> str:
        known = iter(values)
        return json.dumps(_filled(value, lambda _: next(known)))

    return All(refs, dump, {"fn::toJSON": value})


@dataclass
class Definition:
    """One resource: token, properties as the program gives them, and options."""

    token: str
    name: str
    inputs: dict[str, Any]
    parent: str | None = None
    depends_on: tuple[str, ...] = ()
    left_out: bool = False


@dataclass
class Stack:
    """Definitions in the order of registration, by a name that is unique among them (`label`)."""

    stack: str = "dev"
    project: str = "elsewhere"
    region: str = "eu-west-1"
    definitions: dict[str, Definition] = field(default_factory=dict)

    def add(
        self,
        token: str,
        label: str,
        /,
        *,
        name: str = "",
        parent: str | None = None,
        depends_on: tuple[str, ...] = (),
        **inputs: Any,
    ) -> "Ref":
        """Registers a resource. `token` may be short: `ec2.Vpc` is `aws:ec2/vpc:Vpc`. Answers a reference to its id."""
        self.definitions[label] = Definition(_token(token), name or label, inputs, parent, depends_on)
        return Ref(label)

    def drop(self, *labels: str) -> "Stack":
        """A copy in which the program no longer makes some resources."""
        other = copy.deepcopy(self)
        for label in labels:
            del other.definitions[label]
        return other

    def change(self, label: str, **inputs: Any) -> "Stack":
        """A copy in which a resource has other properties; `None` leaves one out."""
        other = copy.deepcopy(self)
        given = {**other.definitions[label].inputs, **inputs}
        other.definitions[label].inputs = {key: value for key, value in given.items() if value is not None}
        return other

    def also(self, token: str, label: str, **options: Any) -> "Stack":
        """A copy with one more resource."""
        other = copy.deepcopy(self)
        other.add(token, label, **options)
        return other

    def without_dependency(self, label: str, *names: str) -> "Stack":
        """A copy in which a resource no longer waits for others that it named in `dependsOn`."""
        other = copy.deepcopy(self)
        definition = other.definitions[label]
        definition.depends_on = tuple(name for name in definition.depends_on if name not in names)
        return other

    def waiting(self, label: str, *names: str) -> "Stack":
        """A copy in which a resource waits for others that it names in `dependsOn`."""
        other = copy.deepcopy(self)
        other.definitions[label].depends_on += names
        return other

    def waiting_for_nothing(self, *labels: str) -> "Stack":
        """A copy in which some resources, or all, name in `dependsOn` only what there is, or nothing."""
        other = copy.deepcopy(self)
        for label, definition in other.definitions.items():
            there = () if label in labels else definition.depends_on
            definition.depends_on = tuple(name for name in there if name in other.definitions)
        return other

    def leave_out(self, *labels: str) -> "Stack":
        """A copy of which a preview with `--target` leaves out some resources: nothing is known of them."""
        other = copy.deepcopy(self)
        for label in labels:
            other.definitions[label].left_out = True
        return other

    def urn(self, label: str) -> str:
        """The URN of a resource."""
        definition = self.definitions[label]
        types, parent = [definition.token], definition.parent
        while parent:
            types.insert(0, self.definitions[parent].token)
            parent = self.definitions[parent].parent
        return f"urn:pulumi:{self.stack}::{self.project}::{'$'.join(types)}::{definition.name}"

    def build(self, operation: str = PREVIEW, made: int = 0) -> list[Resource]:
        """The resources as a pack gets to see them. The first `made` were created by an update that then failed."""
        return list(_Builder(self, operation, made).resources())


class _Builder:
    def __init__(self, stack: Stack, operation: str, made: int) -> None:
        self._stack = stack
        self._operation = operation
        self._made = set(list(stack.definitions)[:made])
        self._outputs: dict[str, dict[str, Any]] = {}
        self._world: create.World = {}

    def resources(self) -> Iterator[Resource]:
        stack = self._stack
        root = f"urn:pulumi:{stack.stack}::{stack.project}::pulumi:pulumi:Stack::{stack.project}-{stack.stack}"
        urn = f"urn:pulumi:{stack.stack}::{stack.project}::pulumi:providers:aws::default_7_51_1"
        provider = Provider(
            urn, "pulumi:providers:aws", "default_7_51_1", {"region": stack.region, "version": "7.51.1"}
        )
        yield Resource(root, "pulumi:pulumi:Stack", f"{stack.project}-{stack.stack}")
        yield Resource(urn, provider.type, provider.name, inputs=provider.properties, outputs=provider.properties)
        for label in self._in_order():
            yield self._resource(label, stack.definitions[label], root, provider)

    def _in_order(self) -> Iterator[str]:
        """Labels as a program would register them: what others refer to comes first."""
        done: set[str] = set()

        def visit(label: str) -> Iterator[str]:
            if label in done or label not in self._stack.definitions:
                return
            done.add(label)
            definition = self._stack.definitions[label]
            for name in (*(ref.name for ref in _refs(definition.inputs)), *definition.depends_on):
                yield from visit(name)
            yield label

        for label in self._stack.definitions:
            yield from visit(label)

    def _resource(self, label: str, definition: Definition, root: str, provider: Provider) -> Resource:
        urn = self._stack.urn(label)
        inputs = {key: self._value(value) for key, value in definition.inputs.items()}
        known = schema.schema_of(definition.token)
        checked, outputs = inputs, {**inputs, "id": wire.UNKNOWN}
        if known is not None:
            checked = check.checked(known, urn, definition.name, inputs, provider.properties)
            outputs = self._answer(known, urn, checked, provider, made=label in self._made)
        elif definition.token.startswith("aws-native:"):
            made = self._operation == UPDATE or label in self._made
            outputs = native_outputs.answered(definition.token, urn, inputs, made=made)
        elif ":index:" in definition.token:
            outputs = inputs
        if definition.left_out:
            checked, outputs = {}, {}
        self._outputs[label] = outputs
        feeds = {key: self._urns(_refs(value)) for key, value in definition.inputs.items()}
        feeds = {key: urns for key, urns in feeds.items() if urns}
        fed = dict.fromkeys(source for urns in feeds.values() for source in urns)
        depends = dict.fromkeys(
            (*fed, *(self._stack.urn(name) for name in definition.depends_on if name in self._stack.definitions))
        )
        return Resource(
            urn,
            definition.token,
            definition.name,
            inputs=checked,
            outputs=outputs,
            parent=self._stack.urn(definition.parent) if definition.parent else root,
            provider=provider if definition.token.startswith("aws:") else None,
            dependencies=tuple(depends),
            property_dependencies=feeds,
        )

    def _answer(
        self, known: Any, urn: str, checked: dict[str, Any], provider: Provider, *, made: bool
    ) -> dict[str, Any]:
        if self._operation == PREVIEW and not made:
            return preview.planned(known, checked)
        outputs = create.created(known, urn, checked, provider.properties, self._world)
        self._world[str(outputs["id"])] = outputs
        return outputs

    def _urns(self, refs: Iterator[Ref]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._stack.urn(ref.name) for ref in refs if ref.name in self._stack.definitions))

    def _value(self, value: Any) -> Any:
        return _filled(value, self._known)

    def _known(self, ref: Ref | All) -> Any:
        if isinstance(ref, All):
            values = [self._known(each) for each in ref.refs]
            return wire.UNKNOWN if any(wire.has_unknown(each) for each in values) else ref.made(*values)
        outputs = self._outputs.get(ref.name, {})
        value = outputs.get(ref.key)
        if value is None or wire.has_unknown(value):
            return wire.UNKNOWN
        return ref.made(value) if ref.made else value


def _filled(value: Any, known: Callable[[Any], Any]) -> Any:
    if isinstance(value, Ref | All):
        return known(value)
    if isinstance(value, dict):
        return {key: _filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, known) for item in value]
    return value


def _refs(value: Any) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, All):
        yield from value.refs
    elif isinstance(value, dict):
        for item in value.values():
            yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)


def _token(short: str) -> str:
    if ":" in short:
        return short
    module, _, kind = short.partition(".")
    return f"aws:{module}/{kind[:1].lower()}{kind[1:]}:{kind}"
