"""Every stack and example: the pack finds nothing in it, neither in its first preview nor in the update."""

from pathlib import Path

import pytest

from preflight.analysis import analyze
from preflight.engine.simulation import simulate
from preflight.packs.diagnostics import Diagnostics
from preflight.packs.pack import Pack
from preflight.protocol.stack_identity import StackIdentity
from tests.policies.conftest import PACK
from tests.policies.findings import everything
from tests.recorded import COMPOSITIONS, recorded


@pytest.fixture(scope="module")
def pack():
    with Pack.start(PACK, StackIdentity("private-api", "dev")) as process:
        yield process


@pytest.mark.parametrize("update", [False, True], ids=["preview", "update"])
@pytest.mark.parametrize("path", COMPOSITIONS, ids=lambda path: path.name.split(".")[1])
def test_a_composition_is_sound(pack: Pack, path: Path, update: bool) -> None:
    registrations = recorded(update=update, config_file=path)
    pack.diagnostics = Diagnostics()
    verdict = analyze(simulate(registrations.identity, registrations), pack)
    assert everything(verdict) == set()
