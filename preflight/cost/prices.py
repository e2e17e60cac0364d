"""List prices of parts that stand, from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field

from preflight.documents.document import Shape
from preflight.documents.yaml_reader import read_yaml
from preflight.errors import PricesError
from preflight.report.cost import Per

OWN = Path(__file__).with_name("prices.yaml")
"""The prices that go with this release."""

EVERYWHERE = "*"
"""The Region of a price that is the same in all of them."""

HOURS = 730
"""Hours of a month, as AWS's own calculator counts them."""

_WHAT = "file of prices"
_REMEDY = f"{OWN} shows the form."


class _Price(Shape):
    regions: dict[str, Annotated[float, Field(ge=0, le=1_000_000)]] = Field(min_length=1)
    source: str = ""


class _File(Shape):
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    prices: dict[str, _Price]


@dataclass(frozen=True)
class Kind:
    """A kind of part: what a unit of it is, and for how long its price is."""

    what: str
    per: Per


@dataclass(frozen=True)
class Prices:
    """Prices of units by part and Region, in a currency, as of a date (`2026-11-28`)."""

    as_of: str
    currency: str
    by_part: Mapping[str, Mapping[str, Decimal]]

    def of(self, part: str, region: str) -> Decimal | None:
        """The price of a unit; None where the file has none."""
        regions = self.by_part.get(part, {})
        return regions.get(region, regions.get(EVERYWHERE))


@cache
def kinds() -> dict[str, Any]:
    """How AWS bills what stacks make: `kinds.yaml`."""
    return yaml.safe_load((files("preflight.cost") / "kinds.yaml").read_text(encoding="utf-8"))


def kind_of(part: str) -> Kind:
    """What a unit of a part is; of a family its name tells the member. Raises `KeyError` for a name of none."""
    family, slash, member = part.partition("/")
    told = kinds()["standing"][f"{family}{slash}"]
    return Kind(f"{told['what']} {member}" if member else told["what"], told["per"])


def read_prices(file: Path) -> Prices:
    """The prices of a file. Raises `PricesError`, which names file, line and key."""
    document = read_yaml(file, PricesError)
    read = document.fit(_File, what=_WHAT, remedy=_REMEDY)
    for part in read.prices:
        family, slash, member = part.partition("/")
        if f"{family}{slash}" not in kinds()["standing"] or bool(slash) != bool(member):
            names = ", ".join(f"{name}..." if name.endswith("/") else name for name in kinds()["standing"])
            raise PricesError(
                f"prices.{part}: no part has this name",
                remedy=f"Allowed: {names}.",
                position=document.place(("prices", part)),
            )
    return Prices(
        read.as_of,
        read.currency,
        {
            part: {region: Decimal(str(price)) for region, price in each.regions.items()}
            for part, each in read.prices.items()
        },
    )
