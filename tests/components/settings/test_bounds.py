"""How much is allowed: the first and the last value that is, and the ones beside them. The schema holds the others."""

from typing import get_args

import pytest
from pydantic import ValidationError

from components.settings.backends import ListenerSettings
from components.settings.containers import MEMORY, TaskSettings
from components.settings.network import VpcSettings

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html, in GiB.
FARGATE = {
    256: [0.5, 1, 2],
    512: [1, 2, 3, 4],
    1024: [2, 3, 4, 5, 6, 7, 8],
    2048: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    4096: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
    8192: [16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60],
    16384: [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120],
}
TOLD = {
    256: "512, 1024 or 2048 MiB",
    512: "1024 to 4096 MiB, in steps of 1024",
    1024: "2048 to 8192 MiB, in steps of 1024",
    2048: "4096 to 16384 MiB, in steps of 1024",
    4096: "8192 to 30720 MiB, in steps of 1024",
    8192: "16384 to 61440 MiB, in steps of 4096",
    16384: "32768 to 122880 MiB, in steps of 8192",
}


def test_every_size_of_fargate_is_allowed_and_no_other() -> None:
    assert list(MEMORY) == list(FARGATE) == list(get_args(TaskSettings.model_fields["cpu"].annotation))
    for cpu, sizes in FARGATE.items():
        assert list(MEMORY[cpu]) == [int(1024 * size) for size in sizes]


@pytest.mark.parametrize(("cpu", "told"), TOLD.items())
def test_a_refused_size_is_told_those_that_there_are(cpu, told) -> None:
    with pytest.raises(
        ValidationError, match=f"Fargate has no tasks of {cpu} CPU units with it. Allowed: {told}. Remedy: "
    ):
        TaskSettings(cpu=cpu, memory=1536)


@pytest.mark.parametrize("port", [80, 443, 1025, 65535])
def test_a_listener_port_that_api_gateway_calls(port: int) -> None:
    assert ListenerSettings(port=port).number == port


@pytest.mark.parametrize("port", [0, 79, 81, 442, 444, 1024, 65536])
def test_a_listener_port_that_it_does_not(port: int) -> None:
    with pytest.raises(ValidationError, match="80, 443 and 1025 to 65535"):
        ListenerSettings(port=port)


@pytest.mark.parametrize(("prefix", "fits"), [(15, False), (16, True), (23, True), (24, False)])
def test_how_large_a_network_may_be(prefix: int, fits: bool) -> None:
    if fits:
        assert VpcSettings(cidr=f"10.0.0.0/{prefix}", zones=("eu-west-1a",)).cidr == f"10.0.0.0/{prefix}"
    else:
        with pytest.raises(ValidationError, match="Allowed: /16 to /23"):
            VpcSettings(cidr=f"10.0.0.0/{prefix}", zones=("eu-west-1a",))
