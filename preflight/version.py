"""Which preflight this is."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

_WHEEL = "private-api-preflight"
_CHECKOUT = "private-api"


@cache
def own_version() -> str:
    """The version of the distribution that preflight is installed with: its wheel, or this repository."""
    try:
        return version(_WHEEL)
    except PackageNotFoundError:
        return version(_CHECKOUT)
