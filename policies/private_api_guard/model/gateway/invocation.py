"""The methods of an API as policies see them: by the ARNs that they have on its stages.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from dataclasses import dataclass

from ..iam.request import FREE, Arn, ContextValue
from ..values import NOT_SET, Resource, Value, known, not_known
from .api import Api
from .domain import DomainName
from .method import Method


@dataclass(frozen=True, eq=False)
class Invocation:
    """A method that is called: its ARN on each stage, and how it is protected.

    `method` is `None` for any method of an API, and `api` for a call by a domain name, which may lead to any.
    """

    name: str
    arns: tuple[Arn, ...]
    authorization: Value[str]
    api: Api | None = None
    method: Method | None = None

    @property
    def identity(self) -> ContextValue:
        """The IAM identity of callers: any, for a method that asks for one, else none."""
        if self.authorization.unknown:
            return self.authorization
        return FREE if self.authorization.known == "AWS_IAM" else NOT_SET


def invocations(api: Api) -> list[Invocation]:
    """The methods of an API on its stages."""
    root = execute_api_arn(api.resource) if api.resource else Arn(f"arn:*:execute-api:*:*:{api.key}")
    named = [Arn(each.name.known or "*", each.name.where if each.name.unknown else "") for each in api.stages]
    stages = list(dict.fromkeys(named)) or [Arn("*")]
    found = [
        Invocation(each.name, tuple(_arn(root, stage, each) for stage in stages), each.authorization, api, each)
        for each in api.methods
    ]
    whole = tuple(Arn(f"{root.text}/{stage.text}/*", root.where or stage.where) for stage in stages)
    return found or [Invocation("every method", whole, not_known(f"the methods of {api.name}"), api)]


def execute_api_arn(api: Resource) -> Arn:
    """The ARN of an API, with `*` for what is not known."""
    arn = api.computed("executionArn")
    if arn.known:
        return Arn(arn.known)
    region, given = api.text("region"), api.given_id()
    return Arn(f"arn:*:execute-api:{region.known or '*'}:*:{given.known or '*'}", "" if given.known else given.where)


def invocation_of(domain: DomainName) -> Invocation:
    """A call by a domain name, of any API that it leads to."""
    name = domain.domain_name
    arns = [Arn(f"arn:*:execute-api:*:*:/domainnames/{name.known or '*'}*", name.where if name.unknown else "")]
    for mapping in domain.mappings:
        roots = [execute_api_arn(each) for each in mapping.api.resources]
        arns += [Arn(f"{root.text}/*", root.where) for root in roots]
        arns += [Arn(f"arn:*:execute-api:*:*:{key}/*") for key in mapping.api.literals]
    return Invocation(domain.name, tuple(arns), known("NONE"))


def _arn(root: Arn, stage: Arn, method: Method) -> Arn:
    """The ARN of a method on a stage, with `*` for any verb and for the parameters of its path."""
    blind = method.verb == "?" or "…" in method.path
    verb = "*" if method.verb in ("ANY", "?", "") else method.verb
    path = "/".join("*" if "{" in part or "…" in part else part for part in method.path.split("/"))
    where = root.where or stage.where or (f"the path of {method.resource.name}" if blind else "")
    return Arn(f"{root.text}/{stage.text}/{verb}{path}", where)
