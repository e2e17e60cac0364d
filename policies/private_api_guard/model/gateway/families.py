"""Types of API Gateway that other resources refer to, by the names that the model has for them."""

from typing import Final

REST_API: Final = "apigateway.RestApi"
HTTP_API: Final = "apigatewayv2.Api"
API: Final = (REST_API, HTTP_API)
AUTHORIZERS: Final = ("apigateway.Authorizer", "apigatewayv2.Authorizer")
DEPLOYMENTS: Final = ("apigateway.Deployment", "apigatewayv2.Deployment")
LINK_V1: Final = "apigateway.VpcLink"
LINK_V2: Final = "apigatewayv2.VpcLink"
