"""The cost of a stack while nobody calls, from the resources that packs judge."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from preflight.cost.counting import COUNTED, Counting, type_of
from preflight.cost.prices import HOURS, Prices, kind_of, kinds
from preflight.protocol import urn as urns
from preflight.protocol import wire
from preflight.protocol.resource import Resource
from preflight.report.cost import Cost, CostPart, cost_of_parts

_CENT = Decimal("0.01")
# Packages whose resources are no cloud's.
_ELSEWHERE = frozenset(
    {"archive", "cloudinit", "command", "docker", "docker-build", "local", "null", "random", "time", "tls"}
)


def cost_of(resources: Iterable[Resource], prices: Prices) -> Cost:
    """What stands of a stack, a month's sum, and what is billed by use beside it."""
    made = [each for each in resources if _is_billed_somewhere(each)]
    counting, known = Counting(made), _known()
    parts: dict[tuple[str, str, bool], Decimal] = {}
    others: Counter[tuple[str, str]] = Counter()
    uses: dict[str, None] = {}
    for each in made:
        region, type_ = _region(each), type_of(each.type)
        if type_ not in known:
            others[each.type, region] += 1
            continue
        counts = list(counting.of(each))
        for count in counts:
            key = (count.part, region, count.units is not None)
            parts[key] = parts.get(key, Decimal()) + (count.units or 0)
        if type_ in kinds()["use"] and (counts or type_ not in COUNTED):
            uses[kinds()["use"][type_]] = None
    standing = [
        _priced(part, region, units if known else None, prices) for (part, region, known), units in parts.items()
    ]
    unpriced = [
        CostPart(f"{type_}, of which nothing is known here", region, str(n), "month")
        for (type_, region), n in others.items()
    ]
    return cost_of_parts(
        prices.as_of, prices.currency, [part for part in standing if part.count != "0"] + unpriced, uses
    )


def _is_billed_somewhere(resource: Resource) -> bool:
    """Whether it is made in a cloud: no component, no provider, nothing on a desk."""
    package = resource.type.partition(":")[0]
    return resource.provider is not None and not resource.type.startswith(urns.PROVIDERS) and package not in _ELSEWHERE


def _known() -> set[str]:
    """The types of AWS's provider of which it is known how they are billed."""
    told = kinds()
    return {*told["flat"], *told["use"], *told["free"], *COUNTED}


def _priced(part: str, region: str, units: Decimal | None, prices: Prices) -> CostPart:
    """A part with its price and what it comes to, where these are known."""
    kind, price = kind_of(part), prices.of(part, region)
    told = CostPart(kind.what, region, _text(units), kind.per, _text(price))
    if price is None or units is None:
        return told
    month = (units * price * (HOURS if kind.per == "hour" else 1)).quantize(_CENT, ROUND_HALF_UP)
    return replace(told, month=f"{month:.2f}")


def _region(resource: Resource) -> str:
    """Where it is made: as it says itself, else as its provider is configured."""
    configured = resource.provider.properties if resource.provider else {}
    for properties in (resource.inputs, resource.outputs, configured):
        region = properties.get("region")
        if isinstance(region, str) and region:
            return "a Region that is not known" if wire.is_unknown(region) else region
    return ""


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
