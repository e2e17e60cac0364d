"""Settings of databases."""

from typing import Annotated

from pydantic import Field, StringConstraints

from .base import Setting
from .network import Located


class PostgresSettings(Setting):
    """A PostgreSQL database."""

    version: Annotated[str, StringConstraints(pattern=r"^1[3-9](\.\d+)?$")] = "17"
    """The version of PostgreSQL."""

    type: Annotated[str, StringConstraints(pattern=r"^db\.[a-z0-9-]+\.[a-z0-9]+$")] = "db.t4g.micro"
    """The instance type."""

    storage: int = Field(default=20, ge=20, le=65536)
    """Storage in GiB."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")] = "application"
    """The name of the database."""

    standby: bool = False
    """Whether a second instance in another zone takes over when the first fails."""

    backups: int = Field(default=7, ge=0, le=35)
    """Days that backups are kept."""


class DatabaseSettings(Located, PostgresSettings):
    """A PostgreSQL database in subnets of its own, which only the backends that use it reach. It needs two zones."""
