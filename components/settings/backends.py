"""Settings of the backends that an API can call: one class for each kind."""

from typing import Literal

from pydantic import Field

from .base import Setting
from .names import ListenerPort, Name, Path, Port


class HealthSettings(Setting):
    """How the load balancer finds out whether a target works."""

    path: Path | None = None
    """The path asked for by HTTP. Without it the check is that a TCP connection opens."""

    port: Port | None = None
    """The port asked, where it differs from the port of the requests."""

    interval: int = Field(default=10, ge=5, le=300)
    """Seconds between two checks of a target."""


class ListenerSettings(Setting):
    """Where the load balancer listens for the API."""

    port: ListenerPort = 80
    """The port: 80, 443 or above 1024."""


class FargateBackend(Setting):
    """Containers on Fargate behind a Network Load Balancer of their own."""

    kind: Literal["fargate"]
    """`fargate`."""

    network: Name | None = None
    """The network that it runs in; may be left out where the stack has one."""

    image: str
    """The container image. Without a way out to the internet: one in ECR, of the stack's own region."""

    port: Port
    """The port that the container listens to."""

    health: HealthSettings = HealthSettings()
    """How the load balancer finds out whether a task works."""

    listener: ListenerSettings = ListenerSettings()
    """Where the load balancer listens for the API."""

    host: str | None = Field(default=None, pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")
    """The Host header that the backend sees. Nothing resolves it; default: NAME.internal.example.com."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = 256
    """CPU units of a task: 1024 are one vCPU."""

    memory: int = Field(default=512, ge=512, le=122880)
    """Memory of a task in MiB."""

    tasks: int = Field(default=2, ge=1, le=1000)
    """How many tasks run."""

    environment: dict[str, str] = Field(default={})
    """Environment variables of the container. No secrets: they can be read in the task definition."""


Backend = FargateBackend
