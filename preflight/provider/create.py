"""The outputs of a resource that a simulated update created."""

import ipaddress
from collections.abc import Callable

from preflight.protocol import wire
from preflight.protocol.wire import Properties
from preflight.provider.check import default_tags
from preflight.provider.identity import ACCOUNT, identity
from preflight.provider.naming import digits
from preflight.provider.preview import planned, without_unknowns
from preflight.provider.schema import ResourceSchema, canonical, empty

_NETWORK_PROTOCOLS = ("TCP", "TLS", "UDP", "TCP_UDP")

# What API Gateway waits for the backend of an HTTP API unless told otherwise.
_HTTP_TIMEOUT = 30_000
# The ports of databases, by what their engines are called.
_PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "oracle": 1521, "sqlserver": 1433, "db2": 50000}
_ANYTHING = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'

World = dict[str, Properties]
"""What was created before, by id: its outputs, those that are secret in clear."""


def created(
    schema: ResourceSchema, urn: str, checked: Properties, provider: Properties, world: World, seed: str = ""
) -> Properties:
    """What a create gives back: ids and ARNs of AWS's forms, references that fit together.

    Nothing is unknown, save what AWS decides for a type that nobody observed, and a Region that nobody tells.
    What is made up comes of `seed`, which is the URN where nothing is given.
    """
    told = wire.in_clear(checked.get("region")) or provider.get("region")
    region = str(told or "us-east-1")
    made = identity(schema.type, urn, checked, region, seed)
    result: Properties = {"id": made["id"]}
    for key, value in planned(schema, checked).items():
        if key == "id":
            continue
        kind = schema.kinds[key]
        if checked.get(key) is not None:
            # What an input leaves unknown (it comes from a provider that nobody simulates) stays so.
            result[key] = value if wire.has_unknown(checked[key]) else without_unknowns(schema, kind, value)
        elif key in made:
            result[key] = made[key]
        elif key == "region":
            result[key] = region
        elif key in schema.create:
            result[key] = schema.create[key]
        elif wire.is_unknown(value) and schema.observed:
            result[key] = empty(kind) if key in schema.both or key in schema.computed else None
        else:
            result[key] = value
    if "tagsAll" in result:
        result["tagsAll"] = all_tags(checked, provider)
    computed = _COMPUTED.get(canonical(schema.type))
    if computed:
        for key, value in computed(wire.in_clear(result), world).items():
            if key in checked and wire.has_unknown(checked[key]):
                continue
            result[key] = wire.secret(value) if _holds_secret(result.get(key)) else value
    # Where the machine that deploys decides on the Region, ARNs need one all the same; no verdict may rest on it.
    return result if told or "region" not in result else {**result, "region": wire.UNKNOWN}


def _holds_secret(value: wire.Value) -> bool:
    return wire.in_clear(value) != value


def all_tags(checked: Properties, provider: Properties) -> wire.Value:
    """The tags of a resource and of its provider, its own before those."""
    tags = wire.in_clear(checked.get("tags"))
    whole = {**default_tags(provider), **(tags if isinstance(tags, dict) else {})}
    return wire.secret(whole) if _holds_secret(checked.get("tags")) else whole


def _listener(outputs: Properties, _: World) -> Properties:
    arn = f"{outputs['loadBalancerArn']}/{digits(outputs['id'], 16)}".replace(":loadbalancer/", ":listener/")
    secure = outputs.get("protocol") in ("TLS", "HTTPS")
    of_network = outputs.get("protocol") in _NETWORK_PROTOCOLS
    actions = [
        {**action, "order": action.get("order") or place} for place, action in enumerate(outputs["defaultActions"], 1)
    ]
    return {
        "id": arn,
        "arn": arn,
        "sslPolicy": outputs.get("sslPolicy") or "" if secure else "",
        "tcpIdleTimeoutSeconds": outputs.get("tcpIdleTimeoutSeconds")
        or (350 if outputs.get("protocol") == "TCP" else 0),
        "defaultActions": actions,
        **({key: None for key in outputs if key.startswith("routingHttp")} if of_network else {}),
    }


def _listener_rule(outputs: Properties, _: World) -> Properties:
    arn = f"{outputs['listenerArn']}/{digits(outputs['id'], 16)}".replace(":listener/", ":listener-rule/")
    return {"id": arn, "arn": arn}


def _api_resource(outputs: Properties, world: World) -> Properties:
    parent = world.get(str(outputs.get("parentId")), {})
    above = str(parent.get("path") or "").rstrip("/")
    return {"path": f"{above}/{outputs.get('pathPart')}"}


def _usage_plan_key(outputs: Properties, world: World) -> Properties:
    key = world.get(str(outputs.get("keyId")), {})
    return {"name": key.get("name", ""), "value": key.get("value", "")}


def _load_balancer(outputs: Properties, world: World) -> Properties:
    subnets = [subnet for subnet in outputs.get("subnets") or () if isinstance(subnet, str)]
    networks = [world[subnet].get("vpcId") for subnet in subnets if subnet in world]
    blank = {"allocationId": "", "ipv6Address": "", "outpostId": "", "privateIpv4Address": ""}
    return {
        "vpcId": networks[0] if networks else "vpc-0123456789abcdef0",
        "subnetMappings": outputs.get("subnetMappings") or [{**blank, "subnetId": subnet} for subnet in subnets],
    }


def _target_group(outputs: Properties, _: World) -> Properties:
    through_network = outputs.get("protocol") in _NETWORK_PROTOCOLS
    health = outputs.get("healthCheck")
    if not isinstance(health, dict):
        health = _health_check(outputs, alone=through_network and outputs.get("targetType") != "alb")
    web = health.get("protocol") in ("HTTP", "HTTPS")
    settled = {
        **health,
        "matcher": health.get("matcher") or ("200" if web else ""),
        "timeout": health.get("timeout") or (10 if through_network else 5),
    }
    cross_zone = outputs.get("loadBalancingCrossZoneEnabled") or "use_load_balancer_configuration"
    return {"healthCheck": settled, "loadBalancingCrossZoneEnabled": cross_zone}


def _health_check(group: Properties, *, alone: bool) -> Properties:
    """The check that a target group gets where none is asked for; `alone` connects and asks nothing."""
    asked: Properties = {"protocol": "TCP", "path": ""} if alone else {"protocol": "HTTP", "path": "/"}
    if group.get("protocolVersion") == "GRPC":
        asked |= {"path": "/AWS.ALB/healthcheck", "matcher": "12"}
    asked |= {"enabled": group.get("targetType") != "lambda", "port": "traffic-port"}
    return {"healthyThreshold": 5, "interval": 30, "unhealthyThreshold": 2, **asked}


def _subnet(outputs: Properties, world: World) -> Properties:
    zone, given = outputs.get("availabilityZone"), str(outputs.get("availabilityZoneId") or "")
    region = str(outputs.get("region") or "")
    if not isinstance(zone, str) or not zone:
        # AWS chooses one: here each subnet of a VPC gets the next.
        place = int(given[-1]) - 1 if given[-1:].isdigit() else _subnets(str(outputs.get("vpcId")), world) % 3
        zone = f"{region}{chr(ord('a') + place)}"
    words = region.split("-")
    short = f"{words[0]}{''.join(word[0] for word in words[1:-1])}{words[-1]}" if len(words) > 2 else region
    return {"availabilityZone": zone, "availabilityZoneId": given or f"{short}-az{ord(zone[-1]) - ord('a') + 1}"}


def _subnets(vpc: str, world: World) -> int:
    """How many subnets a VPC has."""
    return sum(each.get("vpcId") == vpc for id_, each in world.items() if id_.startswith("subnet-"))


def _database(outputs: Properties, _: World) -> Properties:
    engine = str(outputs.get("engine"))
    port = next((number for name, number in _PORTS.items() if name in engine), 0)
    return {"port": outputs.get("port") or port}


def _group(outputs: Properties, _: World) -> Properties:
    return {"desiredCapacity": outputs.get("desiredCapacity") or outputs.get("minSize")}


def _http_integration(outputs: Properties, _: World) -> Properties:
    return {"timeoutMilliseconds": outputs.get("timeoutMilliseconds") or _HTTP_TIMEOUT}


def _vpc_endpoint(outputs: Properties, world: World) -> Properties:
    subnets = [subnet for subnet in outputs.get("subnetIds") or () if isinstance(subnet, str)]
    service = str(outputs.get("serviceName"))
    gateway = outputs.get("vpcEndpointType") in (None, "", "Gateway")
    host = ".".join(reversed(service.split(".")[3:])) or "service"
    name = f"{outputs['id']}-{digits(outputs['id'], 8)}.{host}.{outputs.get('region')}.vpce.amazonaws.com"
    return {
        "networkInterfaceIds": [f"eni-{digits(outputs['id'] + subnet, 17)}" for subnet in subnets],
        "subnetConfigurations": outputs.get("subnetConfigurations")
        or [{"ipv4": _address(world.get(subnet, {}), 10), "ipv6": "", "subnetId": subnet} for subnet in subnets],
        "dnsEntries": [] if gateway else [{"dnsName": name, "hostedZoneId": "Z7HUB22UULQXV"}],
        "prefixListId": f"pl-{digits(service, 8)}" if gateway else None,
        "policy": outputs.get("policy") or _ANYTHING,
    }


def _instance(outputs: Properties, world: World) -> Properties:
    subnet = world.get(str(outputs.get("subnetId")), {})
    address = outputs.get("privateIp") or _address(subnet, 20 + int(digits(outputs["id"], 2), 16) % 200)
    return {
        "privateIp": address,
        "privateDns": f"ip-{address.replace('.', '-')}.{outputs.get('region')}.compute.internal",
        "availabilityZone": outputs.get("availabilityZone") or subnet.get("availabilityZone", ""),
    }


def _certificate(outputs: Properties, _: World) -> Properties:
    name = str(outputs.get("domainName"))
    record = {
        "domainName": name,
        "resourceRecordName": f"_{digits(name, 32)}.{name}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{digits(name + '#value', 32)}.acm-validations.aws.",
    }
    return {
        "domainValidationOptions": [record],
        "notBefore": "2026-01-01T00:00:00Z",
        "notAfter": "2027-01-31T00:00:00Z",
    }


def _vpc_owned(*keys: str) -> Callable[[Properties, World], Properties]:
    """Properties that hold the account's number."""
    return lambda _outputs, _world: dict.fromkeys(keys, ACCOUNT)


def _address(subnet: Properties, host: int) -> str:
    block = subnet.get("cidrBlock")
    try:
        network = ipaddress.ip_network(str(block))
    except ValueError:
        return f"10.0.0.{host}"
    return str(network[min(host, network.num_addresses - 2)])


_COMPUTED: dict[str, Callable[[Properties, World], Properties]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:apigateway/resource:Resource": _api_resource,
    "aws:apigateway/usagePlanKey:UsagePlanKey": _usage_plan_key,
    "aws:apigatewayv2/integration:Integration": _http_integration,
    "aws:autoscaling/group:Group": _group,
    "aws:ec2/instance:Instance": _instance,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _vpc_endpoint,
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": _vpc_owned("vpcOwnerId"),
    "aws:ecr/repository:Repository": _vpc_owned("registryId"),
    "aws:lb/listener:Listener": _listener,
    "aws:lb/listenerRule:ListenerRule": _listener_rule,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
    "aws:rds/instance:Instance": _database,
    "aws:sns/topic:Topic": _vpc_owned("owner"),
}
