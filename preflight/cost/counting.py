"""How many parts that are billed for as long as they stand a resource is, counted as AWS counts them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from preflight.cost.prices import kinds
from preflight.protocol import wire
from preflight.protocol.resource import Resource

UNITS = 1024  # CPU units of a vCPU, and MiB of a GB, as ECS counts them
_FREE_STORAGE = 20  # GB of a task. https://aws.amazon.com/fargate/pricing/
_MINUTE = 60
_MOST = 10**9  # of anything
_BALANCERS = ("application", "gateway", "network")
# Modules of the provider that have the types of another one.
_SAME = {"alb": "lb", "applicationloadbalancing": "lb", "elasticloadbalancingv2": "lb", "lambda_": "lambda"}


@dataclass(frozen=True)
class Count:
    """Units of a part; None where how many is not known."""

    part: str
    units: Decimal | None


def type_of(token: str) -> str:
    """A type as the tables have it: `lb.LoadBalancer` for `aws:alb/loadBalancer:LoadBalancer`, others as they are."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    module = module.partition("/")[0]
    return f"{_SAME.get(module, module)}.{name}" if package == "aws" else token


class Counting:
    """The resources of a stack, each asked for its parts: what one is may depend on what it is made with."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_urn: Mapping[str, Resource] = {each.urn: each for each in resources}
        self._scaled = dict(self._targets())

    def of(self, resource: Resource) -> Iterator[Count]:
        """The parts of a resource that stand."""
        type_ = type_of(resource.type)
        if type_ in kinds()["flat"]:
            yield Count(kinds()["flat"][type_], Decimal(1))
        count = _COUNTED.get(type_)
        if count:
            yield from count(self, resource)

    def uses(self, resource: Resource, key: str, type_: str) -> Resource | None:
        """The one resource of a type that a property is made from; None where there are several, or none."""
        urns = dict.fromkeys(resource.property_dependencies.get(key, ()))
        found = [self._by_urn[urn] for urn in urns if urn in self._by_urn]
        fitting = [each for each in found if type_of(each.type) == type_]
        return fitting[0] if len(fitting) == 1 else None

    def least(self, service: Resource) -> Decimal | None:
        """As few tasks of a service as autoscaling lets it have; without autoscaling those that it asks for."""
        target = self._scaled.get(service.urn)
        if target is not None:
            return _number(target, "minCapacity")
        return _number(service, "desiredCount", 0)

    def _targets(self) -> Iterator[tuple[str, Resource]]:
        for each in self._by_urn.values():
            if type_of(each.type) == "appautoscaling.Target":
                service = self.uses(each, "resourceId", "ecs.Service")
                if service:
                    yield service.urn, each


def _endpoint(_: Counting, endpoint: Resource) -> Iterator[Count]:
    """One in each of its zones: a subnet for each. Those of gateways cost nothing."""
    if _value(endpoint, "vpcEndpointType") in ("Interface", "GatewayLoadBalancer"):
        yield Count("interface-endpoint", _length(endpoint, "subnetIds"))


def _balancer(_: Counting, balancer: Resource) -> Iterator[Count]:
    type_ = _value(balancer, "loadBalancerType") or "application"
    yield Count(f"{type_}-load-balancer" if type_ in _BALANCERS else "load-balancer", Decimal(1))
    if _value(balancer, "internal") is not True and type_ != "gateway":
        # An address in each of its zones: https://aws.amazon.com/vpc/pricing/
        yield Count("public-ipv4", _length(balancer, "subnets") or _length(balancer, "subnetMappings"))


def _service(stack: Counting, service: Resource) -> Iterator[Count]:
    """vCPU, memory and storage of tasks on Fargate. Those on instances are paid with these."""
    if _value(service, "launchType") != "FARGATE" and "FARGATE" not in _providers(service):
        return
    task, tasks = stack.uses(service, "taskDefinition", "ecs.TaskDefinition"), stack.least(service)
    if task is None or wire.is_unknown(platform := _object(task, "runtimePlatform")):
        yield Count("fargate-vcpu", None)
        yield Count("fargate-gb", None)
        return
    if str(platform.get("operatingSystemFamily", "LINUX")).startswith("WINDOWS"):
        yield Count("fargate-windows", tasks)
        return
    arm = "-arm" if platform.get("cpuArchitecture") == "ARM64" else ""
    yield Count(f"fargate{arm}-vcpu", _product(tasks, _share(task, "cpu")))
    yield Count(f"fargate{arm}-gb", _product(tasks, _share(task, "memory")))
    storage = _object(task, "ephemeralStorage")
    size = None if wire.is_unknown(storage) else _decimal(storage.get("sizeInGib", _FREE_STORAGE))
    beyond = None if size is None else size - _FREE_STORAGE
    if beyond is None or beyond > 0:
        yield Count("fargate-storage", _product(tasks, beyond))


def _providers(service: Resource) -> list[Any]:
    strategies = _value(service, "capacityProviderStrategies")
    return [each.get("capacityProvider") for each in strategies or () if isinstance(each, dict)]


def _group(stack: Counting, group: Resource) -> Iterator[Count]:
    """As few instances as an Auto Scaling group has, with the volumes that their template names."""
    number = _number(group, "desiredCapacity" if "desiredCapacity" in group.inputs else "minSize")
    template = stack.uses(group, "launchTemplate", "ec2.LaunchTemplate")
    if template is None:
        yield Count("instance/unknown", number)
        return
    yield from _machines(template, number)
    for mapping in _list(template, "blockDeviceMappings"):
        if mapping.get("ebs"):
            yield from _volume(mapping["ebs"], number)


def _instance(_: Counting, instance: Resource) -> Iterator[Count]:
    yield from _machines(instance, Decimal(1))
    root = _object(instance, "rootBlockDevice")
    for device in (*([] if wire.is_unknown(root) or not root else [root]), *_list(instance, "ebsBlockDevices")):
        yield from _volume(device, Decimal(1))


def _machines(described: Resource, number: Decimal | None) -> Iterator[Count]:
    yield Count(f"instance/{_word(described, 'instanceType')}", number)


def _volume(device: Any, number: Decimal | None) -> Iterator[Count]:
    """The GB of so many volumes as one is described; one without a size is as large as its image or snapshot."""
    if not isinstance(device, dict):
        yield Count("volume/unknown", None)
        return
    type_, size = device.get("volumeType") or device.get("type") or "gp2", device.get("volumeSize", device.get("size"))
    if size is not None:
        known = isinstance(type_, str) and not wire.is_unknown(type_)
        yield Count(f"volume/{type_ if known else 'unknown'}", _product(number, _decimal(size)))


def _disk(_: Counting, volume: Resource) -> Iterator[Count]:
    yield from _volume({**volume.outputs, **volume.inputs}, Decimal(1))


def _database(_: Counting, instance: Resource) -> Iterator[Count]:
    """A standby is an instance with storage of its own: `USER_OnDemandDBInstances` of the guide of RDS."""
    several = _value(instance, "multiAz")
    number = None if wire.is_unknown(several) else Decimal(2 if several else 1)
    yield Count(f"database/{_word(instance, 'engine')}/{_word(instance, 'instanceClass')}", number)
    yield Count(
        f"database-storage/{_word(instance, 'storageType')}", _product(number, _number(instance, "allocatedStorage", 0))
    )
    if _value(instance, "manageMasterUserPassword") is True:
        yield Count("secret", Decimal(1))


def _acl(_: Counting, acl: Resource) -> Iterator[Count]:
    yield Count("web-acl", Decimal(1))
    yield Count("web-acl-rule", _length(acl, "rules"))


def _alarm(_: Counting, alarm: Resource) -> Iterator[Count]:
    """Each metric that an alarm reads; one that it computes from others is none."""
    queries = _list(alarm, "metricQueries")
    period = _value(alarm, "period")
    fast = isinstance(period, int | float) and period < _MINUTE
    metrics = sum(1 for each in queries if each.get("metrics") or each.get("metric")) or 1
    yield Count("fast-alarm" if fast else "alarm", Decimal(metrics))


def _stage(_: Counting, stage: Resource) -> Iterator[Count]:
    if _value(stage, "cacheClusterEnabled") is True:
        yield Count(f"api-cache/{_word(stage, 'cacheClusterSize')}", Decimal(1))


_COUNTED: dict[str, Callable[[Counting, Resource], Iterator[Count]]] = {
    "apigateway.Stage": _stage,
    "autoscaling.Group": _group,
    "cloudwatch.MetricAlarm": _alarm,
    "ebs.Volume": _disk,
    "ec2.Instance": _instance,
    "ec2.VpcEndpoint": _endpoint,
    "ecs.Service": _service,
    "lb.LoadBalancer": _balancer,
    "rds.Instance": _database,
    "wafv2.WebAcl": _acl,
}
COUNTED = frozenset(_COUNTED)
"""The types that are counted by more than themselves."""


def _value(resource: Resource, key: str) -> Any:
    """A property, as it was asked for, else as the provider has it; None where there is none."""
    asked = wire.in_clear(resource.inputs.get(key))
    return wire.in_clear(resource.outputs.get(key)) if asked is None or wire.is_unknown(asked) else asked


def _word(resource: Resource, key: str) -> str:
    """A name that AWS has for what it bills; one that is secret is told no more than one that is not known."""
    told = [properties.get(key) for properties in (resource.inputs, resource.outputs)]
    if wire.in_clear(told) != told:
        return "unknown"
    value = _value(resource, key)
    return str(value) if value and isinstance(value, str) and not wire.is_unknown(value) else "unknown"


def _number(resource: Resource, key: str, without: int | None = None) -> Decimal | None:
    """A number; None where it is not known."""
    value = _value(resource, key)
    return _decimal(without if value is None else value)


def _decimal(value: Any) -> Decimal | None:
    """What a value says as a number of units; None where it says none that can be, or is not known."""
    try:
        number = Decimal(str(value)) if isinstance(value, int | float | str) else None
    except ArithmeticError:
        return None
    return number if number is not None and number.is_finite() and 0 <= number <= _MOST else None


def _share(task: Resource, key: str) -> Decimal | None:
    """CPU units as vCPUs, MiB as GB."""
    number = _number(task, key)
    return None if number is None else number / UNITS


def _product(*factors: Decimal | None) -> Decimal | None:
    product = Decimal(1)
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product


def _length(resource: Resource, key: str) -> Decimal | None:
    """How long a list is. Its items may be unknown, or those that it is made from tell it."""
    value = _value(resource, key)
    return Decimal(len(value)) if isinstance(value, list) else None


def _list(resource: Resource, key: str) -> list[Mapping[str, Any]]:
    value = _value(resource, key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _object(resource: Resource, key: str) -> Any:
    """The keys and values of a property; none of it is an empty one, and what is not known stays so."""
    value = _value(resource, key)
    return value if isinstance(value, dict) or wire.is_unknown(value) else {}
