"""A resource as a policy pack gets to see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pulumi.runtime.proto import analyzer_pb2

from preflight.protocol import wire
from preflight.protocol.wire import Properties

Kind = Literal["component", "custom", "read"]


@dataclass(frozen=True)
class Provider:
    """The provider instance that a resource belongs to."""

    urn: str
    type: str
    name: str
    properties: Properties = field(default_factory=dict)

    def message(self) -> analyzer_pb2.AnalyzerProviderResource:
        """The protocol's form."""
        return analyzer_pb2.AnalyzerProviderResource(
            type=self.type,
            urn=self.urn,
            name=self.name,
            properties=wire.to_struct(sent(wire.for_pack(self.properties))),
        )


@dataclass(frozen=True)
class Options:
    """The resource options, of which packs are told the first five.

    Timeouts are seconds, `replace_with` and `deleted_with` URNs.
    """

    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    additional_secret_outputs: tuple[str, ...] = ()
    timeouts: Mapping[str, float] = field(default_factory=dict)
    replace_on_changes: tuple[str, ...] = ()
    replace_with: tuple[str, ...] = ()
    retain_on_delete: bool = False
    deleted_with: str = ""

    def message(self, parent: str) -> analyzer_pb2.AnalyzerResourceOptions:
        """The protocol's form."""
        return analyzer_pb2.AnalyzerResourceOptions(
            protect=self.protect,
            ignoreChanges=self.ignore_changes,
            deleteBeforeReplace=bool(self.delete_before_replace),
            deleteBeforeReplaceDefined=self.delete_before_replace is not None,
            additionalSecretOutputs=self.additional_secret_outputs,
            customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**self.timeouts),
            parent=parent,
        )


NO_OPTIONS = Options()


@dataclass(frozen=True)
class Resource:
    """One resource of a stack: what its provider's Check made of the inputs, and what the preview or the update gave.

    `inputs` go to Remediate and Analyze, `outputs` to AnalyzeStack. `analyzed` is False for what the program did not
    register in this run (the engine lists such a resource under `--refresh`). `position` is the line to change it at,
    `file:line`; `made_at` the program's line where that is another one. Packs are not told `aliases`, URNs that it may
    have had, `id`, which is empty where it is not known or there is none, and `kind`.
    """

    urn: str
    type: str
    name: str
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    parent: str = ""
    provider: Provider | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Options = NO_OPTIONS
    analyzed: bool = True
    aliases: tuple[str, ...] = ()
    position: str = ""
    made_at: str = ""
    id: str = ""
    kind: Kind = "custom"

    def remediate_request(self) -> analyzer_pb2.AnalyzeRequest:
        """What Remediate gets: the checked inputs, internal keys included."""
        return self._request(self.inputs)

    def analyze_request(self) -> analyzer_pb2.AnalyzeRequest:
        """What Analyze gets: the checked inputs without internal keys."""
        return self._request(sent(self.inputs))

    def stack_entry(self) -> analyzer_pb2.AnalyzerResource:
        """What AnalyzeStack gets: the outputs in clear, and the dependencies."""
        return analyzer_pb2.AnalyzerResource(
            type=self.type,
            urn=self.urn,
            name=self.name,
            properties=wire.to_struct(sent(wire.for_pack(self.outputs))),
            options=self.options.message(self.parent),
            provider=self.provider.message() if self.provider else None,
            parent=self.parent,
            dependencies=self.dependencies,
            propertyDependencies={
                key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                for key, urns in self.property_dependencies.items()
            },
        )

    def _request(self, properties: Properties) -> analyzer_pb2.AnalyzeRequest:
        return analyzer_pb2.AnalyzeRequest(
            type=self.type,
            urn=self.urn,
            name=self.name,
            properties=wire.to_struct(wire.for_pack(properties)),
            options=self.options.message(self.parent),
            provider=self.provider.message() if self.provider else None,
        )


def stack_request(resources: Iterable[Resource]) -> analyzer_pb2.AnalyzeStackRequest:
    """The one request that shows a pack the whole stack."""
    return analyzer_pb2.AnalyzeStackRequest(resources=[resource.stack_entry() for resource in resources])


def sent(properties: Properties) -> Properties:
    """The properties that the engine lets a pack see: not those that begin with two underscores."""
    return {key: value for key, value in properties.items() if not key.startswith("__")}
