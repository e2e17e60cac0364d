"""Settings of containers on Fargate."""

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .names import Name, Path, Port

# CPU units: smallest and largest memory in MiB, and the step between two sizes.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
MEMORY = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}


class HealthSettings(Setting):
    """How the load balancer finds out whether a target works."""

    path: Path | None = None
    """The path asked for by HTTP. Without it the check is that a TCP connection opens."""

    port: Port | None = None
    """The port asked, where it differs from the port of the requests."""

    interval: int = Field(default=10, ge=5, le=300)
    """Seconds between two checks of a target."""


class ScalingSettings(Setting):
    """How many run: as many as it takes to keep the processors at a level."""

    minimum: int = Field(ge=1)
    """As few as this."""

    maximum: int = Field(ge=1)
    """As many as this."""

    cpu: int = Field(default=60, ge=10, le=95)
    """The level: per cent of their processors in use, on average."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.minimum > self.maximum:
            raise BrokenRuleError(
                f"it is more than the maximum, {self.maximum}",
                allowed=f"1 to {self.maximum}",
                remedy="lower it, or raise the maximum",
                key=("minimum",),
            )
        return self


class ContainerSettings(Setting):
    """Containers on Fargate."""

    image: str
    """The container image. Without a way out to the internet: one in ECR, of the stack's own region."""

    port: Port
    """The port that the container listens to."""

    health: HealthSettings = HealthSettings()
    """How the load balancer finds out whether a task works."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = 256
    """CPU units of a task: 1024 are one vCPU."""

    memory: int = 512
    """Memory of a task in MiB. Which sizes there are depends on `cpu`."""

    tasks: int = Field(default=2, ge=1, le=1000)
    """How many tasks run. With `scaling` this is only where it begins."""

    scaling: ScalingSettings | None = None
    """How the number of tasks follows the load."""

    environment: dict[str, str] = Field(default={})
    """Environment variables of the container. No secrets: they can be read in the task definition."""

    database: Name | None = None
    """The database it uses: its address and login come as DATABASE_HOST, _PORT, _NAME, _USER and _PASSWORD."""

    @model_validator(mode="after")
    def _memory_of_cpu(self) -> Self:
        smallest, largest, step = MEMORY[self.cpu]
        sizes = [1024, 2048] if self.cpu == 256 else range(smallest, largest + 1, step)
        if self.memory != smallest and self.memory not in sizes:
            raise BrokenRuleError(
                f"Fargate has no tasks of {self.cpu} CPU units with it",
                allowed=f"{smallest} to {largest} MiB, in steps of {step}",
                remedy="choose a size of the list, or other CPU units",
                key=("memory",),
                value=self.memory,
            )
        return self
