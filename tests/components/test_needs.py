"""What a network has to offer follows from what stands in it."""

from typing import Any

from components import needs
from components.settings import Settings
from components.settings.reading import parse
from tests.engine import ROOT, raw_settings, settings_of

DEV = ROOT / "stacks" / "Pulumi.dev.yaml"


def dev(change: Any = None) -> Settings:
    raw, region = raw_settings(DEV)
    if change:
        change(raw)
    return parse(raw, region)


def test_containers_need_images_and_logs() -> None:
    assert needs.services(dev(), "main") == ("ecr.api", "ecr.dkr", "logs")


def test_a_way_to_the_internet_makes_endpoints_of_services_needless() -> None:
    assert needs.services(dev(lambda raw: raw["networks"]["main"].update(egress="nat")), "main") == ()


def test_a_login_in_a_secret_needs_secrets() -> None:
    def with_database(raw: Any) -> None:
        raw["databases"] = {"shop": {}}
        raw["backends"]["orders"]["database"] = "shop"

    assert "secretsmanager" in needs.services(dev(with_database), "main")
    assert needs.tiers(dev(with_database), "main") == ("application", "balancer", "database")


def test_a_probe_with_a_key_needs_parameters() -> None:
    probe = {"path": "/orders", "consumer": "billing"}
    assert "ssm" in needs.services(dev(lambda raw: raw["apis"]["orders"].update(probe=probe)), "main")


def test_a_probe_is_a_caller_even_where_others_are_named() -> None:
    def named(raw: Any) -> None:
        raw["apis"]["orders"].update(
            callers={"cidrs": ["192.168.0.0/16"]}, probe={"path": "/orders", "consumer": "billing"}
        )

    assert needs.callers(dev(named), "main") == ("192.168.0.0/16", "10.20.0.0/16")


def test_only_private_apis_need_an_endpoint() -> None:
    assert needs.callers(settings_of(ROOT / "stacks" / "Pulumi.staging.yaml"), "main") == ()


def test_network_acls_know_every_port() -> None:
    assert needs.ports(dev(), "main") == ((80,), (8080, 8081))
    assert needs.ports(settings_of(ROOT / "examples" / "Pulumi.alb.yaml"), "main") == ((80,), (8080, 9090))
