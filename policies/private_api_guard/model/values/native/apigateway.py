"""REST APIs: methods with their integrations inside, deployments that make stages, plans, keys, links and domains.

Source: https://www.pulumi.com/registry/packages/aws-native/api-docs/apigateway/
"""

from collections.abc import Iterator

from ..resource import Resource
from ..unknown import UNKNOWN
from .kind import Bag, Kind, inside, own, part

_API = {"restApiId": "restApi"}
_INTEGRATION = (
    "type", "uri", "connectionType", "connectionId", "integrationHttpMethod", "integrationTarget", "credentials",
    "requestParameters", "requestTemplates", "passthroughBehavior", "responseTransferMode", "cacheKeyParameters",
)  # fmt: skip
_SETTINGS = (
    "loggingLevel", "metricsEnabled", "dataTraceEnabled", "cachingEnabled", "throttlingBurstLimit",
    "throttlingRateLimit",
)  # fmt: skip
_STAGE = "aws:apigateway/stage:Stage"


def _link(bag: Bag) -> Bag:
    """CloudFormation takes a list of load balancers of which there can be only one."""
    targets = bag.get("targetArn")
    if isinstance(targets, list) and len(targets) == 1:
        bag["targetArn"] = targets[0]
    return bag


def _integration(native: Resource, method: Resource) -> Iterator[Resource]:
    """The integration that a method holds."""
    given = native.get("integration")
    if given is None:
        return
    bag: Bag = {key: inside(given, key) for key in _INTEGRATION}
    bag["timeoutMilliseconds"] = inside(given, "timeoutInMillis")
    kept = ("restApi", "resourceId", "httpMethod")
    bag |= {key: method.get(key) for key in kept}
    feeds = {key: method.feeds(key) for key in kept}
    fed = native.feeds("integration")
    feeds |= dict.fromkeys(("uri", "connectionId", "integrationTarget", "credentials"), fed) if fed else {}
    yield part(
        method, "aws:apigateway/integration:Integration", _known(bag), {k: urns for k, urns in feeds.items() if urns}
    )


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
    yield part(deployment, _STAGE, _stage(_known(bag)), feeds)


def _stage(bag: Bag) -> Bag:
    for old, new in (("accessLogSetting", "accessLogSettings"), ("tracingEnabled", "xrayTracingEnabled")):
        if old in bag:
            bag[new] = bag.pop(old)
    return bag


def _settings(native: Resource, stage: Resource) -> Iterator[Resource]:
    """The settings of methods that a stage holds."""
    listed = native.get("methodSettings")
    for entry in listed if isinstance(listed, list) else [UNKNOWN] if listed is UNKNOWN else ():
        path, verb = inside(entry, "resourcePath"), inside(entry, "httpMethod")
        bag = {"restApi": stage.get("restApi"), "stageName": stage.get("stageName")}
        bag["settings"] = UNKNOWN if entry is UNKNOWN else _known({key: inside(entry, key) for key in _SETTINGS})
        known = isinstance(path, str) and isinstance(verb, str)
        bag["methodPath"] = f"{str(path).lstrip('/')}/{verb}" if known else UNKNOWN
        feeds = {key: stage.feeds(key) for key in ("restApi", "stageName") if stage.feeds(key)}
        yield part(stage, "aws:apigateway/methodSettings:MethodSettings", _known(bag), feeds)


def _known(bag: Bag) -> Bag:
    return {key: value for key, value in bag.items() if value is not None}


KINDS = {
    "apigateway:RestApi": Kind(
        "aws:apigateway/restApi:RestApi",
        {"apiKeySourceType": "apiKeySource", "mode": "putRestApiMode"},
        {"restApiId": "id"},
    ),
    "apigateway:Resource": Kind("aws:apigateway/resource:Resource", _API, {"resourceId": "id"}),
    "apigateway:Method": Kind(
        "aws:apigateway/method:Method", {**_API, "authorizationType": "authorization"}, parts=_integration
    ),
    "apigateway:Deployment": Kind(
        "aws:apigateway/deployment:Deployment", _API, {"deploymentId": "id"}, parts=_stage_of
    ),
    "apigateway:Stage": Kind(
        _STAGE,
        {**_API, "deploymentId": "deployment"},
        {},
        _stage,
        {"accessLogSetting": ("accessLogSettings",)},
        _settings,
    ),
    "apigateway:UsagePlan": Kind(
        "aws:apigateway/usagePlan:UsagePlan",
        {"usagePlanName": "name", "quota": "quotaSettings", "throttle": "throttleSettings"},
        {"awsId": "id"},
    ),
    "apigateway:UsagePlanKey": Kind("aws:apigateway/usagePlanKey:UsagePlanKey", {}, {"awsId": "id"}),
    "apigateway:ApiKey": Kind("aws:apigateway/apiKey:ApiKey", {}, {"apiKeyId": "id"}),
    "apigateway:VpcLink": Kind(
        "aws:apigateway/vpcLink:VpcLink", {"targetArns": "targetArn"}, {"vpcLinkId": "id"}, _link
    ),
    "apigateway:Authorizer": Kind("aws:apigateway/authorizer:Authorizer", _API, {"authorizerId": "id"}),
    "apigateway:Account": Kind("aws:apigateway/account:Account", {"cloudWatchRoleArn": "cloudwatchRoleArn"}),
    "apigateway:GatewayResponse": Kind("aws:apigateway/response:Response"),
    "apigateway:DomainName": Kind("aws:apigateway/domainName:DomainName", {}, {"domainNameArn": "arn"}),
    "apigateway:DomainNameV2": Kind("aws:apigateway/domainName:DomainName", {}, {"domainNameArn": "arn"}),
    "apigateway:DomainNameAccessAssociation": Kind(
        "aws:apigateway/domainNameAccessAssociation:DomainNameAccessAssociation"
    ),
    "apigateway:BasePathMapping": Kind(
        "aws:apigateway/basePathMapping:BasePathMapping", {**_API, "stage": "stageName"}
    ),
    "apigateway:BasePathMappingV2": Kind(
        "aws:apigateway/basePathMapping:BasePathMapping",
        {**_API, "stage": "stageName", "domainNameArn": "domainNameId"},
    ),
}
