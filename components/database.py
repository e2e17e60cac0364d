"""A PostgreSQL database in subnets of its own."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import DATABASE, fit
from .rules import Traffic, let_in, let_out
from .shapes import SubnetArgs

PORT = 5432


class DatabaseArgs(TypedDict):
    """Arguments of Database."""

    vpc_id: Input[str]
    """The id of the VPC."""

    subnets: Mapping[str, SubnetArgs]
    """The subnets of the database, by zone: two or more."""

    version: str
    """The version of PostgreSQL."""

    type: str
    """The instance type: `db.t4g.micro`."""

    storage: int
    """Storage in GiB."""

    database_name: NotRequired[str]
    """The name of the database; default `application`."""

    standby: NotRequired[bool]
    """Whether a second instance in another zone takes over when the first fails; default false."""

    backups: NotRequired[int]
    """Days that backups are kept; default 7."""

    key: NotRequired[Input[str] | None]
    """The ARN of the KMS key for data and login; default: AWS's own."""

    protected: NotRequired[bool]
    """Whether AWS refuses to delete it; default false. The last snapshot is kept in any case."""


class Database(pulumi.ComponentResource):
    """A PostgreSQL instance whose login RDS makes, keeps in Secrets Manager and changes every week."""

    address: Output[str]
    """Its host name."""

    secret_arn: Output[str]
    """The secret with `username` and `password`."""

    group_id: Output[str]
    """Its security group, which lets in nobody; `admit` adds those who use it."""

    def __init__(self, name: str, args: DatabaseArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:Database", name, None, opts)
        child = ResourceOptions(parent=self)
        self._name, self._key = name, args.get("key")
        group = aws.ec2.SecurityGroup(
            f"{name}-database",
            vpc_id=args["vpc_id"],
            description=f"The database {name}",
            tags={"Name": f"{name}-database"},
            opts=child,
        )
        subnets = aws.rds.SubnetGroup(
            f"{name}-database",
            subnet_ids=[subnet["id"] for subnet in args["subnets"].values()],
            tags={"Name": f"{name}-database"},
            opts=child,
        )
        database_name = args.get("database_name", "application")
        instance = aws.rds.Instance(
            fit(f"{name}-database", DATABASE),
            engine="postgres",
            engine_version=args["version"],
            instance_class=args["type"],
            allocated_storage=args["storage"],
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.get("key"),
            db_name=database_name,
            username="application",
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.get("key"),
            port=PORT,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[group.id],
            publicly_accessible=False,
            multi_az=args.get("standby", False),
            backup_retention_period=args.get("backups", 7),
            copy_tags_to_snapshot=True,
            deletion_protection=args.get("protected", False),
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{name}-last",
            enabled_cloudwatch_logs_exports=["postgresql"],
            auto_minor_version_upgrade=True,
            tags={"Name": f"{name}-database"},
            opts=child,
        )
        self.address, self.group_id = instance.address, group.id
        # A simulated update has no secret: only RDS makes one.
        self.secret_arn = instance.master_user_secrets.apply(lambda made: made[0].secret_arn or "" if made else "")
        self.environment: dict[str, Input[str]] = {
            "DATABASE_HOST": self.address,
            "DATABASE_PORT": str(PORT),
            "DATABASE_NAME": database_name,
        }
        self.register_outputs({"address": self.address, "secretArn": self.secret_arn, "groupId": self.group_id})

    @property
    def login_statements(self) -> list[dict[str, Any]]:
        """What a role needs to read the login."""
        statements: list[dict[str, Any]] = [
            {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": self.secret_arn}
        ]
        if self._key:
            statements.append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": self._key})
        return statements

    def admit(self, who: str, group: Input[str], opts: ResourceOptions) -> None:
        """Members of the group may use the database."""
        use = Traffic(PORT, f"{who} to its database")
        let_out(f"{who}-to-database", group, {"referenced_security_group_id": self.group_id}, use, opts)
        let_in(f"{who}-database-from", self.group_id, {"referenced_security_group_id": group}, use, opts)
