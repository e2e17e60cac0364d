"""An Application Load Balancer asks its services by HTTP, and answers for itself what the one before it asks."""

import pytest

from components.backends.alb import ApplicationLoadBalancer, ApplicationLoadBalancerArgs
from components.settings.backends import RuleSettings
from components.settings.containers import HealthSettings, TargetSettings
from components.shapes import Subnet, Subnets
from tests.engine import ROOT, environment, record

SUBNETS = Subnets(vpc_id="vpc-1", by_zone={"eu-west-1a": Subnet(id="subnet-a", cidr="10.0.1.0/24")})


@pytest.mark.parametrize(("path", "asked"), [(None, "/"), ("/health", "/health")])
def test_without_a_path_the_health_check_asks_for_the_root(path: str | None, asked: str) -> None:
    args = ApplicationLoadBalancerArgs(
        subnets=SUBNETS,
        listener_port=80,
        services={"shop": TargetSettings(port=8080, health=HealthSettings(path=path, port=8081))},
        rules={"all": RuleSettings(priority=2, paths=("/*",), to="shop")},
    )
    check = record(lambda: ApplicationLoadBalancer("one", args)).one("TargetGroup").inputs["healthCheck"]
    assert (check["protocol"], check["path"], check["port"]) == ("HTTP", asked, "8081")


def test_the_balancer_before_it_asks_for_what_a_rule_answers() -> None:
    alb = environment(ROOT / "examples" / "Pulumi.alb.yaml")
    asked = alb.one("TargetGroup", "dev-shop-targets").inputs["healthCheck"]["path"]
    rule = alb.one("ListenerRule", "dev-shop-alive").inputs
    assert rule["conditions"] == [{"pathPattern": {"values": [asked]}}]
    assert rule["actions"][0]["fixedResponse"]["statusCode"] == "200"
