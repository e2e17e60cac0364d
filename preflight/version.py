"""Which preflight this is."""

from importlib.metadata import version

_DISTRIBUTION = "private-api"


def own_version() -> str:
    """The version of the distribution that preflight is installed with."""
    return version(_DISTRIBUTION)
