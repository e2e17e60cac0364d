"""What options of a resource make of a difference."""

from dataclasses import replace

from preflight.engine.property_path import steps_of
from preflight.protocol import wire
from preflight.protocol.resource import Options
from preflight.protocol.wire import Properties
from preflight.provider.difference import Difference

_ALL = "*"


def with_options(found: Difference, options: Options) -> Difference:
    """A difference as the options of the resource have it."""
    wanted = [
        ".".join(str(step) for step in steps_of(path) if isinstance(step, str)) for path in options.replace_on_changes
    ]
    more = tuple(
        path for path in found.paths if any(each in (_ALL, path) or path.startswith(f"{each}.") for each in wanted)
    )
    found = replace(found, forcing=tuple(dict.fromkeys([*found.forcing, *more])))
    first = options.delete_before_replace
    return (
        found
        if first is None or not found.forcing
        else replace(found, deletes_first=first, named=found.named if first else "")
    )


def changed_in(old: Properties, new: Properties) -> tuple[str, ...]:
    """The properties of a component or provider that are others."""
    before, after = wire.in_clear(old), wire.in_clear(new)
    keys = sorted(key for key in {*before, *after} if not key.startswith("__"))
    return tuple(key for key in keys if before.get(key) != after.get(key) and not wire.is_unknown(before.get(key)))
