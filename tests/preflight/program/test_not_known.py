"""What nobody knows of a program is said once."""

from preflight.answers.given import Given
from preflight.program.not_known import not_known
from preflight.protocol.registration import Registration, Registrations
from preflight.protocol.stack_identity import StackIdentity

REFERENCE = Registration(
    "read", "urn:r", "pulumi:pulumi:StackReference", "r", inputs={"name": "acme/net/prod"}, id="acme/net/prod"
)
OF_OTHERS = [
    Registration("custom", f"urn:{name}", f"house:index/{name}:{name.title()}", name) for name in ("team", "door")
]
PLAIN = [
    Registration("custom", "urn:v", "aws:ec2/vpc:Vpc", "v"),
    Registration("custom", "urn:d", "pulumi-python:dynamic:Resource", "d"),
    Registration("component", "urn:c", "house:index:Room", "c"),
]


def said(*made: Registration, given: Given = Given(), decided: tuple[str, ...] = ()) -> list[str]:  # noqa: B008 - frozen
    return [*not_known(Registrations(StackIdentity("p", "dev"), made), given, decided)]


def test_stacks_and_packages_are_named_once() -> None:
    stacks, packages = said(REFERENCE, REFERENCE, *OF_OTHERS, *PLAIN)
    assert stacks.endswith(": acme/net/prod")
    assert packages.endswith(": house")


def test_what_is_known_is_not_said() -> None:
    given = Given(stack_references={"acme/net/prod": {}})
    assert said(REFERENCE, *PLAIN, given=given) == []
    assert said(*OF_OTHERS, decided=tuple(each.type for each in OF_OTHERS)) == []
