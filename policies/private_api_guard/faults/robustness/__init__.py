"""Robustness: what works today, but breaks with the next zone, release or change. One concern a file.

`target_sources` and `targets` find some of these on their way, and file them under this policy.
"""

from ..fault import in_turn
from . import (
    authorizers,
    databases,
    links,
    neighbours,
    preflights,
    private_apis,
    proxy_paths,
    redeploys,
    sources,
    target_groups,
    throttles,
    time_limits,
    zones,
)

check = in_turn(
    zones,
    sources,
    target_groups,
    private_apis,
    links,
    neighbours,
    preflights,
    proxy_paths,
    time_limits,
    throttles,
    redeploys,
    authorizers,
    databases,
)
