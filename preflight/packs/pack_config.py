"""A policy pack's configuration: levels and properties, merged and refused as the engine does it.

Source: pulumi/pulumi `pkg/resource/analyzer/config.go`. In rising precedence: the policies' own levels and the
defaults of their schemas, the pack's initial configuration, the configuration file; `all` before single policies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pydantic import BeforeValidator, ConfigDict

from preflight.documents.document import Document, Key, Shape
from preflight.documents.json_reader import read_json
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import PackConfigError, PackError
from preflight.packs.enforcement import LEVELS, Level
from preflight.protocol import wire


class _Setting(Shape):
    """A policy's setting in a configuration file: its level, and beside it its properties."""

    model_config = ConfigDict(extra="allow")

    enforcement_level: Level | None = None


_Settings = dict[
    str,
    Annotated[
        _Setting, BeforeValidator(lambda value: {"enforcementLevel": value} if isinstance(value, str) else value)
    ],
]


@dataclass(frozen=True)
class PolicySettings:
    """What one policy is told. `level` None: as it is.

    `place` gives `file:line` of a property, and of the steps below it, where a file gives the policy properties.
    """

    level: Level | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    place: Callable[[Key], str] = field(default=lambda _: "", compare=False, repr=False)

    @classmethod
    def of(cls, message: analyzer_pb2.PolicyConfig) -> "PolicySettings":
        """From the protocol's form, in which a level that was not given is `advisory`."""
        return cls(level_name(message.enforcementLevel), properties_of(message.properties))

    def message(self) -> analyzer_pb2.PolicyConfig:
        """The protocol's form."""
        return analyzer_pb2.PolicyConfig(
            enforcementLevel=analyzer_pb2.EnforcementLevel.Value((self.level or "advisory").upper()),
            properties=wire.to_struct(self.properties),
        )

    def over(self, below: "PolicySettings") -> "PolicySettings":
        """These settings where they say something, those `below` elsewhere."""
        return replace(self, level=self.level or below.level, properties={**below.properties, **self.properties})


@dataclass(frozen=True)
class PolicyInfo:
    """What a pack says of one of its policies. `schema` is the JSON Schema of its properties."""

    name: str
    description: str
    level: Level
    kind: str
    schema: Mapping[str, Any]

    @classmethod
    def of(cls, message: analyzer_pb2.PolicyInfo) -> "PolicyInfo":
        """From the protocol's form."""
        schema = message.configSchema
        return cls(
            name=message.name,
            description=message.description,
            level=level_name(message.enforcementLevel),
            kind=_name(analyzer_pb2.PolicyType, message.policy_type).removeprefix("POLICY_TYPE_").lower(),
            schema={
                "type": "object",
                "properties": properties_of(schema.properties),
                "required": list(schema.required),
            },
        )

    @property
    def defaults(self) -> dict[str, Any]:
        """The values that the schema gives properties."""
        return {
            name: definition["default"]
            for name, definition in self.schema["properties"].items()
            if isinstance(definition, dict) and "default" in definition
        }


def properties_of(struct: struct_pb2.Struct) -> wire.Properties:
    """The properties that a pack sent. Raises `PackError`."""
    properties = wire.from_struct(struct)
    wrong = wire.formless(properties)
    if wrong:
        raise PackError(f"the pack sent properties that have no form: {wrong}")
    return properties


def level_name(number: int) -> Level:
    """The name in configuration files of an enforcement level of the protocol."""
    return _name(analyzer_pb2.EnforcementLevel, number).lower()  # pyrefly: ignore


def _name(enum: Any, number: int) -> str:
    """The name that an enumeration of the protocol has for a number. Raises `PackError`."""
    if number not in enum.values():
        raise PackError(
            f"the pack sent {number} for {enum.DESCRIPTOR.name}, which the protocol does not have",
            remedy="Run it with the SDK that its requirements.txt names, in a version that this protocol knows.",
        )
    return enum.Name(number)


def read(path: Path, *, name: str = "") -> dict[str, PolicySettings]:
    """The settings of a configuration file, which messages call `name`. Raises `PackConfigError`."""
    return settings_in(read_document(path, name=name))


def is_yaml(path: Path) -> bool:
    """Whether a file's name says that it is YAML. The engine reads JSON only."""
    return path.suffix in {".yaml", ".yml"}


def read_document(path: Path, *, name: str = "") -> Document:
    """What a configuration file holds, JSON or YAML. Raises `PackConfigError`."""
    return (read_yaml if is_yaml(path) else read_json)(path, PackConfigError, name=name)


def settings_in(document: Document) -> dict[str, PolicySettings]:
    """The settings that a document holds. Raises `PackConfigError`."""
    content = document.fit(
        _Settings,
        what="configuration of a policy pack",
        remedy="A policy's setting is an enforcement level, or an object with enforcementLevel and properties.",
    )
    common = content.get("all")
    if common and (common.model_extra or common.enforcement_level is None):
        raise document.wrong(("all",), "it takes an enforcement level only", remedy=f"Allowed: {', '.join(LEVELS)}.")
    return {name: _settings(document, name, setting) for name, setting in content.items()}


def _settings(document: Document, name: str, setting: _Setting) -> PolicySettings:
    given = PolicySettings(setting.enforcement_level, setting.model_extra or {})
    return replace(given, place=lambda key: document.place((name, *key))) if given.properties else given


def merged(
    policies: Mapping[str, PolicyInfo],
    initial: Mapping[str, PolicySettings],
    given: Mapping[str, PolicySettings],
) -> dict[str, PolicySettings]:
    """Each policy's settings as the engine sends them. Raises `PackConfigError` where the engine refuses to start."""
    result = {name: PolicySettings(policy.level, policy.defaults) for name, policy in policies.items()}
    for layer in (initial, given):
        common = layer.get("all")
        if common:
            result = {name: replace(setting, level=common.level) for name, setting in result.items()}
        for name, setting in layer.items():
            if name != "all":
                result[name] = setting.over(result.get(name, PolicySettings()))
    for name, setting in result.items():
        if setting.level is None:
            raise PackConfigError(
                f"policy {name!r} is not in the pack, and its settings give no enforcementLevel",
                remedy=f"The pack's policies: {', '.join(sorted(policies))}.",
                position=setting.place(()),
            )
        if name in policies:
            _validate(policies[name], setting)
    return result


def unknown_policies(policies: Mapping[str, PolicyInfo], given: Mapping[str, PolicySettings]) -> list[str]:
    """Names in a configuration file that no policy has; the engine accepts them silently when they give a level."""
    return sorted(set(given) - set(policies) - {"all"})


def _validate(policy: PolicyInfo, setting: PolicySettings) -> None:
    if not policy.schema["properties"] and not policy.schema["required"]:
        return
    import jsonschema  # noqa: PLC0415 - it takes a tenth of a second, which only configured packs need
    from referencing import Registry  # noqa: PLC0415 - one that is empty, so that nothing is fetched

    try:
        jsonschema.Draft7Validator.check_schema(policy.schema)
        validator = jsonschema.Draft7Validator(policy.schema, registry=Registry())
        errors = sorted(validator.iter_errors(dict(setting.properties)), key=lambda error: error.json_path)
    except Exception as error:  # noqa: BLE001 - a schema has many ways to be none: expressions, references, circles
        what = getattr(error, "message", "") or f"{type(error).__name__}: {error}"
        raise PackConfigError(
            f"policy {policy.name!r} has a schema that is none: {what}",
            remedy="Its configSchema is JSON Schema (Draft 7), without references to what is elsewhere.",
        ) from None
    if errors:
        what = "; ".join(f"{error.json_path.removeprefix('$.')}: {error.message}" for error in errors)
        raise PackConfigError(
            f"the settings of policy {policy.name!r} do not fit its schema: {what}",
            position=setting.place(tuple(errors[0].absolute_path)),
        )
