"""Settings of containers on Fargate, and of whatever else a load balancer reaches."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .form import Form
from .names import Name, Path, Port

# Memory in MiB by CPU units.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
MEMORY: dict[int, range | tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4097, 1024),
    1024: range(2048, 8193, 1024),
    2048: range(4096, 16385, 1024),
    4096: range(8192, 30721, 1024),
    8192: range(16384, 61441, 4096),
    16384: range(32768, 122881, 8192),
}

# https://pkg.go.dev/github.com/distribution/reference: a registry, a path, a tag, a digest.
ContainerImage = Annotated[
    str,
    Form(
        "a container image",
        r"([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
        r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?",
        "REGISTRY/NAME:TAG, with the name in lower case and one tag at most",
    ),
]

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html
Folder = Annotated[
    str,
    Form(
        "a folder of a container",
        r"/([A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)?",
        "a path from the root without a slash at its end, such as /tmp or /var/cache/nginx, or / for all of it",
    ),
]


class HealthSettings(Setting):
    """How the load balancer finds out whether a target works."""

    path: Path | None = None
    """The path asked for by HTTP. Without it a Network Load Balancer opens a TCP connection, an ALB asks for `/`."""

    port: Port | None = None
    """The port asked, where it differs from the port of the requests. With `passThrough` it is a plain one."""

    interval: int = Field(default=10, ge=5, le=300)
    """Seconds between two checks of a target."""


class TargetSettings(Setting):
    """Where a load balancer reaches its targets."""

    port: Port
    """The port that the targets listen to. With another one, requests fail until targets there are healthy."""

    health: HealthSettings = HealthSettings()
    """How the load balancer finds out whether a target works."""

    @property
    def health_port(self) -> int:
        """The port of the health checks."""
        return self.health.port or self.port


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


class TaskSettings(Setting):
    """How large tasks on Fargate are, how many of them run, and what they may write to."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = 256
    """CPU units of a task: 1024 are one vCPU."""

    memory: int = 512
    """Memory of a task in MiB. Which sizes there are depends on `cpu`."""

    tasks: int = Field(default=2, ge=1, le=1000)
    """How many tasks run. With `scaling` this is only where it begins."""

    scaling: ScalingSettings | None = None
    """How the number of tasks follows the load."""

    writable: tuple[Folder, ...] = ()
    """Folders that the container may write to, each an empty volume: `[/tmp]`; or `[/]` for all of it. A program that
    writes elsewhere logs "Read-only file system", and as a rule ends: ECS tells "Essential container in task exited",
    and takes the deployment back. Before that, `docker run --read-only --tmpfs /tmp IMAGE` shows it on your desk. A
    volume belongs to root, unless the image has `VOLUME` for its folder, after that belongs to the image's user."""

    @model_validator(mode="after")
    def _writable_once(self) -> Self:
        for position, folder in enumerate(self.writable):
            if folder in self.writable[:position]:
                raise BrokenRuleError(
                    "the folder is named twice",
                    allowed="each folder once",
                    remedy="remove one",
                    key=("writable", position),
                )
        return self

    @model_validator(mode="after")
    def _memory_of_cpu(self) -> Self:
        if self.memory not in MEMORY[self.cpu]:
            raise BrokenRuleError(
                f"Fargate has no tasks of {self.cpu} CPU units with it",
                allowed=_told(MEMORY[self.cpu]),
                remedy="choose one of these sizes, or other CPU units",
                key=("memory",),
                value=self.memory,
            )
        return self


class ContainerSettings(TaskSettings, TargetSettings):
    """Containers on Fargate."""

    image: ContainerImage
    """The container image. Without a way out to the internet: one in ECR, of the stack's own region."""

    environment: dict[str, str] = Field(default={})
    """Environment variables of the container. No secrets: they can be read in the task definition."""

    database: Name | None = None
    """The database it uses: its address and login come as DATABASE_HOST, _PORT, _NAME, _USER and _PASSWORD."""


def _told(sizes: range | tuple[int, ...]) -> str:
    """Sizes of memory as a reader understands them: each, or the first, the last and the step."""
    if isinstance(sizes, range):
        return f"{sizes[0]} to {sizes[-1]} MiB, in steps of {sizes.step}"
    *others, last = map(str, sizes)
    return f"{', '.join(others)} or {last} MiB"
