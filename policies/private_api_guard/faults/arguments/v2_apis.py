"""HTTP and WebSocket APIs, and VPC links V2.

Sources: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
"""

from ...model.arguments import given, is_, items_beyond, like, named, unlike, unset
from ...model.families import HTTP_API, LINK_V2
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_INTEGRATION, _ROUTE = "apigatewayv2.Integration", "apigatewayv2.Route"
_GUIDE = "apigateway/latest/developerguide"
_API = "apigatewayv2/latest/api-reference"
_OF_HTTP, _OF_WEBSOCKET = (named("apiId", HTTP_API, is_("protocolType", kind)) for kind in ("HTTP", "WEBSOCKET"))
_SELECTS_NOTHING = unset("routeSelectionExpression") | like("routeSelectionExpression", r"\$\{?request\.method.*")
_IS_WEBSOCKET = is_("protocolType", "WEBSOCKET")

ROWS = (
    Row(
        LINK_V2, items_beyond("subnetIds", 1, 10),
        refusal(
            "integration/link-subnets-out-of-range", Hop.VPC_LINK,
            "The VPC link V2 has no subnet, or more than ten",
            "BadRequestException, or LimitExceededException",
            "Name one to ten subnets, of the zones of the load balancer.",
            f"{_GUIDE}/http-api-quotas.html",
            covers=("target-sources/no-ingress-of-load-balancer",),
        ),
    ),
    Row(
        _ROUTE, _OF_HTTP & unlike("routeKey", r"\$default|[A-Za-z]+ /\S*"),
        refusal(
            "integration/route-key-malformed", Hop.INTEGRATION,
            "The key of an HTTP API's route is neither $default nor a method and a path",
            "BadRequestException, the provided route key is not formatted properly",
            "Write the method, a space and the path with its slash: GET /orders.",
            f"{_GUIDE}/http-api-develop-routes.html",
        ),
    ),
    Row(
        _ROUTE, unlike("target", r"integrations/\S+"),
        refusal(
            "integration/route-target-malformed", Hop.INTEGRATION,
            "The route's target does not say that it is an integration",
            "BadRequestException, invalid target: it has to be integrations/ID",
            "Set target to integrations/ and the integration's id.",
            f"{_API}/apis-apiid-routes.html",
        ),
    ),
    Row(
        _INTEGRATION, _OF_HTTP & is_("integrationType", "AWS", "HTTP", "MOCK"),
        refusal(
            "integration/type-of-http-api", Hop.INTEGRATION,
            "An HTTP API is to have an integration of a type that only WebSocket APIs have",
            "BadRequestException, HTTP APIs support the integration types AWS_PROXY and HTTP_PROXY only",
            "Set integrationType to AWS_PROXY for a function or service of AWS, to HTTP_PROXY for everything else.",
            f"{_API}/apis-apiid-integrations.html",
        ),
    ),
    Row(
        _INTEGRATION, given("integrationSubtype") & unset("credentialsArn"),
        refusal(
            "integration/service-without-role", Hop.INTEGRATION,
            "An integration calls a service of AWS without a role",
            "BadRequestException, credentialsArn must be provided for an integration with a subtype",
            "Set credentialsArn to a role that apigateway.amazonaws.com may take on, with the right to that call.",
            f"{_GUIDE}/http-api-develop-integrations-aws-services.html",
        ),
    ),
    Row(
        HTTP_API, _IS_WEBSOCKET & given("corsConfiguration"),
        refusal(
            "integration/cors-of-websocket-api", Hop.INTEGRATION,
            "A WebSocket API is to answer preflight requests, which it never gets",
            "BadRequestException, CORS configuration is supported for HTTP APIs only",
            "Leave out corsConfiguration.",
            f"{_API}/apis.html",
        ),
    ),
    Row(
        HTTP_API, _IS_WEBSOCKET & _SELECTS_NOTHING,
        refusal(
            "integration/no-route-selection", Hop.INTEGRATION,
            "A WebSocket API does not say by which part of a message it chooses the route",
            "BadRequestException, the route selection expression is invalid for a WebSocket API",
            "Set routeSelectionExpression, such as $request.body.action: the provider takes that of HTTP APIs where it"
            " is left out.",
            f"{_GUIDE}/websocket-api-develop-routes.html",
        ),
    ),
)  # fmt: skip
