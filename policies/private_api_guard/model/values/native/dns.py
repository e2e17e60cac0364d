"""Names: hosted zones and records of Route 53, namespaces and services of Cloud Map.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/route53/ and .../servicediscovery/
"""

from collections.abc import Iterator
from typing import Any

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, each, inside, listed, part, present, renamed, renaming

_RECORD = {"aliasTarget": "aliases", "resourceRecords": "records", "hostedZoneId": "zoneId"}
_ID = {"awsId": "id"}


def _aliases(target: Any) -> Any:
    return listed(each(target, renaming({"dnsName": "name", "hostedZoneId": "zoneId"})))


def _of_group(native: Resource, group: Resource) -> Iterator[Resource]:
    """The records that a group holds."""
    entries, fed = native.get("recordSets"), native.feeds("recordSets")
    for entry in entries if isinstance(entries, list) else [UNKNOWN] if entries is UNKNOWN else ():
        keys = ("name", "type", "aliasTarget", "resourceRecords", "setIdentifier")
        bag: Bag = renamed(present({key: inside(entry, key) for key in keys}), _RECORD)
        bag |= present({"aliases": _aliases(bag.get("aliases")), "zoneId": group.get("zoneId")})
        feeds = {key: fed for key in ("name", "aliases", "records") if fed}
        yield part(group, "route53.Record", bag, feeds | {"zoneId": group.feeds("zoneId")})


KINDS = {
    "route53:HostedZone": Kind("route53.Zone", {}, _ID),
    "route53:RecordSet": Kind("route53.Record", _RECORD, inner={"aliases": _aliases}),
    # A group is no record; its own type keeps it from being read as one.
    "route53:RecordSetGroup": Kind("route53.RecordSetGroup", {"hostedZoneId": "zoneId"}, parts=_of_group),
    "servicediscovery:Service": Kind("servicediscovery.Service", {}, _ID),
    "servicediscovery:Instance": Kind("servicediscovery.Instance", {"instanceAttributes": "attributes"}),
    "servicediscovery:HttpNamespace": Kind("servicediscovery.HttpNamespace", {}, _ID),
    "servicediscovery:PrivateDnsNamespace": Kind(
        "servicediscovery.PrivateDnsNamespace", {}, {**_ID, "hostedZoneId": "hostedZone"}
    ),
    "servicediscovery:PublicDnsNamespace": Kind(
        "servicediscovery.PublicDnsNamespace", {}, {**_ID, "hostedZoneId": "hostedZone"}
    ),
}
