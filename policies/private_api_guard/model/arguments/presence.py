"""What is set and what is not."""

from .condition import Asked, Condition, Evidence, of


def unset(*keys: str) -> Condition:
    """None of the properties is set, or they are empty."""

    def told(asked: Asked) -> Evidence:
        if any(_may_be_set(asked, key) for key in keys):
            return ()
        named = f"no {keys[0]}" if len(keys) == 1 else f"none of {', '.join(keys)}"
        return (f"{asked.values.owner} sets {named}",)

    return Condition(told, tuple(("", key) for key in keys))


def given(key: str) -> Condition:
    """The program itself sets the property, to something that is not empty, false or zero."""

    def told(asked: Asked) -> Evidence:
        value = asked.value(key)
        return (f"{value.where} is set",) if _own(asked, key) and value.known and value.known != "false" else ()

    return of(key, told)


def asked_for(key: str) -> Condition:
    """The program itself sets a property, which AWS would choose."""
    return of(key, lambda asked: (f"{asked.resource.name} sets {key}",) if asked.resource.sets(key) else ())


def _may_be_set(asked: Asked, key: str) -> bool:
    value = asked.value(key)
    return value.unknown or value.known not in (None, "", [], {})


def _own(asked: Asked, key: str) -> bool:
    """Whether the program says it, as far as its inputs were seen, and not AWS or the provider."""
    resource = asked.resource
    return asked.values is not resource or resource.inputs is None or resource.sets(key.partition(".")[0])
