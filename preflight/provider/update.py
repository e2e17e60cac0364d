"""The outputs of a resource that is updated in place, or not at all."""

from preflight.protocol import wire
from preflight.protocol.wire import Properties
from preflight.provider.create import all_tags
from preflight.provider.difference import Difference
from preflight.provider.replaces import replaces_of
from preflight.provider.schema import ResourceSchema


def updated(
    schema: ResourceSchema, old: Properties, made: Properties, new: Properties, difference: Difference
) -> Properties:
    """What an update gives back, or will: what AWS chose stays as it was, save what an update makes anew.

    `old` are the outputs of before, `new` the checked inputs, `made` the outputs of a resource that is made from them.
    """
    changed = frozenset(difference.changed)
    renewed = replaces_of(schema.type).renewed(changed, wire.in_clear(new))
    kept = {
        key: value
        for key, value in old.items()
        if key not in renewed and (key not in changed or (key not in new and key in schema.both))
    }
    return {**made, **kept}


def readable(outputs: Properties, old_inputs: Properties, new: Properties) -> Properties:
    """Outputs, of which what nobody can read is what the program asks for: its secret is taken for unchanged."""
    return {
        key: new[key] if wire.is_unknown(value) and wire.is_unknown(old_inputs.get(key)) and key in new else value
        for key, value in outputs.items()
    }


def tags_differ(schema: ResourceSchema, old: Properties, new: Properties, provider: Properties) -> bool:
    """Whether the tags that a resource has are others, those of its provider included."""
    before = wire.in_clear(old.get("tagsAll"))
    if "tagsAll" not in schema.kinds or not isinstance(before, dict) or wire.has_unknown([before, new.get("tags")]):
        return False
    return before != wire.in_clear(all_tags(new, provider))
