"""Values that the wire marks as secret. The SDK shows them to policies like any other."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from google.protobuf import json_format

from .reading import plain

# What an object on the wire has that is a secret, with its value beside it.
# Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public constant of the protocol

Side = Literal["inputs", "outputs"]


class Marks:
    """Marked values by URN: those among the inputs that Analyze was shown last, and among AnalyzeStack's outputs."""

    def __init__(self) -> None:
        self._noted: dict[tuple[Side, str], list[tuple[str, Any]]] = {}

    def note(self, side: Side, request: Any, resources: Iterable[Any]) -> None:
        """Keeps the marked values of the resources of a request. Most have none, which the bytes tell at once."""
        some = _has_marks(request)
        for each in resources:
            fields = each.properties.fields if some and _has_marks(each) else {}
            self._noted[side, each.urn] = [(key, value) for key in fields for value in _marked([fields[key]])]

    def of(self, urn: str) -> Iterator[tuple[str, Any]]:
        """Properties of a resource with a marked value in each, as plain data in which an unknown one is `UNKNOWN`."""
        yield from self._noted.get(("inputs", urn), ())
        yield from self._noted.get(("outputs", urn), ())


def _has_marks(message: Any) -> bool:
    return SECRET.encode() in message.SerializeToString()


def _marked(values: Iterable[Any]) -> Iterator[Any]:
    """The marked values inside protobuf values."""
    for value in values:
        kind = value.WhichOneof("kind")
        if kind == "list_value":
            yield from _marked(value.list_value.values)
        elif kind == "struct_value":
            fields = value.struct_value.fields
            if SIGNATURE in fields and fields[SIGNATURE].string_value == SECRET:
                yield plain(json_format.MessageToDict(fields["value"]))
            else:
                yield from _marked(fields.values())
