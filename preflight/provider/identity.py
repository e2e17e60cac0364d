"""Ids, ARNs and names that AWS gives new resources: templates per type, filled from the URN, so that they never change.

Forms: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
and the documentation of each resource's `id`.
"""

import hashlib
import string
import uuid
from collections.abc import Mapping

from preflight.protocol import wire
from preflight.protocol.wire import Properties

ACCOUNT = "123456789012"
"""The account of everything that a simulated update creates."""
MOMENT = "2026-01-01T00:00:00Z"
"""When a simulated update creates everything."""
_ALPHANUMERIC = string.digits + string.ascii_lowercase

_API = "arn:aws:apigateway:{region}::"
_EC2 = "arn:aws:ec2:{region}:{account}:"
_ELB = "arn:aws:elasticloadbalancing:{region}:{account}:"
_ECS = "arn:aws:ecs:{region}:{account}:"
_LAMBDA = "arn:aws:lambda:{region}:{account}:function:{name}"
_INVOKE = "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/"

_TEMPLATES: dict[str, dict[str, str]] = {
    "acm/certificate": {"id": "arn:aws:acm:{region}:{account}:certificate/{uuid}", "arn": "{id}", "status": "ISSUED"},
    "acm/certificateValidation": {"id": "{moment}"},
    "apigateway/account": {"id": "api-gateway-account"},
    "apigateway/apiKey": {"id": "{short10}", "arn": _API + "/apikeys/{id}", "value": "{text40}"},
    "apigateway/authorizer": {"id": "{short6}", "arn": _API + "/restapis/{restApi}/authorizers/{id}"},
    "apigateway/basePathMapping": {"id": "{domainName}/{basePath}"},
    "apigateway/deployment": {"id": "{short6}"},
    "apigateway/domainName": {
        "id": "{domainName}",
        "arn": _API + "/domainnames/{domainName}",
        "domainNameId": "{short10}",
        "regionalDomainName": "d-{short10}.execute-api.{region}.amazonaws.com",
        "cloudfrontDomainName": "d{short13}.cloudfront.net",
        "certificateUploadDate": "{moment}",
    },
    "apigateway/domainNameAccessAssociation": {
        "id": _API + "{account}:/domainnameaccessassociations/domainname/x/vpcesource/{accessAssociationSource}",
        "arn": "{id}",
    },
    "apigateway/integration": {"id": "agi-{restApi}-{resourceId}-{httpMethod}"},
    "apigateway/integrationResponse": {"id": "agir-{restApi}-{resourceId}-{httpMethod}-{statusCode}"},
    "apigateway/method": {"id": "agm-{restApi}-{resourceId}-{httpMethod}"},
    "apigateway/methodResponse": {"id": "agmr-{restApi}-{resourceId}-{httpMethod}-{statusCode}"},
    "apigateway/methodSettings": {"id": "{restApi}-{stageName}-{methodPath}"},
    "apigateway/requestValidator": {"id": "{short6}"},
    "apigateway/resource": {"id": "{short6}"},
    "apigateway/response": {"id": "aggr-{restApiId}-{responseType}"},
    "apigateway/restApi": {
        "id": "{short10}",
        "arn": _API + "/restapis/{id}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
        "rootResourceId": "{root10}",
    },
    "apigateway/restApiPolicy": {"id": "{restApiId}"},
    "apigateway/restApiPut": {"id": "{restApiId}"},
    "apigateway/stage": {
        "id": "ags-{restApi}-{stageName}",
        "arn": _API + "/restapis/{restApi}/stages/{stageName}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{restApi}/{stageName}",
        "invokeUrl": "https://{restApi}.execute-api.{region}.amazonaws.com/{stageName}",
    },
    "apigateway/usagePlan": {"id": "{short6}", "arn": _API + "/usageplans/{id}"},
    "apigateway/usagePlanKey": {"id": "{keyId}"},
    "apigateway/vpcLink": {"id": "{short6}", "arn": _API + "/vpclinks/{id}"},
    "apigatewayv2/api": {
        "id": "{short10}",
        "arn": _API + "/apis/{id}",
        "apiEndpoint": "https://{id}.execute-api.{region}.amazonaws.com",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
    },
    "apigatewayv2/domainName": {"id": "{domainName}", "arn": _API + "/domainnames/{domainName}"},
    "apigatewayv2/stage": {
        "id": "{name}",
        "arn": _API + "/apis/{apiId}/stages/{name}",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{apiId}/{name}",
        "invokeUrl": "https://{apiId}.execute-api.{region}.amazonaws.com/{name}",
    },
    "apigatewayv2/vpcLink": {"id": "{short6}", "arn": _API + "/vpclinks/{id}"},
    "appautoscaling/policy": {"id": "{name}", "arn": "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}"},
    "appautoscaling/target": {
        "id": "{resourceId}",
        "arn": "arn:aws:application-autoscaling:{region}:{account}:scalable-target/{hex17}",
    },
    "autoscaling/group": {
        "id": "{name}",
        "arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
    },
    "cloudwatch/dashboard": {
        "id": "{dashboardName}",
        "dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{dashboardName}",
    },
    "cloudwatch/eventRule": {"id": "{name}", "arn": "arn:aws:events:{region}:{account}:rule/{name}"},
    "cloudwatch/logGroup": {"id": "{name}", "arn": "arn:aws:logs:{region}:{account}:log-group:{name}"},
    "cloudwatch/metricAlarm": {"id": "{name}", "arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}"},
    "ec2/defaultSecurityGroup": {"id": "sg-{hex17}", "arn": _EC2 + "security-group/{id}", "name": "default"},
    "ec2/eip": {
        "id": "eipalloc-{hex17}",
        "allocationId": "{id}",
        "arn": _EC2 + "elastic-ip/{id}",
        "publicIp": "198.51.100.{octet}",
    },
    "ec2/instance": {"id": "i-{hex17}", "arn": _EC2 + "instance/{id}", "primaryNetworkInterfaceId": "eni-{hex17}"},
    "ec2/internetGateway": {"id": "igw-{hex17}", "arn": _EC2 + "internet-gateway/{id}"},
    "ec2/launchTemplate": {"id": "lt-{hex17}", "arn": _EC2 + "launch-template/{id}"},
    "ec2/managedPrefixList": {"id": "pl-{hex17}", "arn": _EC2 + "prefix-list/{id}"},
    "ec2/natGateway": {"id": "nat-{hex17}", "networkInterfaceId": "eni-{hex17}", "publicIp": "198.51.100.{octet}"},
    "ec2/networkAcl": {"id": "acl-{hex17}", "arn": _EC2 + "network-acl/{id}"},
    "ec2/networkAclAssociation": {"id": "aclassoc-{hex17}"},
    "ec2/networkAclRule": {"id": "nacl-{hex10}"},
    "ec2/networkInterface": {"id": "eni-{hex17}", "arn": _EC2 + "network-interface/{id}"},
    "ec2/route": {"id": "r-{routeTableId}{hex10}"},
    "ec2/routeTable": {"id": "rtb-{hex17}", "arn": _EC2 + "route-table/{id}"},
    "ec2/routeTableAssociation": {"id": "rtbassoc-{hex17}"},
    "ec2/securityGroup": {"id": "sg-{hex17}", "arn": _EC2 + "security-group/{id}"},
    "ec2/securityGroupRule": {"id": "sgrule-{hex10}", "securityGroupRuleId": "sgr-{hex17}"},
    "ec2/subnet": {"id": "subnet-{hex17}", "arn": _EC2 + "subnet/{id}"},
    "ec2/vpc": {
        "id": "vpc-{hex17}",
        "arn": _EC2 + "vpc/{id}",
        "defaultNetworkAclId": "acl-{hex17}",
        "defaultRouteTableId": "rtb-{hex17}",
        "defaultSecurityGroupId": "sg-{hex17}",
        "mainRouteTableId": "rtb-{hex17}",
    },
    "ec2/vpcEndpoint": {"id": "vpce-{hex17}", "arn": _EC2 + "vpc-endpoint/{id}"},
    "ec2/vpcEndpointService": {
        "id": "vpce-svc-{hex17}",
        "arn": _EC2 + "vpc-endpoint-service/{id}",
        "serviceName": "com.amazonaws.vpce.{region}.{id}",
        "serviceType": "Interface",
        "state": "Available",
    },
    "ec2/vpcPeeringConnection": {"id": "pcx-{hex17}", "acceptStatus": "active"},
    "ec2transitgateway/vpcAttachment": {
        "id": "tgw-attach-{hex17}",
        "arn": _EC2 + "transit-gateway-attachment/{id}",
    },
    "ecr/repository": {
        "id": "{name}",
        "arn": "arn:aws:ecr:{region}:{account}:repository/{name}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    },
    "ecs/cluster": {"id": _ECS + "cluster/{name}", "arn": "{id}"},
    "ecs/service": {"id": _ECS + "service/{clusterName}/{name}", "arn": "{id}"},
    "ecs/taskDefinition": {
        "id": "{family}",
        "arn": _ECS + "task-definition/{family}:1",
        "arnWithoutRevision": _ECS + "task-definition/{family}",
    },
    "iam/instanceProfile": {
        "id": "{name}",
        "arn": "arn:aws:iam::{account}:instance-profile/{name}",
        "uniqueId": "AIPA{upper17}",
    },
    "iam/policy": {"id": "arn:aws:iam::{account}:policy/{name}", "arn": "{id}", "policyId": "ANPA{upper17}"},
    "iam/role": {"id": "{name}", "arn": "arn:aws:iam::{account}:role/{name}", "uniqueId": "AROA{upper17}"},
    "iam/rolePolicy": {"id": "{role}:{name}"},
    "iam/rolePolicyAttachment": {"id": "{role}/{policyArn}"},
    "kms/alias": {"id": "{name}", "arn": "arn:aws:kms:{region}:{account}:{name}"},
    "kms/key": {"id": "{uuid}", "keyId": "{id}", "arn": "arn:aws:kms:{region}:{account}:key/{id}"},
    "lambda/alias": {
        "id": "arn:aws:lambda:{region}:{account}:function:{functionName}:{name}",
        "arn": "{id}",
        "invokeArn": _INVOKE + "{id}/invocations",
    },
    "lambda/function": {
        "id": "{name}",
        "arn": _LAMBDA,
        "invokeArn": _INVOKE + _LAMBDA + "/invocations",
        "qualifiedArn": _LAMBDA + ":$LATEST",
        "qualifiedInvokeArn": _INVOKE + _LAMBDA + ":$LATEST/invocations",
        "lastModified": "{moment}",
    },
    "lambda/permission": {"id": "{statementId}"},
    "lb/loadBalancer": {
        "id": _ELB + "loadbalancer/{family}/{name}/{hex16}",
        "arn": "{id}",
        "arnSuffix": "{family}/{name}/{hex16}",
        "dnsName": "{scheme}{name}-{hex16}.elb.{region}.amazonaws.com",
        "zoneId": "Z{upper13}",
    },
    "lb/targetGroup": {
        "id": _ELB + "targetgroup/{name}/{hex16}",
        "arn": "{id}",
        "arnSuffix": "targetgroup/{name}/{hex16}",
    },
    "lb/targetGroupAttachment": {"id": "{targetGroupArn}-{hex16}"},
    "rds/instance": {
        "id": "db-{upper17}",
        "arn": "arn:aws:rds:{region}:{account}:db:{identifier}",
        "address": "{identifier}.{short13}.{region}.rds.amazonaws.com",
        "endpoint": "{identifier}.{short13}.{region}.rds.amazonaws.com:5432",
    },
    "rds/subnetGroup": {"id": "{name}", "arn": "arn:aws:rds:{region}:{account}:subgrp:{name}"},
    "route53/healthCheck": {"id": "{uuid}", "arn": "arn:aws:route53:::healthcheck/{id}"},
    "route53/record": {"id": "{zoneId}_{name}_{type}", "fqdn": "{name}"},
    "route53/zone": {"id": "Z{upper17}", "zoneId": "{id}", "arn": "arn:aws:route53:::hostedzone/{id}"},
    "s3/bucket": {
        "id": "{bucket}",
        "arn": "arn:aws:s3:::{bucket}",
        "bucketDomainName": "{bucket}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{bucket}.s3.{region}.amazonaws.com",
    },
    "secretsmanager/secret": {
        "id": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{short6}",
        "arn": "{id}",
    },
    "secretsmanager/secretVersion": {"id": "{secretId}|{uuid}", "arn": "{secretId}", "versionId": "{uuid}"},
    "sns/topic": {"id": "arn:aws:sns:{region}:{account}:{name}", "arn": "{id}"},
    "sns/topicSubscription": {"id": "{topic}:{uuid}", "arn": "{id}"},
    "ssm/parameter": {"id": "{name}", "arn": "arn:aws:ssm:{region}:{account}:parameter/{path}"},
    "vpc/securityGroupEgressRule": {
        "id": "sgr-{hex17}",
        "arn": _EC2 + "security-group-rule/{id}",
        "securityGroupRuleId": "{id}",
    },
    "vpc/securityGroupIngressRule": {
        "id": "sgr-{hex17}",
        "arn": _EC2 + "security-group-rule/{id}",
        "securityGroupRuleId": "{id}",
    },
    "wafv2/webAcl": {
        "id": "{uuid}",
        "arn": "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{id}",
        "lockToken": "{uuid}",
    },
}
_COMMON = {"ownerId": "{account}", "createdDate": "{moment}", "createDate": "{moment}", "lastUpdatedDate": "{moment}"}


def identity(token: str, urn: str, checked: Properties, region: str) -> Properties:
    """The id and the other generated texts of a new resource, of whatever type."""
    short = token.split(":", 1)[1].rsplit(":", 1)[0].replace("alb/", "lb/")
    service, _, kind = short.partition("/")
    templates = _TEMPLATES.get(short) or {
        "id": "{short10}",
        "arn": f"arn:aws:{service}:{{region}}:{{account}}:{kind}/{{id}}",
    }
    result: Properties = {}
    for key, template in {**templates, **_COMMON}.items():
        values = _Values(f"{urn}#{_family(key)}", {**_texts(token, urn, checked, region), **result})
        result[key] = template.format_map(values)
    return result


def _family(key: str) -> str:
    """Keys that share what is made up for them: an ARN, its suffix and the DNS name end in the same digits."""
    return "" if key in {"id", "arn", "arnSuffix", "dnsName", "zoneId"} else key.replace("mainRoute", "defaultRoute")


def _texts(token: str, urn: str, checked: Properties, region: str) -> dict[str, str]:
    name = urn.rsplit("::", 1)[-1]
    given = {key: str(wire.in_clear(value)) for key, value in checked.items() if not isinstance(value, list | dict)}
    texts = {"name": name, "identifier": name, "bucket": name, "statementId": name, "family": name, "basePath": ""}
    texts |= given | {"region": region, "account": ACCOUNT, "moment": MOMENT}
    texts["path"] = texts["name"].lstrip("/")
    texts["clusterName"] = given.get("cluster", "default").rsplit("/", 1)[-1]
    if token.endswith(":LoadBalancer"):
        texts["family"] = {"network": "net", "gateway": "gwy"}.get(given.get("loadBalancerType", ""), "app")
        texts["scheme"] = "internal-" if checked.get("internal") is True else ""
    return texts


class _Values(Mapping[str, str]):
    """What templates name: texts of the resource, and made-up ones of a form and a length, such as `hex17`."""

    def __init__(self, seed: str, texts: dict[str, str]) -> None:
        self._seed = seed
        self._texts = texts

    def __getitem__(self, key: str) -> str:
        if key in self._texts:
            return self._texts[key]
        digest = hashlib.sha256(f"{self._seed}#{key.strip(string.digits)}".encode())
        if key == "uuid":
            return str(uuid.UUID(bytes=digest.digest()[:16], version=4))
        if key == "octet":
            return str(digest.digest()[0] % 250 + 2)
        length = int(key.lstrip(string.ascii_letters) or 10)
        if key.startswith("hex"):
            return digest.hexdigest()[:length]
        if key.startswith("upper"):
            return digest.hexdigest().upper()[:length]
        if key.startswith(("short", "root", "text")):
            return "".join(_ALPHANUMERIC[byte % 36] for byte in digest.digest() * 2)[:length]
        return f"unknown-{key}"

    def __iter__(self):
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
