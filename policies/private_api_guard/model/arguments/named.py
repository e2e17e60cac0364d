"""What a resource names: what holds of that."""

from .condition import Asked, Condition, Evidence, as_it_is, of


def named(key: str, family: str, condition: Condition) -> Condition:
    """The condition holds of the one resource of the stack that the property names."""

    def told(asked: Asked) -> Evidence:
        meant = asked.stack.refer(asked.resource, key, family)
        other = None if meant.presumed else meant.one
        return condition.told(Asked(asked.stack, other, other)) if other and not other.silent else ()

    return Condition(told, (("", key), *((whose or family, read) for whose, read in condition.reads)))


def names(key: str, *families: str) -> Condition:
    """The property is an id or ARN of resources of the stack, known or not yet."""

    def told(asked: Asked) -> Evidence:
        meant = asked.stack.refer(asked.resource, key, *families)
        if meant.presumed or not (meant.resources and meant.decided):
            return ()
        return (f"{asked.resource.name}.{key} is {', '.join(each.name for each in meant.resources)}",)

    return of(key, told)


def same_as(key: str, other: str, by: str, family: str) -> Condition:
    """A text is that of the one resource which another property names: a record's name is its zone's, say."""

    def told(asked: Asked) -> Evidence:
        owner = asked.stack.refer(asked.resource, by, family).one
        text = asked.text(key)
        theirs = owner.text(other).known if owner else None
        same = text.known and theirs and text.known.rstrip(".").lower() == theirs.rstrip(".").lower()
        return (as_it_is(text), f"so is {owner.name}.{other}") if owner and same else ()

    return Condition(told, (("", key), ("", by), (family, other)))
