"""REST APIs: methods with their integrations inside, deployments that make stages, plans, keys, links; and HTTP APIs.

Sources: https://www.pulumi.com/registry/packages/aws-native/api-docs/apigateway/ and .../apigatewayv2/
"""

from collections.abc import Iterator

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, inside, only, own, part, present, renamed

_API = {"restApiId": "restApi"}
_OF_STAGES = {"accessLogSetting": "accessLogSettings", "tracingEnabled": "xrayTracingEnabled"}
_INTEGRATION = (
    "type", "uri", "connectionType", "connectionId", "integrationHttpMethod", "integrationTarget", "credentials",
    "requestParameters", "requestTemplates", "passthroughBehavior", "contentHandling", "responseTransferMode",
    "cacheKeyParameters",
)  # fmt: skip
_SETTINGS = (
    "loggingLevel", "metricsEnabled", "dataTraceEnabled", "cachingEnabled", "throttlingBurstLimit",
    "throttlingRateLimit",
)  # fmt: skip
_STAGE = "apigateway.Stage"


def _integration(native: Resource, method: Resource) -> Iterator[Resource]:
    """The integration that a method holds, and the responses in it."""
    given = native.get("integration")
    if given is None:
        return
    bag: Bag = {key: inside(given, key) for key in _INTEGRATION}
    bag["timeoutMilliseconds"] = inside(given, "timeoutInMillis")
    kept = ("restApi", "resourceId", "httpMethod")
    place: Bag = {key: method.get(key) for key in kept}
    feeds = {key: urns for key in kept if (urns := method.feeds(key))}
    fed = native.feeds("integration")
    made = dict.fromkeys(("uri", "connectionId", "integrationTarget", "credentials"), fed) if fed else {}
    yield part(method, "apigateway.Integration", present(bag | place), feeds | made)
    responses = inside(given, "integrationResponses")
    for each in responses if isinstance(responses, list) else [UNKNOWN] if responses is UNKNOWN else ():
        answer = {"statusCode": inside(each, "statusCode"), **place}
        yield part(method, "apigateway.IntegrationResponse", present(answer), feeds)


def _stage_of(native: Resource, deployment: Resource) -> Iterator[Resource]:
    """The stage that a deployment makes where it names one."""
    name = native.get("stageName")
    if name is None:
        return
    description = native.get("stageDescription")
    bag, feeds = own(deployment, "deployment")
    bag |= {"restApi": deployment.get("restApi"), "stageName": name}
    bag |= {key: inside(description, key) for key in ("variables", "accessLogSetting", "tracingEnabled")}
    feeds |= {key: deployment.feeds(key) for key in ("restApi", "stageName") if deployment.feeds(key)}
    fed = native.feeds("stageDescription")
    feeds |= dict.fromkeys(("variables", "accessLogSettings"), fed) if fed else {}
    yield part(deployment, _STAGE, renamed(present(bag), _OF_STAGES), feeds)


def _settings(native: Resource, stage: Resource) -> Iterator[Resource]:
    """The settings of methods that a stage holds."""
    listed = native.get("methodSettings")
    for entry in listed if isinstance(listed, list) else [UNKNOWN] if listed is UNKNOWN else ():
        path, verb = inside(entry, "resourcePath"), inside(entry, "httpMethod")
        bag = {"restApi": stage.get("restApi"), "stageName": stage.get("stageName")}
        bag["settings"] = UNKNOWN if entry is UNKNOWN else present({key: inside(entry, key) for key in _SETTINGS})
        known = isinstance(path, str) and isinstance(verb, str)
        bag["methodPath"] = f"{str(path).lstrip('/')}/{verb}" if known else UNKNOWN
        feeds = {key: stage.feeds(key) for key in ("restApi", "stageName") if stage.feeds(key)}
        yield part(stage, "apigateway.MethodSettings", present(bag), feeds)


KINDS = {
    "apigateway:RestApi": Kind(
        "apigateway.RestApi", {"apiKeySourceType": "apiKeySource", "mode": "putRestApiMode"}, {"restApiId": "id"}
    ),
    "apigateway:Resource": Kind("apigateway.Resource", _API, {"resourceId": "id"}),
    "apigateway:Method": Kind("apigateway.Method", {**_API, "authorizationType": "authorization"}, parts=_integration),
    "apigateway:Deployment": Kind("apigateway.Deployment", _API, {"deploymentId": "id"}, parts=_stage_of),
    "apigateway:Stage": Kind(_STAGE, {**_API, **_OF_STAGES, "deploymentId": "deployment"}, parts=_settings),
    "apigateway:UsagePlan": Kind(
        "apigateway.UsagePlan",
        {"usagePlanName": "name", "quota": "quotaSettings", "throttle": "throttleSettings"},
        {"awsId": "id"},
    ),
    "apigateway:UsagePlanKey": Kind("apigateway.UsagePlanKey", {}, {"awsId": "id"}),
    "apigateway:ApiKey": Kind("apigateway.ApiKey", {}, {"apiKeyId": "id"}),
    "apigateway:VpcLink": Kind(
        "apigateway.VpcLink", {"targetArns": "targetArn"}, {"vpcLinkId": "id"}, only("targetArn")
    ),
    "apigateway:Authorizer": Kind("apigateway.Authorizer", _API, {"authorizerId": "id"}),
    "apigateway:Account": Kind("apigateway.Account", {"cloudWatchRoleArn": "cloudwatchRoleArn"}),
    "apigateway:GatewayResponse": Kind("apigateway.Response"),
    "apigateway:DomainName": Kind("apigateway.DomainName", {}, {"domainNameArn": "arn"}),
    "apigateway:DomainNameV2": Kind("apigateway.DomainName", {}, {"domainNameArn": "arn"}),
    "apigateway:DomainNameAccessAssociation": Kind("apigateway.DomainNameAccessAssociation"),
    "apigateway:BasePathMapping": Kind("apigateway.BasePathMapping", {**_API, "stage": "stageName"}),
    "apigateway:BasePathMappingV2": Kind(
        "apigateway.BasePathMapping", {**_API, "stage": "stageName", "domainNameArn": "domainNameId"}
    ),
    "apigatewayv2:Api": Kind("apigatewayv2.Api", {}, {"apiId": "id"}),
    "apigatewayv2:VpcLink": Kind("apigatewayv2.VpcLink", {}, {"vpcLinkId": "id"}),
    "apigatewayv2:Integration": Kind(
        "apigatewayv2.Integration", {"timeoutInMillis": "timeoutMilliseconds"}, {"integrationId": "id"}
    ),
    "apigatewayv2:Route": Kind("apigatewayv2.Route", {}, {"routeId": "id"}),
    "apigatewayv2:Stage": Kind("apigatewayv2.Stage", {"stageName": "name"}),
    "apigatewayv2:Deployment": Kind("apigatewayv2.Deployment", {}, {"deploymentId": "id"}),
    "apigatewayv2:Authorizer": Kind("apigatewayv2.Authorizer", {}, {"authorizerId": "id"}),
    "apigatewayv2:DomainName": Kind(
        "apigatewayv2.DomainName",
        {"domainNameConfigurations": "domainNameConfiguration"},
        {"domainNameArn": "arn"},
        only("domainNameConfiguration"),
    ),
    "apigatewayv2:ApiMapping": Kind("apigatewayv2.ApiMapping", {}, {"apiMappingId": "id"}),
}
