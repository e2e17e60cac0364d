"""Security groups and their rules.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
"""

from ...model.arguments import Condition, above, any_of, is_, unlike, unset
from ...model.families import GROUPS
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_INGRESS, _EGRESS = "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"
_EC2 = "AWSEC2/latest/APIReference"
_OF_INGRESS, _OF_EGRESS = (f"{_EC2}/API_AuthorizeSecurityGroup{side}.html" for side in ("Ingress", "Egress"))
_PEERS = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
_PORTS = "InvalidParameterValue, a port range must be given for this protocol"
_SET_PORTS = 'Set fromPort and toPort, or ipProtocol to "-1".'
_INGRESS_PORT = refusal(
    "target-sources/ingress-rule-without-port", Hop.NETWORK,
    "The ingress rule of a security group names a protocol and no port", _PORTS, _SET_PORTS, _OF_INGRESS,
)  # fmt: skip
_EGRESS_PORT = refusal(
    "target-sources/egress-rule-without-port", Hop.NETWORK,
    "The egress rule of a security group names a protocol and no port", _PORTS, _SET_PORTS, _OF_EGRESS,
)  # fmt: skip
_REVERSED = refusal(
    "target-sources/ports-of-rule-reversed", Hop.NETWORK,
    "The first port of a security group's rule is above its last",
    "InvalidParameterValue, the range of ports is none",
    "Set fromPort to the first port and toPort to the last.",
    f"{_EC2}/API_IpPermission.html",
)  # fmt: skip
_WORDS = refusal(
    "target-sources/group-description-malformed", Hop.NETWORK,
    "The description of a security group or of a rule has characters that EC2 does not take",
    "InvalidParameterValue, valid descriptions are strings less than 256 characters from the following set:"
    " a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
    "Use these characters only: no apostrophe, no quotation mark, no letter beyond ASCII.",
    f"{_EC2}/API_CreateSecurityGroup.html",
)  # fmt: skip
_WELL = r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}"
_SIDES = ("ingress", "egress")


def _with_ports(key: str) -> Condition:
    """Of other protocols, the two numbers are a type and a code."""
    return is_(key, "tcp", "udp", "6", "17")


ROWS = (
    Row(
        _INGRESS, unset(*_PEERS),
        refusal(
            "target-sources/ingress-rule-without-source", Hop.NETWORK,
            "The ingress rule of a security group admits nobody",
            "InvalidParameterValue, a source must be specified",
            "Set one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId.",
            _OF_INGRESS,
        ),
    ),
    Row(
        _EGRESS, unset(*_PEERS),
        refusal(
            "target-sources/egress-rule-without-destination", Hop.NETWORK,
            "The egress rule of a security group leads nowhere",
            "InvalidParameterValue, a destination must be specified",
            "Set one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId.",
            _OF_EGRESS,
        ),
    ),
    *(Row(_INGRESS, _with_ports("ipProtocol") & unset(port), _INGRESS_PORT) for port in ("fromPort", "toPort")),
    *(Row(_EGRESS, _with_ports("ipProtocol") & unset(port), _EGRESS_PORT) for port in ("fromPort", "toPort")),
    *(Row(rule, _with_ports("ipProtocol") & above("fromPort", "toPort"), _REVERSED) for rule in (_INGRESS, _EGRESS)),
    Row("ec2.SecurityGroupRule", _with_ports("protocol") & above("fromPort", "toPort"), _REVERSED),
    *(
        Row(family, any_of(side, _with_ports("protocol") & above("fromPort", "toPort")), _REVERSED)
        for family in GROUPS
        for side in _SIDES
    ),
    Row(GROUPS[0], unlike("description", _WELL), _WORDS),
    *(Row(rule, unlike("description", _WELL), _WORDS) for rule in (_INGRESS, _EGRESS, "ec2.SecurityGroupRule")),
    *(Row(family, any_of(side, unlike("description", _WELL)), _WORDS) for family in GROUPS for side in _SIDES),
)  # fmt: skip
