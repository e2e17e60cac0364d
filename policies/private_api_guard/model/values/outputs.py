"""What outputs say beside inputs: AWS's answer to what a program leaves out, and what became of what it asked for."""

from typing import Any, Final

from .unknown import UNKNOWN, has_unknown

# Properties in which the provider reads back what other resources, or other properties, put there: not what was asked.
# Source: https://www.pulumi.com/registry/packages/aws/api-docs/ (the notes on in-line and separate resources)
_RULES: Final = ("ingress", "egress")
_OF_ACL: Final = (*_RULES, "subnetIds")
_OF_TABLE: Final = ("routes", "propagatingVgws")
_POLICY: Final = ("policy",)
FILLED: Final = {
    "ec2.SecurityGroup": _RULES,
    "ec2.DefaultSecurityGroup": _RULES,
    "ec2.NetworkAcl": _OF_ACL,
    "ec2.DefaultNetworkAcl": _OF_ACL,
    "ec2.RouteTable": _OF_TABLE,
    "ec2.DefaultRouteTable": _OF_TABLE,
    "ec2.ManagedPrefixList": ("entries",),
    "ec2.VpcEndpoint": ("routeTableIds", "subnetIds", "subnetConfigurations", "securityGroupIds", "policy"),
    "ec2.VpcEndpointService": ("allowedPrincipals",),
    "ec2.Instance": (
        "vpcSecurityGroupIds",
        "securityGroups",
        "networkInterfaces",
        "ebsBlockDevices",
        "associatePublicIpAddress",
    ),
    "ec2.InternetGateway": ("vpcId",),
    "ec2.VpnGateway": ("vpcId",),
    "ec2.NetworkInterface": ("securityGroups", "attachments"),
    "lb.LoadBalancer": ("subnets", "subnetMappings"),
    "autoscaling.Group": ("targetGroupArns", "loadBalancers", "trafficSources", "availabilityZones"),
    "apigateway.RestApi": _POLICY,
    "iam.Role": ("inlinePolicies", "managedPolicyArns"),
    "kms.Key": _POLICY,
    "rds.Cluster": ("clusterMembers", "iamRoles"),
    "route53.Zone": ("vpcs",),
    "s3.Bucket": _POLICY,
    "secretsmanager.Secret": _POLICY,
    "sns.Topic": _POLICY,
}


def answered(family: str, key: str, output: Any) -> Any:
    """What a known output says of a property that a program leaves out; `None` where it says nothing.

    The provider writes an empty text or list, or zero, where AWS answers nothing.
    """
    if output is None or output is UNKNOWN or key in FILLED.get(family, ()):
        return None
    return None if has_unknown(output) else _filled(output)


def deployed(given: Any, output: Any) -> Any:
    """What is there of a property, by what a program asked for and what the provider read last."""
    if output is None or output is UNKNOWN:
        return given
    if given is None:
        return _filled(output)
    if isinstance(given, dict) and isinstance(output, dict):
        merged = {key: deployed(given.get(key), item) for key, item in output.items()}
        return {key: item for key, item in merged.items() if item is not None}
    if isinstance(given, list) and isinstance(output, list):
        return [_deployed_item(given, item) for item in output]
    return None if output == "" else output


def _deployed_item(given: list[Any], item: Any) -> Any:
    """One of a list, whose order may be another: beside the one asked for that it agrees with, if there is one."""
    asked = next((each for each in given if isinstance(each, dict) and _agrees(each, item)), None)
    return deployed(asked, item) if asked is not None else _shown(item)


def _agrees(given: dict[str, Any], item: Any) -> bool:
    return isinstance(item, dict) and all(item.get(key) == value for key, value in given.items() if value is not None)


def _filled(output: Any) -> Any:
    """An output, `None` where it is empty."""
    shown = _shown(output)
    return None if shown in ("", [], {}) or (shown == 0 and shown is not False) else shown


def _shown(output: Any) -> Any:
    """An output without the texts, lists and objects in it that are empty. A number may be a port or a code."""
    if isinstance(output, dict):
        shown = {key: _shown(item) for key, item in output.items()}
        return {key: item for key, item in shown.items() if item is not None and item not in ("", [], {})}
    return [_shown(item) for item in output] if isinstance(output, list) else output
