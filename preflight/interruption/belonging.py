"""Which resources requests depend on beside the hops: what a hop is made of, and what is fastened to it."""

from collections.abc import Iterable, Mapping

from preflight.protocol.resource import Resource

_OF = frozenset(
    {
        ("apigateway/usagePlan:UsagePlan", "apiStages"),
        ("apigateway/usagePlanKey:UsagePlanKey", "usagePlanId"),
        ("apigateway/basePathMapping:BasePathMapping", "domainName"),
        ("apigatewayv2/apiMapping:ApiMapping", "domainName"),
        ("apigateway/method:Method", "restApi"),
        ("apigateway/integrationResponse:IntegrationResponse", "resourceId"),
        ("apigatewayv2/route:Route", "target"),
        ("lambda/permission:Permission", "function"),
        ("lb/listenerRule:ListenerRule", "listenerArn"),
        ("lb/targetGroupAttachment:TargetGroupAttachment", "targetGroupArn"),
        ("ec2/securityGroupRule:SecurityGroupRule", "securityGroupId"),
        ("vpc/securityGroupEgressRule:SecurityGroupEgressRule", "securityGroupId"),
        ("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "securityGroupId"),
    }
)
"""What is fastened to what a property of it names."""

_USES = frozenset(
    {
        ("apigateway/usagePlanKey:UsagePlanKey", "keyId"),
        ("apigateway/stage:Stage", "deployment"),
        ("apigateway/authorizer:Authorizer", "authorizerUri"),
        ("apigatewayv2/authorizer:Authorizer", "authorizerUri"),
        ("apigatewayv2/vpcLink:VpcLink", "securityGroupIds"),
        ("lb/loadBalancer:LoadBalancer", "securityGroups"),
        ("lb/targetGroupAttachment:TargetGroupAttachment", "targetId"),
        ("ecs/service:Service", "taskDefinition"),
        ("ecs/service:Service", "networkConfiguration"),
        ("ec2/instance:Instance", "vpcSecurityGroupIds"),
        ("ec2/vpcEndpoint:VpcEndpoint", "securityGroupIds"),
        ("autoscaling/group:Group", "launchTemplate"),
        ("ec2/launchTemplate:LaunchTemplate", "vpcSecurityGroupIds"),
    }
)
"""What is made of what a property of it names."""


def belonging(hops: Iterable[str], resources: Mapping[str, Resource]) -> dict[str, str]:
    """The URN of the hop that each resource belongs to, by URN; each hop belongs to itself."""
    found = {urn: urn for urn in hops if urn in resources}
    fastened: dict[str, list[str]] = {}
    for urn, resource in resources.items():
        for named in _named(resource, _OF):
            fastened.setdefault(named, []).append(urn)
    left = [*found]
    while left:
        urn = left.pop()
        for other in (*_named(resources[urn], _USES), *fastened.get(urn, ())):
            if other in resources and other not in found:
                found[other] = found[urn]
                left.append(other)
    return found


def _named(resource: Resource, kinds: frozenset[tuple[str, str]]) -> list[str]:
    type_ = resource.type.removeprefix("aws:").replace("alb/", "lb/")
    dependencies = resource.property_dependencies
    return [urn for key, urns in dependencies.items() if (type_, key) in kinds for urn in urns]
