"""What the engine refuses in a plan, and goes on after in a preview."""

from preflight.errors import ResourceError
from preflight.protocol.resource import Resource


def protected(urn: str, what: str, position: str = "") -> ResourceError:
    """That a protected resource would go."""
    return ResourceError(
        f"{urn} would be {what}, and is protected",
        remedy=f"Take `protect` from it first, and update the stack, or: pulumi state unprotect '{urn}'",
        position=position,
    )


def no_target(urn: str) -> ResourceError:
    """That a target is no resource of the stack, neither deployed nor in the program."""
    return ResourceError(
        f"--target {urn}: no resource has this URN",
        remedy="Write it in single quotes, since shells replace what begins with $; `**` in it stands for anything.",
    )


def untargeted(after: Resource, urn: str) -> ResourceError:
    """That a target needs `urn`, which is no target and not there yet."""
    return ResourceError(
        f"{after.urn} depends on {urn}, which does not exist yet and is not among the targets",
        remedy=f"Name it as well: --target '{urn}'",
        position=after.position,
    )
