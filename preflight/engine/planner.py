"""What becomes of each resource that a program registers, over what is deployed: the engine's step generator.

Source: pulumi/pulumi `pkg/resource/deploy/step_generator.go`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from preflight.answers.marks import as_before
from preflight.engine.assets import hashed
from preflight.engine.over import NEW, Over
from preflight.engine.property_path import with_old
from preflight.engine.refused import no_target, protected, untargeted
from preflight.engine.replacing import changed_in, with_options
from preflight.errors import PreflightError
from preflight.plan.step import Operation, Planned, Step
from preflight.protocol import wire
from preflight.protocol.registration import Registration
from preflight.protocol.resource import Resource
from preflight.protocol.urn import is_default_provider
from preflight.protocol.wire import UNKNOWN, Properties
from preflight.provider.bridge import Bridge
from preflight.provider.difference import Difference

_ALL = "*"
_NONE = Difference()


@dataclass
class Planner:
    """Answers registrations with resources, and notes the steps. `errors` are those that the engine goes on after."""

    over: Over = NEW
    steps: list[Planned] = field(default_factory=list)
    errors: list[PreflightError] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    assumed: set[str] = field(default_factory=set)
    region: str = ""
    _taken: dict[str, str] = field(default_factory=dict)
    _replaced: set[str] = field(default_factory=set)
    _condemned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _skipped: set[str] = field(default_factory=set)
    _finished: bool = False

    def old_of(self, registration: Registration) -> Resource | None:
        """What is deployed under the URN of a registration, or under one of its aliases."""
        known = self.over.state.by_urn if self.over.state else {}
        found = next((each for each in (registration.urn, *registration.aliases) if each in known), None)
        if found is None:
            return None
        self._taken[found] = registration.urn
        return known[found]

    def region_deployed(self, kind: str) -> str:
        """The Region of what is deployed, where nobody tells the default provider of a kind one."""
        for each in self.over.state.resources if self.over.state else ():
            region = each.inputs.get("region")
            if each.type == kind and is_default_provider(each.urn) and isinstance(region, str):
                self.region = region
        return self.region

    def plain(self, registration: Registration, resource: Resource) -> Resource:
        """A component or a provider, which only its inputs change."""
        old = self.old_of(registration)
        if not self.over.includes(resource.urn):
            return self._left(resource, old)
        if old is None:
            return self._enter("create", None, resource)
        changed = changed_in(old.inputs, resource.inputs)
        kept = replace(resource, id=old.id)
        return self._enter("update" if changed else "same", old, kept, Difference(paths=changed))

    def read(self, registration: Registration, resource: Resource) -> Resource:
        """What another stack made: it is read, and takes the place of what this one made under that name."""
        old = self.old_of(registration)
        mine = old is not None and old.kind == "custom" and old.id != registration.id
        return self._enter("replace" if mine else "read", old, resource)

    def custom(self, registration: Registration, resource: Resource, bridge: Bridge) -> Resource:
        """A resource that a provider makes. Raises `ResourceError` where there is no room for its name."""
        old = self.old_of(registration)
        if not self.over.includes(resource.urn):
            return self._left(resource, old)
        if wire.has_unknown(bridge.config):
            # The engine asks an unconfigured provider nothing: raw inputs, and an empty preview.
            raw = replace(resource, inputs=registration.inputs, outputs={})
            raw = replace(raw, id=old.id if old else "")
            return self._enter("update" if old else "create", old, raw)
        given = hashed(registration.inputs, self.over.folder) if self.over.state else registration.inputs
        if old is not None:
            given = self._as_before(old, given)
        if old is None:
            inputs = bridge.check(given)
            made = bridge.create(inputs)
            if registration.id:
                made = {**made, "id": registration.id}
            after = _with(registration, resource, inputs, made)
            return self._enter("import" if registration.id else "create", None, after)
        reason = self._sure_to_go(registration, old)
        if reason:
            return self._replace(registration, resource, bridge, old, reason, given)
        inputs = bridge.check(given, old.inputs)
        for path in registration.options.ignore_changes:
            inputs = {**inputs, **old.inputs} if path == _ALL else with_old(inputs, old.inputs, path)
        before = self._without_unreadable(old, inputs), old.outputs
        found = with_options(bridge.diff(before, inputs), registration.options)
        if not found.known:
            self.unsure.add(resource.type)
        if found.forcing:
            return self._replace(registration, resource, bridge, old, found, given)
        answer = bridge.update(before, inputs, found) if found.changed else bridge.same(before, inputs)
        return self._enter(
            "update" if found.changed else "same", old, _with(registration, resource, inputs, answer), found
        )

    def plan(self) -> list[Planned]:
        """The steps: those of the program as it registered its resources, then what goes."""
        if not self._finished:
            self._finished = True
            self.steps += self._deletes()
            there = {urn for each in self.steps for urn in (each.step.urn, each.step.was)}
            self.errors += [no_target(urn) for urn in self.over.literal_targets if urn not in there]
        return self.steps

    @property
    def notes(self) -> Iterator[str]:
        """What one has to know of the steps."""
        if self.over.state and self.over.state.pending:
            yield (
                "an update before this one was interrupted, and nobody knows what became of: "
                f"{', '.join(self.over.state.pending)}; `pulumi refresh` asks AWS"
            )
        if self.unread:
            yield (
                f"taken for unchanged, since nobody can decrypt it here: {', '.join(sorted(self.unread))}; "
                "`pulumi stack export --show-secrets` writes secrets in clear"
            )
        if self.assumed:
            yield f"look-ups are taken to return what they did at the last update: {', '.join(sorted(self.assumed))}"
        if self.region:
            yield f"the Region is taken to be {self.region}, as deployed: neither configuration nor AWS_REGION has one"
        if self.unsure:
            yield f"nobody knows here what forces a replacement of {', '.join(sorted(self.unsure))}"
        for option, pattern in self.over.unfitting([each.step.urn for each in self.steps]):
            yield f"{option} {pattern} fits no resource"

    def _deletes(self) -> Iterator[Planned]:
        """The steps for what the program makes no more, in the order in which it goes: who needs another goes first."""
        state = self.over.state
        kept = self._needed_by_excluded()
        for old in reversed(state.resources if state else []):
            if old.urn in self._taken or old.kind == "read":
                continue
            if not self.over.includes(old.urn) or old.urn in kept:
                yield Planned(Step("same", old.urn), old, old)
                continue
            if old.options.protect:
                self.errors.append(protected(old.urn, "deleted"))
            yield Planned(Step("delete", old.urn, kept=old.options.retain_on_delete), old)

    def listed_too(self) -> list[Resource]:
        """What packs see though the program did not register it: all under `--refresh`, else what stays untouched."""
        state = self.over.state
        gone = [old for old in (state.resources if state else []) if old.urn not in self._taken or old.kind == "read"]
        return [
            replace(old, analyzed=False)
            for old in gone
            if self.over.refresh or (old.kind != "read" and not self.over.includes(old.urn))
        ]

    def _sure_to_go(self, registration: Registration, old: Resource) -> Difference | None:
        """Why a resource is replaced whatever its inputs are."""
        options = registration.options
        if old.urn in self._condemned:
            return Difference(forcing=self._condemned[old.urn], deletes_first=True)
        if old.kind != "custom":
            return Difference(forcing=("kind",))
        if registration.id and registration.id != old.id:
            return Difference(forcing=("import",))
        with_ = next((each for each in options.replace_with if each in self._replaced), None)
        if with_ or options.deleted_with in self._replaced:
            return with_options(Difference(forcing=("replaceWith" if with_ else "deletedWith",)), options)
        return None

    def _replace(
        self,
        registration: Registration,
        resource: Resource,
        bridge: Bridge,
        old: Resource,
        found: Difference,
        given: Properties,
    ) -> Resource:
        if registration.options.protect and old.options.protect:
            self.errors.append(protected(resource.urn, "replaced", registration.position))
        self._replaced.add(resource.urn)
        if found.deletes_first:
            self._condemn(old, bridge)
        seed = f"{resource.urn}#{old.id}"
        inputs = bridge.check(given, seed=seed)
        after = _with(registration, resource, inputs, bridge.create(inputs, seed))
        return self._enter("replace", old, after, found)

    def _condemn(self, root: Resource, bridge: Bridge) -> None:
        """Notes what has to go before a resource that is deleted first: what would be replaced without it."""
        gone = {root.urn}
        for each in self.over.state.resources if self.over.state else []:
            if each.urn in self._taken or each.kind != "custom":
                continue
            of_others = [key for key, urns in each.property_dependencies.items() if gone & {*urns}]
            without = {**each.inputs, **{key: UNKNOWN for key in of_others if key in each.inputs}}
            config = each.provider.properties if each.provider else {}
            own = replace(bridge, token=each.type, urn=each.urn, name=each.name, config=config)
            forcing = own.diff((each.inputs, {}), without).forcing if of_others else ()
            if forcing or each.options.deleted_with in gone or (each.provider and each.provider.urn in gone):
                gone.add(each.urn)
                self._condemned[each.urn] = forcing or ("deletedWith",)
                if each.options.protect:
                    self.errors.append(protected(each.urn, "replaced"))

    def _left(self, resource: Resource, old: Resource | None) -> Resource:
        """A resource that the operation is not about: as it was, or not there yet, with nothing that anybody knows."""
        if old is None:
            self._skipped.add(resource.urn)
            left = replace(resource, inputs={}, outputs={})
        else:
            left = replace(old, urn=resource.urn, position=resource.position, aliases=resource.aliases)
        self.steps.append(Planned(Step("same", resource.urn), old, left))
        return left

    def _enter(
        self, operation: Operation, old: Resource | None, after: Resource, found: Difference = _NONE
    ) -> Resource:
        step = Step(
            operation,
            after.urn,
            changed=found.changed,
            forcing=found.forcing,
            deletes_first=found.deletes_first,
            named=found.named,
            was=old.urn if old and old.urn != after.urn else "",
            position=after.position,
        )
        self.steps.append(Planned(step, old, after))
        needed = {
            after.parent,
            *after.dependencies,
            *(each for urns in after.property_dependencies.values() for each in urns),
        }
        needed |= {after.options.deleted_with, after.provider.urn if after.provider else ""}
        for urn in sorted(needed & self._skipped):
            self._skipped.discard(urn)
            self.errors.append(untargeted(after, urn))
        return after

    def _as_before(self, old: Resource, given: Properties) -> Properties:
        """Inputs in which look-ups return what they did where nobody has said what they return now."""
        found = as_before(given, old.inputs)
        self.assumed |= {f"{old.name}.{key}" for key in given if found[key] != given[key]}
        return found

    def _without_unreadable(self, old: Resource, inputs: Properties) -> Properties:
        """The old inputs; unknown what nobody can compare, since one side is encrypted."""
        state, hidden = self.over.state, {}
        for key in inputs.keys() & old.inputs.keys():
            stands_in = self.over.stand_ins and any(text in _as_text(inputs[key]) for text in self.over.stand_ins)
            if stands_in:
                hidden[key] = UNKNOWN
            if stands_in or (state and f"{old.urn}#{key}" in state.encrypted):
                self.unread.add(f"{old.name}.{key}")
        return {**old.inputs, **hidden}

    def _needed_by_excluded(self) -> set[str]:
        """What an excluded resource needs, which therefore stays, too."""
        state = self.over.state
        if not state or not self.over.excludes or self.over.targets:
            return set()
        kept: set[str] = set()
        for old in reversed(state.resources):
            if old.urn in kept or not self.over.includes(old.urn):
                kept |= {
                    old.parent,
                    *old.dependencies,
                    *(each for urns in old.property_dependencies.values() for each in urns),
                }
        return kept


def _with(registration: Registration, resource: Resource, inputs: Properties, outputs: Properties) -> Resource:
    made = outputs.get("id")
    id_ = made if isinstance(made, str) and not wire.is_unknown(made) else ""
    return replace(resource, inputs=inputs, outputs=registration.with_secrets(outputs), id=id_)


def _as_text(value: wire.Value) -> str:
    return json.dumps(wire.in_clear(value))
