"""Where in a program a resource was made."""

from pathlib import Path
from urllib.parse import unquote, urlparse

from pulumi.runtime.proto import source_pb2

from preflight.repository import own_path_in


def position_of(repository: Path, made: source_pb2.SourcePosition, trace: source_pb2.StackTrace) -> str:
    """`file:line` of the repository's own code: the frame that made the resource, else the nearest one below it.

    Empty where no frame is in it.
    """
    for frame in [made, *(frame.pc for frame in trace.frames)]:
        path = frame.uri and own_path_in(repository, Path(unquote(urlparse(frame.uri).path)))
        if path:
            return f"{path}:{frame.line}"
    return ""
