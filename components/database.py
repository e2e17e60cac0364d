"""A PostgreSQL database in subnets of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from .naming import DATABASE, fit
from .roles import decrypting
from .rules import Traffic, let_in, let_out
from .settings.databases import PostgresSettings
from .settings.operations import ProtectionSettings

if TYPE_CHECKING:
    from .shapes import Subnets

PORT = 5432


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """Arguments of Database."""

    settings: PostgresSettings = field(default_factory=PostgresSettings)
    """What it is like."""

    subnets: Subnets
    """Where it stands: in two zones or more."""

    key: Input[str] | None = None
    """The ARN of the KMS key for data and login; without it AWS's own keys encrypt them."""

    protection: ProtectionSettings = field(default_factory=ProtectionSettings)
    """Whether AWS refuses to delete it. The last snapshot is kept in any case."""


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
        settings, self._key = args.settings, args.key
        group = aws.ec2.SecurityGroup(
            f"{name}-database",
            vpc_id=args.subnets.vpc_id,
            description=f"The database {name}",
            tags={"Name": f"{name}-database"},
            opts=child,
        )
        subnets = aws.rds.SubnetGroup(
            f"{name}-database",
            subnet_ids=args.subnets.ids,
            tags={"Name": f"{name}-database"},
            opts=child,
        )
        instance = aws.rds.Instance(
            fit(f"{name}-database", DATABASE),
            engine="postgres",
            engine_version=settings.version,
            instance_class=settings.type,
            allocated_storage=settings.storage,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.key,
            db_name=settings.name,
            username="application",
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.key,
            port=PORT,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[group.id],
            publicly_accessible=False,
            iam_database_authentication_enabled=True,
            multi_az=settings.standby,
            backup_retention_period=settings.backups,
            copy_tags_to_snapshot=True,
            deletion_protection=args.protection.protected,
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
            "DATABASE_NAME": settings.name,
        }
        self.register_outputs({"address": self.address, "secretArn": self.secret_arn, "groupId": self.group_id})

    @property
    def login_statements(self) -> list[dict[str, Any]]:
        """What a role needs to read the login."""
        read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": self.secret_arn}
        return [read, *decrypting(self._key)]

    def admit(self, who: str, group: Input[str], opts: ResourceOptions) -> None:
        """Members of the group may use the database."""
        use = Traffic(PORT, f"{who} to its database")
        let_out(f"{who}-to-database", group, {"referenced_security_group_id": self.group_id}, use, opts)
        let_in(f"{who}-database-from", self.group_id, {"referenced_security_group_id": group}, use, opts)
