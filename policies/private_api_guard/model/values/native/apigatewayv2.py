"""HTTP APIs and VPC links V2.

Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/apigatewayv2/
"""

from .kind import Bag, Kind


def _domain(bag: Bag) -> Bag:
    """CloudFormation takes a list of configurations of which there is one."""
    listed = bag.get("domainNameConfiguration")
    if isinstance(listed, list) and len(listed) == 1:
        bag["domainNameConfiguration"] = listed[0]
    return bag


KINDS = {
    "apigatewayv2:Api": Kind("aws:apigatewayv2/api:Api", {}, {"apiId": "id"}),
    "apigatewayv2:VpcLink": Kind("aws:apigatewayv2/vpcLink:VpcLink", {}, {"vpcLinkId": "id"}),
    "apigatewayv2:Integration": Kind(
        "aws:apigatewayv2/integration:Integration", {"timeoutInMillis": "timeoutMilliseconds"}, {"integrationId": "id"}
    ),
    "apigatewayv2:Route": Kind("aws:apigatewayv2/route:Route", {}, {"routeId": "id"}),
    "apigatewayv2:Stage": Kind("aws:apigatewayv2/stage:Stage", {"stageName": "name"}),
    "apigatewayv2:Deployment": Kind("aws:apigatewayv2/deployment:Deployment", {}, {"deploymentId": "id"}),
    "apigatewayv2:Authorizer": Kind("aws:apigatewayv2/authorizer:Authorizer", {}, {"authorizerId": "id"}),
    "apigatewayv2:DomainName": Kind(
        "aws:apigatewayv2/domainName:DomainName",
        {"domainNameConfigurations": "domainNameConfiguration"},
        {"domainNameArn": "arn"},
        _domain,
    ),
    "apigatewayv2:ApiMapping": Kind("aws:apigatewayv2/apiMapping:ApiMapping", {}, {"apiMappingId": "id"}),
}
