"""OpenAPI documents as API Gateway imports them: operations and their `x-amazon-apigateway-*` extensions.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..iam.policy_document import PolicyDocument, policy_document
from ..values import Block, Value
from ..verdict import Verdict, closed, opened, some

_METHODS: Final = (
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method",
)  # fmt: skip
_DEEP: Final = 100
_NULL: Final = "tag:yaml.org,2002:null"
# What a method's `authorization` is for a kind of authorizer, and for what a scheme says of itself.
_OF_TYPE: Final = {"request": "CUSTOM", "token": "CUSTOM", "jwt": "JWT", "cognito_user_pools": "COGNITO_USER_POOLS"}
_OF_AUTHTYPE: Final = {"custom": "CUSTOM", "cognito_user_pools": "COGNITO_USER_POOLS", "awssigv4": "AWS_IAM"}


@dataclass(frozen=True)
class SecurityScheme:
    """A security scheme: an authorizer, IAM, or an API key."""

    block: Block

    @property
    def authorizer(self) -> Block:
        """The authorizer that stands in it."""
        return self.block.block("x-amazon-apigateway-authorizer")

    @property
    def header(self) -> Value[str]:
        """The header or query parameter that it reads."""
        return self.block.text("name")

    @property
    def authorizes(self) -> bool:
        """Whether it stands for an authorizer or for IAM, not for an API key."""
        return bool(self._authtype.known or self.authorizer.content)

    @property
    def is_api_key(self) -> bool:
        """Whether it asks for an API key."""
        return self.block.text("type").known == "apiKey" and not self.authorizes

    @property
    def authorization(self) -> str:
        """The `authorization` that a method has by it. HTTP APIs leave the kind to the authorizer's own type."""
        if self._authtype.known:
            return _OF_AUTHTYPE.get(self._authtype.known.lower(), "NONE")
        return _OF_TYPE.get(str(self.authorizer.text("type")).lower(), "NONE")

    @property
    def _authtype(self) -> Value[str]:
        return self.block.text("x-amazon-apigateway-authtype")


@dataclass(frozen=True)
class Operation:
    """One method of one path. `integration` is its `x-amazon-apigateway-integration`."""

    verb: str
    path: str
    integration: Block
    schemes: tuple[SecurityScheme, ...]

    @property
    def responds(self) -> Verdict:
        """Whether the integration has responses."""
        responses = self.integration.value("responses")
        return closed(f"{responses.where} is not set") if responses.absent else opened()


@dataclass(frozen=True)
class Document:
    """A parsed document, which messages call by what holds it."""

    block: Block

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation, in the order of the document."""
        paths = self.block.content.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            for key in _METHODS if isinstance(item, dict) else ():
                operation = item.get(key)
                if isinstance(operation, dict):
                    verb = "ANY" if key.startswith("x-") else key.upper()
                    integration = self._resolved(operation.get("x-amazon-apigateway-integration"))
                    label = f"{self.block.owner} ({verb} {path})"
                    yield Operation(verb, str(path), Block(integration, label), self._schemes(operation))

    def _resolved(self, value: Any) -> Any:
        """What a `$ref` within the document points at; nothing where it leads in a circle."""
        for _ in range(_DEEP):
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                return value
            target: Any = self.block.content
            for step in value["$ref"].lstrip("#/").split("/"):
                target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
            value = target
        return None

    def _schemes(self, operation: dict[str, Any]) -> tuple[SecurityScheme, ...]:
        """The security schemes that an operation asks for. Those of the document's root are ignored by API Gateway."""
        wanted = operation.get("security")
        entries = wanted if isinstance(wanted, list) else []
        names = [name for entry in entries if isinstance(entry, dict) for name in entry]
        listed = self.block.content.get("securityDefinitions")
        if not isinstance(listed, dict):
            components = self.block.content.get("components")
            listed = components.get("securitySchemes") if isinstance(components, dict) else None
        found = [listed.get(name) for name in names] if isinstance(listed, dict) else []
        return tuple(SecurityScheme(Block(scheme, self.block.owner)) for scheme in found if isinstance(scheme, dict))

    # Extensions of the document as a whole

    @property
    def policy(self) -> Value[PolicyDocument]:
        """The resource policy."""
        return policy_document(self.block, "x-amazon-apigateway-policy")

    @property
    def key_source(self) -> Value[str]:
        """Where API keys come from: HEADER or AUTHORIZER."""
        return self.block.text("x-amazon-apigateway-api-key-source")

    @property
    def binary_types(self) -> Value[tuple[Value[str], ...]]:
        """The media types that are taken for binary."""
        return self.block.texts("x-amazon-apigateway-binary-media-types")

    @property
    def vpc_endpoint_ids(self) -> Any:
        """The VPC endpoints of a private API, as they stand; `None` where the document names none."""
        named = (block.get("vpcEndpointIds") for block in self._endpoint_configurations)
        return next((each for each in named if each is not None), None)

    @property
    def default_endpoint_disabled(self) -> Verdict:
        """Whether it turns the API's `execute-api` endpoint off."""
        return some(block.flag("disableExecuteApiEndpoint").is_(True) for block in self._endpoint_configurations)

    @property
    def _endpoint_configurations(self) -> Iterator[Block]:
        """At the root (Swagger 2), or in one of the servers (OpenAPI 3)."""
        for block in (self.block, *(self.block.blocks("servers").known or ())):
            yield block.block("x-amazon-apigateway-endpoint-configuration")


def parse(body: Value[Any], name: str) -> "Document | None":
    """A body, JSON or YAML; `None` where there is none, where it is not known yet, or where it can not be read."""
    content = body.known
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            content = _yaml(content)
    return Document(Block(content, name)) if isinstance(content, dict) else None


def _yaml(body: str) -> Any:
    """A YAML text, in which every scalar is a text but nothing, which is none.

    The readers of properties take numbers and truth values from texts; what a tag says of a text is not tried, since
    a text that does not fit its tag makes the loader fail in ways of its own.
    """
    # Loaded only here: few stacks need it, and every pack pays for what it imports.
    import yaml  # noqa: PLC0415

    safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = type("_Texts", (safe,), {"yaml_constructors": {_NULL: lambda *_: None}})
    try:
        # The fast loader calls itself for each level, without Python's guard: too many end the whole process.
        depth = 0
        for event in yaml.parse(body, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEP:
                return None
        return yaml.load(body, Loader=loader)  # noqa: S506 - it makes texts, lists and maps only
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
