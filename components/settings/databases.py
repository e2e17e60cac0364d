"""Settings of databases."""

from typing import Annotated

from pydantic import Field

from .base import Setting
from .form import Form
from .network import Located


class PostgresSettings(Setting):
    """A PostgreSQL database."""

    version: Annotated[
        str, Form("a version of PostgreSQL", r"1[3-9](\.[0-9]+)?", '13 to 19, or with a minor one: "17.2"')
    ] = "17"
    """The version of PostgreSQL."""

    type: Annotated[
        str,
        Form(
            "an instance type of a database",
            r"db\.[a-z]+[0-9][a-z0-9-]*\.(micro|small|medium|large|[0-9]*xlarge)",
            "a family and a size, such as db.t4g.micro or db.m7g.2xlarge",
        ),
    ] = "db.t4g.micro"
    """The instance type."""

    storage: int = Field(default=20, ge=20, le=65536)
    """Storage in GiB."""

    name: Annotated[
        str,
        Form(
            "the name of a database",
            "[a-z][a-z0-9_]{0,62}",
            "up to 63 lower-case letters, digits and _, of which the first is a letter",
        ),
    ] = "application"
    """The name of the database. Another name is another database, an empty one."""

    standby: bool = False
    """Whether a second instance in another zone takes over when the first fails."""

    backups: int = Field(default=7, ge=0, le=35)
    """Days that backups are kept."""


class DatabaseSettings(Located, PostgresSettings):
    """A PostgreSQL database in subnets of its own, which only the backends that use it reach. It needs two zones."""
