"""OpenAPI documents as API Gateway imports them: operations and their `x-amazon-apigateway-*` extensions.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..values.unknown import UNKNOWN, Unknown
from ..values.values import Block

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method")
_DEEP = 100


@dataclass(frozen=True)
class Operation:
    """One method of one path, with `$ref`s left as they are."""

    method: str
    path: str
    block: Block
    integration: Block


class Document:
    """A parsed document."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.block = Block(content)

    def operations(self) -> Iterator[Operation]:
        """Every operation, in the order of the document."""
        paths = self.content.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            for method in _METHODS if isinstance(item, dict) else ():
                operation = item.get(method)
                if isinstance(operation, dict):
                    verb = "ANY" if method.startswith("x-") else method.upper()
                    integration = operation.get("x-amazon-apigateway-integration")
                    yield Operation(verb, str(path), Block(operation), Block(self._resolve(integration)))

    def _resolve(self, value: Any) -> Any:
        """What a `$ref` within the document points at; nothing where it leads in a circle."""
        for _ in range(_DEEP):
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                return value
            target: Any = self.content
            for step in value["$ref"].lstrip("#/").split("/"):
                target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
            value = target
        return None

    def schemes(self, operation: Operation) -> "list[dict[str, Any]]":
        """The security schemes that an operation asks for. Those of the document's root are ignored by API Gateway."""
        wanted = operation.block.get("security")
        names = (
            [name for entry in wanted if isinstance(entry, dict) for name in entry] if isinstance(wanted, list) else []
        )
        known = self.content.get("securityDefinitions")
        if not isinstance(known, dict):
            components = self.content.get("components")
            known = components.get("securitySchemes") if isinstance(components, dict) else None
        found = [known.get(name) for name in names] if isinstance(known, dict) else []
        return [scheme for scheme in found if isinstance(scheme, dict)]


def parse(body: Any) -> "Document | Unknown | None":
    """A body, JSON or YAML; `UNKNOWN` where it is not known yet, `None` where there is none or it can not be read."""
    if body is UNKNOWN:
        return UNKNOWN
    if isinstance(body, dict):
        return Document(body)
    if not isinstance(body, str) or not body.strip():
        return None
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = _yaml(body)
    return Document(content) if isinstance(content, dict) else None


def _yaml(body: str) -> Any:
    # Loaded only here: few stacks need it, and every pack pays for what it imports.
    import yaml  # noqa: PLC0415

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # The fast loader calls itself for each level, without Python's guard: too many end the whole process.
        depth = 0
        for event in yaml.parse(body, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEP:
                return None
        return yaml.load(body, Loader=loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
