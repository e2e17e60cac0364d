"""Lambda functions: their runtimes, their code, what they are told to read, and where they run.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html,
https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html and
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from ..families import GROUPS, ROLE, SUBNETS
from ..iam.request import ResourceArn
from ..values import Reference, Resource, ResourceReader, Value
from ..verdict import Verdict, agreed, closed, every, opened, unknown
from .code import Code, code_of

# Runtimes of which AWS no longer creates functions.
_CREATE_BLOCKED: Final = frozenset({
    "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x",
    "python2.7", "python3.6", "python3.7", "ruby2.5", "ruby2.7", "java8", "go1.x", "provided",
    "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1",
})  # fmt: skip
# From this version of Node.js on, runtimes bring the SDK for JavaScript v3 only.
_FIRST_WITHOUT_SDK_V2: Final = 18
_SDK_V2: Final = "aws-sdk"
_NODE: Final = re.compile(r"nodejs(\d+)")
_VPC: Final = "vpcConfig"


class LambdaFunction(ResourceReader):
    """A Lambda function of the stack."""

    @property
    def arn(self) -> ResourceArn:
        """What a policy that allows to call it must name."""
        name = self.resource.text("name").known or "*"
        arn = self.resource.computed("arn").known or f"arn:*:lambda:*:*:function:{name}"
        return ResourceArn(arn, self.name, self.urn)

    @property
    def function_name(self) -> Value[str]:
        """The name that AWS knows it by; one that the program does not give is chosen by the update."""
        given = self.resource.text("name")
        return self.resource.computed("name") if given.absent else given

    @property
    def runtime(self) -> Value[str]:
        """Its runtime, such as `nodejs22.x`."""
        return self.resource.text("runtime")

    @property
    def role(self) -> Reference:
        """Its execution role."""
        return self._stack.refer(self.resource, "role", ROLE)

    @property
    def creatable(self) -> Verdict:
        """Whether AWS still creates functions with its runtime."""
        blocked = self.runtime.is_(*_CREATE_BLOCKED)
        return closed(f"{self.name} has runtime {self.runtime}") if blocked.open else ~blocked

    @property
    def runs(self) -> Verdict:
        """Whether it may run at all: none of it may at a reserved concurrency of 0."""
        reserved = self.resource.number("reservedConcurrentExecutions")
        return closed(f"{reserved.where} is 0") if reserved.is_(0).open else opened()

    # Code

    @cached_property
    def _code(self) -> Code | None:
        return code_of(self.resource)

    @property
    def scripts(self) -> str:
        """All text of its code that can be read, for a search of literals."""
        return "\n".join(self._code.scripts.values()) if self._code else ""

    def asks(self, service: str) -> Verdict:
        """Whether its code speaks of a service, as far as it can be read."""
        if service in self.scripts.lower():
            return opened()
        read = self._code is not None and self._code.scripts and not self._code.sealed
        return closed(f"the code of {self.name} asks no {service}") if read else unknown(f"{self.name}.code")

    @property
    def finds_sdk(self) -> Verdict:
        """Whether its code finds `aws-sdk`, where it needs it; a layer may carry it."""
        layers = self.resource.texts("layers")
        brings = self.runtime.holds(_brings_sdk_v2)
        if not brings.closed:
            return brings
        if self._code is None or self._code.sealed or layers.known != ():
            return unknown(f"{self.name}.code")
        if self._code.has_sdk:
            return opened()
        handler = self.resource.text("handler")
        answers = [self._finds_from(self._code, entry) for entry in self._code.entries(handler.known)]
        return agreed(answers, handler.where) if handler.unknown else every(answers)

    def _finds_from(self, code: Code, entry: str) -> Verdict:
        """Whether what an entry leads to needs no `aws-sdk`."""
        file = code.importing(_SDK_V2, entry)
        what = f"{file} of {self.name} ({self.runtime}) loads aws-sdk"
        return closed(f"{what}, and the archive has no node_modules/aws-sdk") if file else opened()

    # What it reads

    @property
    def environment(self) -> tuple[str, ...]:
        """The texts of its environment, as far as they are known."""
        return tuple(_texts(self.resource.value("environment").known))

    @property
    def environment_known(self) -> bool:
        """Whether all of its environment is known."""
        return not self.resource.whole("environment").unknown

    @property
    def environment_sources(self) -> tuple[Resource, ...]:
        """The resources from which its environment is made."""
        known = self._stack.by_urn
        return tuple(known[urn] for urn in self.resource.feeds("environment") if urn in known)

    # Where it runs

    @property
    def in_vpc(self) -> Verdict:
        """Whether it has network interfaces in a VPC."""
        return self.resource.block(_VPC).texts("subnetIds").holds(bool)

    @property
    def subnets(self) -> Reference:
        """The subnets of its network interfaces."""
        return self._stack.refer_value(self.resource, _VPC, self.resource.block(_VPC).get("subnetIds"), *SUBNETS)

    @property
    def groups(self) -> Reference:
        """The security groups of its network interfaces."""
        groups = self.resource.block(_VPC).get("securityGroupIds")
        return self._stack.refer_value(self.resource, _VPC, groups, *GROUPS)


def _brings_sdk_v2(runtime: str) -> bool:
    """Whether a runtime brings `aws-sdk`, or is none of Node.js."""
    match = _NODE.match(runtime)
    return match is None or int(match[1]) < _FIRST_WITHOUT_SDK_V2


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
