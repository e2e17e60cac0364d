"""The parts of a REST API: resources, methods, integrations, responses.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

from ...model.arguments import any_entry, any_name, is_, is_not, like, named, unlike
from ...model.gateway.rest_method import INTEGRATION, METHOD, RESOURCE, RESPONSE
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_API = "apigateway/latest/api"
_GUIDE = "apigateway/latest/developerguide"
_MAPPINGS = f"{_GUIDE}/rest-api-parameter-mapping.html"
_PLACE = r"(?:path|querystring|header)\.\S+"
# A stage variable may stand for any part.
_OF_SERVICE = r"arn:[^:]+:apigateway:[^:]*:[^:]+:(?:path|action)/.*|.*\$\{?stageVariables\..*"
_MAPPED = refusal(
    "integration/mapping-malformed", Hop.INTEGRATION,
    "A parameter is mapped to, or from, something that is none",
    "BadRequestException, invalid mapping expression specified",
    "Map integration.request.header.NAME (path, querystring) to method.request.header.NAME, context.NAME,"
    " stageVariables.NAME or 'a text in quotes'; a response's method.response.header.NAME to"
    " integration.response.header.NAME, integration.response.body.PATH or 'a text'.",
    _MAPPINGS,
)  # fmt: skip
_DECLARED = refusal(
    "integration/declared-parameter-malformed", Hop.INTEGRATION,
    "A method or its response declares a parameter that is none",
    "BadRequestException, invalid mapping expression parameter specified",
    "Declare method.request.path.NAME, method.request.querystring.NAME or method.request.header.NAME; of a response"
    " method.response.header.NAME.",
    f"{_API}/API_PutMethod.html",
)  # fmt: skip
_STATUS = refusal(
    "integration/status-code-malformed", Hop.INTEGRATION,
    "A response has a status code that is none",
    "BadRequestException, the status code has to match [1-5][0-9][0-9]",
    "Set statusCode to three digits, such as 200.",
    f"{_API}/API_PutMethodResponse.html",
)  # fmt: skip
_RESPONSES = "|".join((
    "DEFAULT_4XX", "DEFAULT_5XX", "RESOURCE_NOT_FOUND", "UNAUTHORIZED", "INVALID_API_KEY", "ACCESS_DENIED",
    "AUTHORIZER_FAILURE", "AUTHORIZER_CONFIGURATION_ERROR", "INVALID_SIGNATURE", "EXPIRED_TOKEN",
    "MISSING_AUTHENTICATION_TOKEN", "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "API_CONFIGURATION_ERROR",
    "UNSUPPORTED_MEDIA_TYPE", "BAD_REQUEST_PARAMETERS", "BAD_REQUEST_BODY", "REQUEST_TOO_LARGE", "THROTTLED",
    "QUOTA_EXCEEDED", "WAF_FILTERED",
))  # fmt: skip

ROWS = (
    # Without what is certainly refused, lest another character that AWS takes is told.
    Row(
        RESOURCE, unlike("pathPart", r"[^\s/?#{}]+|\{[^\s/?#{}]+\}"),
        refusal(
            "integration/path-part-of-several", Hop.INTEGRATION,
            "The resource of a REST API names more than one part of a path, or something that is none",
            "BadRequestException, a resource's path part only allows a-zA-Z0-9._-: and curly braces at the beginning"
            " and the end",
            "Make a resource for each part of the path: orders, and below it {id}.",
            f"{_API}/API_CreateResource.html",
        ),
    ),
    Row(
        RESOURCE, named("parentId", RESOURCE, like("pathPart", r"\{[^{}]*\+\}")),
        refusal(
            "integration/path-below-greedy", Hop.INTEGRATION,
            "A resource of a REST API is below one that takes all the rest of the path",
            "BadRequestException, cannot create a child of a resource with a greedy path variable",
            "Put it beside {proxy+}: a resource that names more is taken before the greedy one.",
            f"{_GUIDE}/api-gateway-method-settings-method-request.html",
        ),
    ),
    Row(
        INTEGRATION, is_("connectionType", "VPC_LINK") & is_("type", "AWS", "AWS_PROXY"),
        refusal(
            "integration/link-of-aws-integration", Hop.INTEGRATION,
            "An integration of type AWS or AWS_PROXY goes through a VPC link, which only HTTP integrations do",
            "BadRequestException",
            "Set type to HTTP_PROXY, or leave out connectionType and connectionId for a function.",
            f"{_GUIDE}/set-up-private-integration.html",
        ),
    ),
    Row(
        INTEGRATION, is_("type", "AWS", "AWS_PROXY") & unlike("uri", _OF_SERVICE),
        refusal(
            "integration/uri-not-of-a-service", Hop.INTEGRATION,
            "The URI of an integration of type AWS or AWS_PROXY is not one by which API Gateway calls a service",
            "BadRequestException, AWS ARN for integration must contain path or action",
            "Set uri to the function's invokeArn, or to arn:aws:apigateway:<region>:<service>:path/... or :action/...",
            f"{_API}/API_PutIntegration.html",
        ),
    ),
    Row(INTEGRATION, any_name("requestParameters", rf"(?!integration\.request\.{_PLACE}).*"), _MAPPED),
    Row(
        INTEGRATION,
        any_entry(
            "requestParameters",
            rf"(?!method\.request\.(?:{_PLACE}|multivalue{_PLACE}|body)|context\.|stageVariables\.|').*",
        ),
        _MAPPED,
    ),
    Row(RESPONSE, any_name("responseParameters", r"(?!method\.response\.header\.\S+$).*"), _MAPPED),
    Row(
        RESPONSE,
        any_entry("responseParameters", r"(?!integration\.response\.|context\.|stageVariables\.|').*"), _MAPPED,
    ),
    Row(METHOD, any_name("requestParameters", rf"(?!method\.request\.(?:multivalue)?{_PLACE}$).*"), _DECLARED),
    Row(
        "apigateway.MethodResponse",
        any_name("responseParameters", r"(?!method\.response\.header\.\S+$).*"), _DECLARED,
    ),
    Row("apigateway.MethodResponse", unlike("statusCode", r"[1-5]\d\d"), _STATUS),
    Row(RESPONSE, unlike("statusCode", r"[1-5]\d\d"), _STATUS),
    Row(
        "apigateway.Response", is_not("responseType", *_RESPONSES.split("|")),
        refusal(
            "integration/gateway-response-unknown", Hop.INTEGRATION,
            "A gateway response is for something that API Gateway does not answer by itself",
            "BadRequestException, invalid response type",
            "Set responseType to one of the documented types, such as DEFAULT_4XX or MISSING_AUTHENTICATION_TOKEN.",
            f"{_GUIDE}/supported-gateway-response-types.html",
        ),
    ),
)  # fmt: skip
