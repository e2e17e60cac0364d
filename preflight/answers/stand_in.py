"""What a look-up returns that only the cloud can answer: made up from the type of its result.

What was asked for comes back as it was given. The rest has AWS's forms and a mark (`marks`), and is the same for the
same arguments, so that a run can be repeated.
"""

import hashlib
import ipaddress
import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from preflight.answers.marks import ACCOUNT as OWNER
from preflight.answers.marks import MARK, NETWORK, NETWORK_6, NUMBERS, ZONES
from preflight.protocol.wire import Properties, Value
from preflight.provider.identity import ACCOUNT, MOMENT, filled
from preflight.provider.schema import ResourceSchema
from preflight.provider.templates import TEMPLATES

Facts = dict[str, Any]
"""What an SDK tells of a function (`provider.sdk.function_facts`)."""

_SEVERAL = 3
"""How many elements a list of texts has: as many as there are zones."""

# What properties of results are, by their names: the first row that fits. Prefixes of ids:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html; the other forms as in `provider.templates`.
_FORMS: tuple[tuple[str, str], ...] = (
    (r"availabilityZoneIds?$|^zoneIds$", "{zone_id}"),
    (r"availabilityZones?(Names?)?$", "{zone}"),
    (r"([Aa]ccount|[Oo]wner|[Rr]egistry)Ids?$|^(account|owner)$", "{owner}"),
    (r"^region$|regionName$", "{region}"),
    (r"^partition$", "aws"),
    (r"^(state|status)$", "available"),
    (r"^architecture$", "x86_64"),
    (r"[Ii]pv6.*(Cidr|Address)", "{network_6}"),
    (r"[Cc]idr", "{network}"),
    (r"([a-z]I|^i)ps?$|([Ii]p|^a)[Aa]ddress(es)?$", "{address}"),
    (r"(At|Date|Time|Timestamp|Modified)$|^(date|dateCreated|notAfter|notBefore)$", "{moment}"),
    (r"^(json|minifiedJson|policy|policyDocument)$", "{document}"),
    (r"[Uu]rl$", "https://{host}"),
    (r"([Dd]ns|[Dd]omain|[Hh]ost)Name$|[Ee]ndpoint$|^(nameServers|domain)$", "{host}"),
    (r"[Rr]oleArns?$", "arn:aws:iam::{account}:role/{thing}-{hex12}"),
    (r"[Kk]eyArn$", "arn:aws:kms:{region}:{account}:key/{uuid}"),
    (r"certificateArn$", "arn:aws:acm:{region}:{account}:certificate/{uuid}"),
    (r"[Aa]rns?$", "arn:aws:{service}:{region}:{account}:{thing}/{hex17}"),
)
# Of ids, and of lists of things that are known by them.
_IDS: tuple[tuple[str, str], ...] = (
    (r"vpcEndpointService", "vpce-svc-{hex17}"),
    (r"vpcEndpoint", "vpce-{hex17}"),
    (r"vpcPeering", "pcx-{hex17}"),
    (r"vpcId", "vpc-{hex17}"),
    (r"[Ss]ubnet(Id)?s?$", "subnet-{hex17}"),
    (r"[Ss]ecurityGroup(Id)?s?$", "sg-{hex17}"),
    (r"[Rr]outeTableIds?", "rtb-{hex17}"),
    (r"[Nn]etworkAclIds?", "acl-{hex17}"),
    (r"[Ii]nternetGatewayIds?", "igw-{hex17}"),
    (r"[Nn]atGatewayIds?", "nat-{hex17}"),
    (r"[Nn]etworkInterfaceIds?$", "eni-{hex17}"),
    (r"([Ii]mage|[Aa]mi)Ids?$", "ami-{hex17}"),
    (r"[Aa]llocationIds?$", "eipalloc-{hex17}"),
    (r"[Ll]aunchTemplateIds?$", "lt-{hex17}"),
    (r"[Ii]nstanceIds?$", "i-{hex17}"),
    (r"[Vv]olumeIds?$", "vol-{hex17}"),
    (r"[Ss]napshotIds?$", "snap-{hex17}"),
    (r"[Pp]refixListIds?$", "pl-{hex17}"),
    (r"[Tt]ransitGatewayIds?$", "tgw-{hex17}"),
    (r"[Dd]hcpOptionsId$", "dopt-{hex17}"),
    (r"[Ff]ileSystemIds?$", "fs-{hex17}"),
    (r"[Zz]oneIds?$", "Z{upper17}"),
    (r"[Uu]serPoolIds?$", "{region}_{short13}"),
    (r"[Kk]eyIds?$", "{uuid}"),
    (r"^ids?$|Ids?$", "{short12}"),
)
# What a function looks up that is called otherwise as a type, and the forms of what is no type with forms.
_THINGS = {"amiIds": "ec2/ami", "subnetIds": "ec2/subnet", "securityGroups": "ec2/securityGroup"}
_OWN = {"ec2/ami": {"id": "ami-{hex17}", "imageId": "{id}"}, "ec2/prefixList": {"id": "pl-{hex17}"}}
_V4, _V6 = ipaddress.ip_network(NETWORK), ipaddress.ip_network(NETWORK_6)
_ALWAYS_SO = {"enableDnsHostnames", "enableDnsSupport", "enabled", "public"}


def stand_in(token: str, arguments: Properties, region: str, facts: Facts | None) -> Properties:
    """The made-up result of a look-up. Without `facts` nobody knows its type: what was asked for, and an id."""
    seed = json.dumps([token, arguments, region], sort_keys=True, default=str)
    told = facts or {
        "arguments": [*arguments],
        "always": {"id": "s"},
        "given": dict.fromkeys(arguments, ""),
        "shapes": {},
    }
    return _Made(token, seed, arguments, str(arguments.get("region") or region), told).result()


def read_as(schema: ResourceSchema, id_: str, told: Properties, region: str) -> Properties:
    """The made-up outputs of a resource that is read, of which the id and what the program told are known."""
    facts = {
        "arguments": sorted(schema.optional),
        "always": {name: kind for name, kind in schema.kinds.items() if name not in schema.optional} | {"id": "s"},
        "given": {name: schema.kinds[name] for name in schema.optional},
        "shapes": {},
    }
    return stand_in(schema.type, {**told, "id": id_}, region, facts)


@dataclass(frozen=True)
class _Made:
    token: str
    seed: str
    asked: Properties
    region: str
    facts: Facts

    def result(self) -> Properties:
        always, given = self.facts["always"], self.facts["given"]
        made = {"id": self.id} if "id" in always else {}
        made |= {name: self._top(name, kind) for name, kind in always.items() if name != "id"}
        # What may be missing is missing where it is not asked for; an SDK such as aws-native's has all of a result so.
        asked = self.facts["arguments"]
        return made | {
            name: self.asked.get(name) if name in asked else self._top(name, kind) for name, kind in given.items()
        }

    def _top(self, name: str, kind: str) -> Value:
        asked = self.asked.get(name)
        return self._value(name, kind, name) if asked is None else asked

    def _value(self, name: str, kind: str, path: str) -> Value:
        if kind.startswith("["):
            count = _SEVERAL if kind == "[s" else 1
            return [self._value(name, kind[1:], f"{path}[{place}]") for place in range(count)]
        if kind.startswith("o:"):
            shape = self.facts["shapes"].get(kind[2:], {})
            return {key: self._value(key, each, f"{path}.{key}") for key, each in shape.items()}
        if kind == "s":
            return self._text(name, path)
        if kind == "n":
            return NUMBERS[self.drawn(path, len(NUMBERS))]
        return {"b": name in _ALWAYS_SO, "m": {}}.get(kind)

    def _text(self, name: str, path: str) -> str:
        texts = _Texts(self, name, path)
        own = self._own.get(re.sub(r"s$", "", name), "") if path == name or name in ("ids", "arns") else ""
        if not own or not _can_be_filled(own, texts):
            own = next((form for pattern, form in (*_FORMS, *_IDS) if re.search(pattern, name)), "{called}-{hex12}")
        return filled(own, f"{self.seed}#{'' if path in ('id', 'arn') else path}", texts, MARK)

    @property
    def thing(self) -> str:
        """What is looked up, as templates name types: `ec2/vpc`."""
        module, _, name = self.token.partition(":")[2].partition("/")
        kind = re.sub(r"^get", "", name.partition(":")[0] or module)
        kind = kind[:1].lower() + kind[1:]
        found = _THINGS.get(kind, f"{module.partition(':')[0]}/{kind}")
        return found if found in TEMPLATES else found.removesuffix("s") if found.endswith("s") else found

    @cached_property
    def _own(self) -> dict[str, str]:
        """Templates of the thing's own texts."""
        known = {**TEMPLATES.get(self.thing, {}), **_OWN.get(self.thing, {})}
        return {key: text for key, text in known.items() if text != "{moment}" and "{octet}" not in text}

    @cached_property
    def id(self) -> str:
        """The id that it has, which others of its texts contain."""
        asked = self.asked.get("id")
        return asked if isinstance(asked, str) else self._text("id", "id")

    def drawn(self, path: str, many: int) -> int:
        """A number below `many` that is the same for the same place in the same look-up."""
        return int(hashlib.sha256(f"{self.seed}#{path}".encode()).hexdigest(), 16) % many

    def placed(self, path: str, name: str) -> str:
        """What has a place of its own: an address, a network, a zone."""
        number = self.drawn(re.sub(r"\[\d+\]", "", path), 250)
        place = int(found[1]) if (found := re.search(r"\[(\d)\]", path)) else 0
        letter = (number + place) % len(ZONES)
        if name == "network":
            return NETWORK if "vpc" in self.thing.lower() else f"{_V4[256 * (number + place)]}/24"
        if name == "network_6":
            return f"{_V6[(number + place) << 64]}/64"
        if name == "address":
            return str(_V4[256 * number + 4 + place])
        if name == "zone":
            return f"{self.region}{ZONES[letter]}"
        words = self.region.split("-")
        return f"{words[0]}{''.join(word[0] for word in words[1:-1])}{words[-1]}-az{7 + letter}"


class _Texts(dict[str, str]):
    """What templates name: texts of the look-up."""

    def __init__(self, made: _Made, name: str, path: str) -> None:
        service, _, kind = made.thing.partition("/")
        digits = f"{MARK}{made.drawn(path, 1 << 16):04x}"
        asked = {key: value for key, value in made.asked.items() if isinstance(value, str)}
        super().__init__(
            {"scheme": "", **({"family": "app"} if kind == "loadBalancer" else {}), **asked},
            account=ACCOUNT,
            owner=OWNER,
            called=name,
            document=json.dumps({"Version": "2012-10-17", "Id": f"stand-in-{MARK}", "Statement": []}),
            host=f"{digits}.{service}.{made.region}.amazonaws.com",
            moment=MOMENT,
            region=made.region,
            service=service,
            thing=kind,
            **{each: made.placed(path, each) for each in ("network", "network_6", "address", "zone", "zone_id")},
        )
        for key in ("name", "identifier", "bucket", "clusterName"):
            self.setdefault(key, f"{kind}-{digits}")
        self["path"] = self["name"].lstrip("/")
        if path != "id":
            self["id"] = made.id


def _can_be_filled(template: str, texts: Mapping[str, str]) -> bool:
    """Whether a template names texts of the look-up only, and forms."""
    fields = (field for _, field, _, _ in string.Formatter().parse(template) if field)
    return all(field in texts or re.fullmatch(r"uuid|(hex|upper|short|text|root)\d+", field) for field in fields)
