"""Where in a program a resource was made."""

from pathlib import Path
from urllib.parse import unquote, urlparse

from pulumi.runtime.proto import source_pb2


def position_of(folder: Path, made: source_pb2.SourcePosition, trace: source_pb2.StackTrace) -> str:
    """`file:line` of the program's own code: the frame that made the resource, else the nearest one below it.

    `folder` is the program's; empty where no frame is in it, installed packages aside.
    """
    for frame in [made, *(frame.pc for frame in trace.frames)]:
        path = Path(unquote(urlparse(frame.uri).path))
        if frame.uri and path.is_relative_to(folder) and "site-packages" not in path.parts:
            return f"{path.relative_to(folder)}:{frame.line}"
    return ""
