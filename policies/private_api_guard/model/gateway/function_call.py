"""Integrations with Lambda functions, and the permissions by which API Gateway calls these.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..compute.lambda_permission import LambdaPermission
from ..compute.qualified_function import QualifiedFunction
from ..families import API, AUTHORIZERS, STAGES
from ..iam.arn import matches
from ..iam.request import Arn
from ..values import Stack
from ..verdict import Verdict, closed, every, opened, some, unknown
from .api import Api
from .authorizer import SERVICE
from .integration import Integration, function_of
from .invocation import execute_api_arn, invocations
from .method import Method
from .uri import filled, variables


@dataclass(frozen=True)
class FunctionCall:
    """A method whose integration calls a function of the stack; `arns` are those of the method on the stages."""

    api: Api
    method: Method
    integration: Integration
    function: QualifiedFunction
    arns: tuple[Arn, ...]

    @property
    def name(self) -> str:
        """How messages call the function."""
        return self.function.function.name

    def admitted_by(self, permission: LambdaPermission) -> Verdict:
        """Whether a permission lets API Gateway call the function for it; without evidence where it is for others."""
        admitted = permission.admits(SERVICE, self.function)
        return admitted if admitted.closed else every([admitted, self._is_source(permission)])

    def _is_source(self, permission: LambdaPermission) -> Verdict:
        source = permission.source_arn
        if source.absent:
            return opened()
        if source.unknown:
            return self._is_made_from(permission)
        named = some(matches(source.known or "", arn).ever for arn in self.arns)
        return closed(f"its sourceArn is {source}, not that of {self.method.name}") if named.closed else named

    def _is_made_from(self, permission: LambdaPermission) -> Verdict:
        """A source that is made from outputs fits if it is made from this API and no authorizer."""
        families = {each.family for each in permission.sources}
        if families & set(AUTHORIZERS):
            return closed("its sourceArn is made from an authorizer")
        if not families & {*API, *STAGES}:
            return unknown(permission.source_arn.where)
        listing = ", ".join(each.name for each in permission.source_apis.resources)
        told = closed(f"its sourceArn is made from {listing}, not from {self.api.name}")
        return opened() if permission.source_apis.may_mean(self.api.key) else told


def function_calls(stack: Stack, apis: Iterable[Api]) -> Iterator[FunctionCall]:
    """The methods of APIs that call functions of the stack, once for each that a stage variable names."""
    for api in apis:
        calls = [each for each in invocations(api) if each.method and each.method.integration]
        for call in calls:
            integration = call.method.integration if call.method else None
            if call.method is None or integration is None or api.resource is None:
                continue
            root = execute_api_arn(api.resource)
            # An HTTP API names a call by its route, in a form of its own.
            arns = (Arn(f"{root.text}/*", root.where),) if api.http else call.arns
            for function in _functions(stack, api, integration):
                yield FunctionCall(api, call.method, integration, function, arns)


def _functions(stack: Stack, api: Api, integration: Integration) -> Iterable[QualifiedFunction]:
    """The function that an integration calls, or those that the stages' variables name in its URI."""
    if integration.function is not None or not variables(integration.uri):
        return [integration.function] if integration.function else []
    uris = (filled(integration.uri, stage.variable).known or "" for stage in api.stages)
    found = [each for uri in uris if (each := function_of(stack, uri))]
    return {(each.function.urn, each.qualifier): each for each in found}.values()
