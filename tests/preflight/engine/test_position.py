"""Where in a program a resource was made."""

from pathlib import Path

import pytest
from pulumi.runtime.proto import source_pb2

from preflight.engine.position import position_of

REPOSITORY = Path("/work space")
OWN, HELPER = "project:///work%20space/shop/__main__.py", "project:///work%20space/shop/parts/net.py"
INSTALLED = "project:///work%20space/shop/venv/lib/site-packages/x.py"
ELSEWHERE = "file:///usr/lib/python3/runpy.py"
NO_FILE = "project:///work%20space/shop/%00"


def at(uri: str, line: int) -> source_pb2.SourcePosition:
    return source_pb2.SourcePosition(uri=uri, line=line)


@pytest.mark.parametrize(
    ("made", "frames", "position"),
    [
        (at(OWN, 3), [], "shop/__main__.py:3"),
        (at(HELPER, 8), [at(OWN, 3)], "shop/parts/net.py:8"),
        (at(INSTALLED, 1), [at(ELSEWHERE, 2), at(HELPER, 8), at(OWN, 3)], "shop/parts/net.py:8"),
        (at(INSTALLED, 1), [at(ELSEWHERE, 2)], ""),
        (at(NO_FILE, 1), [at(ELSEWHERE, 2)], "shop/\0:1"),
        (at("", 0), [], ""),
    ],
)
def test_it_is_the_nearest_frame_of_the_programs_own_code(
    made: source_pb2.SourcePosition, frames: list[source_pb2.SourcePosition], position: str
) -> None:
    trace = source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=frame) for frame in frames])
    assert position_of(REPOSITORY, made, trace) == position
