"""Authorizers of all kinds of APIs.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html,
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
"""

from ...model.arguments import any_item, given, is_, named, unlike, unset
from ...model.families import HTTP_API
from ...model.gateway.rest_method import METHOD
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_V1, _V2 = "apigateway.Authorizer", "apigatewayv2.Authorizer"
_REST = "apigateway/latest/api/API_CreateAuthorizer.html"
_HTTP = "apigatewayv2/latest/api-reference/apis-apiid-authorizers.html"
_JWT = "apigateway/latest/developerguide/http-api-jwt-authorizer.html"
_LAMBDA = "apigateway/latest/developerguide/http-api-lambda-authorizer.html"
_FIELD = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_HEADER = rf"method\.request\.header\.{_FIELD}"
_OF_REQUEST = rf"{_HEADER}|method\.request\.querystring\.\S+|stageVariables\.\w+|context\.[\w.]+"
_SEVERAL = rf"(?:{_OF_REQUEST})(?:\s*,\s*(?:{_OF_REQUEST}))*"
_NOT_OF_HTTP = r"(?!\$\{?(?:request|context|stageVariables)\.).*"
_NOT_OF_WEBSOCKET = r"(?!(?:route\.request|context|stageVariables)\.).*"
_OF_WEBSOCKET = named("apiId", HTTP_API, is_("protocolType", "WEBSOCKET"))
_OF_HTTP = named("apiId", HTTP_API, is_("protocolType", "HTTP"))
_IS_JWT, _IS_REQUEST = is_("authorizerType", "JWT"), is_("authorizerType", "REQUEST")

_SOURCE = refusal(
    "authorizer/identity-source-malformed", Hop.AUTHORIZER,
    "The authorizer takes who calls from something that is no part of a request",
    "BadRequestException, invalid identity source",
    "Write method.request.header.NAME (REST), $request.header.NAME (HTTP), route.request.header.NAME (WebSocket), or"
    " the like with querystring; a TOKEN or COGNITO_USER_POOLS authorizer takes one header.",
    _REST,
)  # fmt: skip
_OTHER_TYPE = refusal(
    "authorizer/authorizer-of-other-type", Hop.AUTHORIZER,
    "The method or route asks for another type of authorizer than the one that it names",
    "BadRequestException, the authorization type requires a valid authorizer of that type",
    "Set authorization to CUSTOM for an authorizer of type TOKEN or REQUEST, to COGNITO_USER_POOLS for that type"
    " (a route: CUSTOM for REQUEST, JWT for JWT).",
    "apigateway/latest/api/API_PutMethod.html",
)  # fmt: skip

ROWS = (
    Row(
        _V1, is_("type", "COGNITO_USER_POOLS") & unset("providerArns"),
        refusal(
            "authorizer/authorizer-without-user-pool", Hop.AUTHORIZER,
            "The authorizer of type COGNITO_USER_POOLS names no user pool",
            "BadRequestException, provider ARNs must be given",
            "Set providerArns.",
            _REST,
        ),
    ),
    Row(
        _V2, _IS_JWT & unset("jwtConfiguration"),
        refusal(
            "authorizer/jwt-without-configuration", Hop.AUTHORIZER,
            "The JWT authorizer knows neither issuer nor audience",
            "BadRequestException, jwtConfiguration must be given",
            "Set jwtConfiguration with issuer and audiences.",
            _HTTP,
        ),
    ),
    Row(
        _V2, _IS_JWT & unset("identitySources"),
        refusal(
            "authorizer/jwt-without-identity-source", Hop.AUTHORIZER,
            "The JWT authorizer does not say where the token is",
            "BadRequestException, an identity source must be given",
            "Set identitySources, such as $request.header.Authorization.",
            _HTTP,
        ),
    ),
    Row(
        _V2, _IS_JWT & unlike("jwtConfiguration.issuer", r"https://[^\s/]+\S*"),
        refusal(
            "authorizer/jwt-issuer-not-https", Hop.AUTHORIZER,
            "The JWT authorizer's issuer is no address of https",
            "BadRequestException, invalid issuer: it has to be a valid URL",
            "Set jwtConfiguration.issuer to the https address below which /.well-known/openid-configuration is.",
            _JWT,
        ),
    ),
    Row(
        _V2, _IS_JWT & _OF_WEBSOCKET,
        refusal(
            "authorizer/jwt-of-websocket-api", Hop.AUTHORIZER,
            "A WebSocket API is to have a JWT authorizer",
            "BadRequestException, JWT authorizers are for HTTP APIs only",
            "Use a REQUEST authorizer on the route $connect, whose function verifies the token.",
            "apigateway/latest/developerguide/apigateway-websocket-api-control-access.html",
        ),
    ),
    Row(
        _V2, given("enableSimpleResponses") & is_("authorizerPayloadFormatVersion", "1.0"),
        refusal(
            "authorizer/simple-responses-of-format-1", Hop.AUTHORIZER,
            "The authorizer is to answer simply, in a payload format that has no simple responses",
            "BadRequestException, simple responses need payload format version 2.0",
            "Set authorizerPayloadFormatVersion to 2.0, or leave out enableSimpleResponses.",
            _LAMBDA,
        ),
    ),
    Row(
        _V2, _IS_REQUEST & given("authorizerResultTtlInSeconds") & unset("identitySources"),
        refusal(
            "authorizer/caching-without-identity-source", Hop.AUTHORIZER,
            "The authorizer's answers are to be cached, and it has no identity source to cache them by",
            "BadRequestException, an identity source is required when caching is enabled",
            "Set identitySources, or authorizerResultTtlInSeconds to 0.",
            _LAMBDA,
        ),
    ),
    Row(_V1, is_("type", None, "TOKEN", "COGNITO_USER_POOLS") & unlike("identitySource", _HEADER), _SOURCE),
    Row(
        _V1, is_("type", "REQUEST") & unlike("identitySource", _SEVERAL), _SOURCE
    ),
    Row(_V2, _OF_HTTP & any_item("identitySources", _NOT_OF_HTTP), _SOURCE),
    Row(_V2, _OF_WEBSOCKET & any_item("identitySources", _NOT_OF_WEBSOCKET), _SOURCE),
    Row(
        METHOD,
        is_("authorization", "CUSTOM") & named("authorizerId", _V1, is_("type", "COGNITO_USER_POOLS")), _OTHER_TYPE,
    ),
    Row(
        METHOD,
        is_("authorization", "COGNITO_USER_POOLS") & named("authorizerId", _V1, is_("type", None, "TOKEN", "REQUEST")),
        _OTHER_TYPE,
    ),
    Row(
        "apigatewayv2.Route",
        is_("authorizationType", "CUSTOM") & named("authorizerId", _V2, _IS_JWT), _OTHER_TYPE,
    ),
    Row(
        "apigatewayv2.Route",
        is_("authorizationType", "JWT") & named("authorizerId", _V2, _IS_REQUEST), _OTHER_TYPE,
    ),
)  # fmt: skip
