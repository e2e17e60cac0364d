"""Permissions on Lambda functions: which service may call which function, version or alias, and from where.

Source: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..families import ALIAS, API, FUNCTION
from ..iam.glob import covers
from ..values import NOTHING, Entity, Reference, Resource, Stack, Value
from ..verdict import Verdict, closed, every, opened, some, unknown
from .qualified_function import QualifiedFunction, named_in, referred

INVOKE: Final = "lambda:InvokeFunction"


@dataclass(frozen=True, kw_only=True)
class LambdaPermission(Entity):
    """A permission. `functions` are those that it is for, or may be for, each with the version or alias of it.

    `sources` are what its `source_arn` is made from, and `source_apis` the APIs among them, also of their parts.
    """

    named: Value[str]
    functions: tuple[QualifiedFunction, ...]
    qualifier: Value[str]
    principal: Value[str]
    action: Value[str]
    source_arn: Value[str]
    sources: tuple[Resource, ...]
    source_apis: Reference

    def admits(self, service: str, call: QualifiedFunction) -> Verdict:
        """Whether it lets a service (`apigateway.amazonaws.com`) call a function, from wherever.

        What is closed without evidence is for another function or service.
        """
        about = every([self._for(call), self.principal.is_(service, "*")])
        return about.because() if about.closed else every([about, self._invokes, self._has_qualifier(call)])

    def _for(self, call: QualifiedFunction) -> Verdict:
        """Whether it is for a function. A literal may be the name of a function whose name is not known yet."""
        urns = {each.function.urn for each in self.functions}
        if call.function.urn in urns:
            return opened() if len(urns) == 1 else unknown(self.named.where)
        if urns:
            return closed()
        name = call.function.function_name
        vague = self.named if self.named.unknown else name
        return closed() if self.named.known and name.known else unknown(vague.where)

    @property
    def _invokes(self) -> Verdict:
        invokes = self.action.holds(lambda action: covers(action.lower(), INVOKE.lower()))
        return invokes.because(f"its action is {self.action}") if invokes.closed else invokes

    def _has_qualifier(self, call: QualifiedFunction) -> Verdict:
        """Whether it is for the version or alias that is called; nothing is told where the function is not known."""
        own = [each.qualifier for each in self.functions if each.function.urn == call.function.urn] or [call.qualifier]
        return some(self._same(each if self.qualifier.absent else self.qualifier, call.qualifier) for each in own)

    @staticmethod
    def _same(own: Value[str], called: Value[str]) -> Verdict:
        if own.unknown or called.unknown:
            return opened()
        what = f"the qualifier {called}" if called.known else "the function without a qualifier"
        return opened() if own == called else closed(f"its qualifier is {own}, the authorizer calls {what}")


def lambda_permissions(stack: Stack) -> Iterator[LambdaPermission]:
    """The permissions of a stack, in order of URN."""
    for resource in stack.of("lambda.Permission"):
        named = resource.text("function")
        found = named_in(stack, named.known) if named.known else None
        reference = stack.refer(resource, "function", FUNCTION, ALIAS) if named.unknown else NOTHING
        yield LambdaPermission(
            resource=resource,
            named=named,
            functions=(found,) if found else tuple(referred(stack, reference)),
            qualifier=resource.text("qualifier").unless(""),
            principal=resource.text("principal"),
            action=resource.text("action"),
            source_arn=resource.text("sourceArn").unless(""),
            sources=tuple(stack.by_urn[urn] for urn in resource.feeds("sourceArn") if urn in stack.by_urn),
            source_apis=stack.refer(resource, "sourceArn", *API),
        )
