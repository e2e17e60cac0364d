"""URNs: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME` (https://www.pulumi.com/docs/iac/concepts/resources/names/)."""

ROOT_TYPE = "pulumi:pulumi:Stack"
PROVIDERS = "pulumi:providers:"


def compose(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource, as the engine composes it: children of the root stack do not name it."""
    above = qualified_type(parent) if parent else ""
    prefix = "" if above in {"", ROOT_TYPE} else f"{above}$"
    return f"urn:pulumi:{stack}::{project}::{prefix}{type_}::{name}"


def checked(urn: str) -> str:
    """The text if it is a URN. Raises `ValueError`, which says what one looks like."""
    parts = urn.split("::", 3)
    if len(parts) < 4 or not all(parts) or not parts[0].startswith("urn:pulumi:"):
        raise ValueError("urn:pulumi:STACK::PROJECT::TYPE::NAME")
    return urn


def qualified_type(urn: str) -> str:
    """The types of a URN, the parents' included."""
    return [*urn.split("::", 3), "", ""][2]


def type_of(urn: str) -> str:
    """The resource's own type."""
    return qualified_type(urn).rsplit("$", 1)[-1]


def is_default_provider(urn: str) -> bool:
    """Whether it is a provider that the engine made by itself, which the CLI counts among no resources."""
    return type_of(urn).startswith(PROVIDERS) and name_of(urn).startswith("default")


def stack_of(urn: str) -> str:
    """The stack's name."""
    return urn.split("::", 1)[0].rsplit(":", 1)[-1]


def project_of(urn: str) -> str:
    """The project's name."""
    return urn.split("::", 2)[1]


def name_of(urn: str) -> str:
    """The resource's logical name."""
    return urn.split("::", 3)[-1]


def package_of(type_: str) -> str:
    """The package that a type, or the token of a function, belongs to."""
    return type_.split(":", 1)[0]


def of_reference(reference: str) -> str:
    """The URN in a reference to a provider, `URN::ID`."""
    return reference.rsplit("::", 1)[0]
