"""Texts that AWS does not take in this form: the apply fails half-way.

Source: the API reference of each call, as the rows name it.
"""

import re
from functools import partial
from typing import Final, NamedTuple

from ..model.families import ENDPOINT, HTTP_API
from ..model.form import Form, Owner
from ..model.gateway.rest_method import RESOURCE
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

_AWS = "https://docs.aws.amazon.com"
_REST = f"{_AWS}/apigateway/latest/api"


class Row(NamedTuple):
    """A form, and the fault of having another one."""

    form: Form
    fault: Fault


_integration = partial(Fault, hop=Hop.INTEGRATION)
_PART = _integration(
    id="integration/path-part-of-several",
    title="The resource of a REST API names more than one part of a path, or something that is none",
    symptom=APPLY_FAILS.told(
        ": BadRequestException, a resource's path part only allows a-zA-Z0-9._-: and curly braces at the beginning and"
        " the end"
    ),
    remedy="Make a resource for each part of the path: orders, and below it {id}.",
    source=f"{_REST}/API_CreateResource.html",
)
_ROUTE_KEY = _integration(
    id="integration/route-key-malformed",
    title="The key of an HTTP API's route is neither $default nor a method and a path",
    symptom=APPLY_FAILS.told(": BadRequestException, the provided route key is not formatted properly"),
    remedy="Write the method, a space and the path with its slash: GET /orders.",
    source=f"{_AWS}/apigateway/latest/developerguide/http-api-develop-routes.html",
)
_STAGE = Fault(
    id="deployment/stage-name-malformed",
    hop=Hop.DEPLOYMENT,
    title="The stage's name has other characters than letters, digits, hyphens and underscores",
    symptom=APPLY_FAILS.told(": BadRequestException"),
    remedy="Name the stage by letters, digits, hyphens and underscores; that of an HTTP API may be $default.",
    source=f"{_REST}/API_CreateStage.html",
)
_GATEWAY = Fault(
    id="targets/endpoint-without-type",
    hop=Hop.NETWORK,
    title="The VPC endpoint of a service is of type Gateway, which only S3 and DynamoDB have",
    symptom=APPLY_FAILS.told(
        ": InvalidParameter, endpoint type (Gateway) does not match available service types ([Interface])"
    ),
    remedy="Set vpcEndpointType to Interface, with subnetIds and privateDnsEnabled: the provider takes Gateway where it"
    " is left out.",
    source=f"{_AWS}/vpc/latest/privatelink/gateway-endpoints.html",
    covers=("targets/endpoint-of-other-type", "targets/endpoint-not-usable", "authorizer/endpoint-not-usable"),
)
# Without what is certainly refused, lest another character that AWS takes is told.
_PART_FORM: Final = re.compile(r"[^\s/?#{}]+|\{[^\s/?#{}]+\}")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
# The endpoint of execute-api is asked by itself.
_OF_GATEWAYS: Final = re.compile(r"(?:.*\.)?(?:s3|s3express|dynamodb|execute-api)")

ROWS = (
    Row(Form(RESOURCE, "pathPart", _PART_FORM), _PART),
    Row(
        Form(
            "apigatewayv2.Route", "routeKey", re.compile(r"\$default|[A-Za-z]+ /\S*"),
            owner=Owner("apiId", HTTP_API, (("protocolType", ("HTTP",)),)),
        ),
        _ROUTE_KEY,
    ),
    Row(Form("apigateway.Stage", "stageName", _NAME), _STAGE),
    Row(Form("apigatewayv2.Stage", "name", re.compile(rf"\$default|{_NAME.pattern}")), _STAGE),
    Row(Form(ENDPOINT, "serviceName", _OF_GATEWAYS, where=(("vpcEndpointType", (None, "Gateway")),)), _GATEWAY),
)  # fmt: skip


def check(model: Model, judge: Judge) -> None:
    """Asks every row of every resource of its type."""
    for form, fault in ROWS:
        for resource, text in form.broken(model.stack):
            judge.report(fault, resource.urn, closed(f"{text.where} is {text}"))
