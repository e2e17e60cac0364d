"""What aws-native answers beside the inputs: in a preview nothing, after an update the ids and ARNs that AWS gave."""

import hashlib
from typing import Any

_ARN = "arn:aws:{service}:eu-west-1:111122223333:{name}/{digest}"
# Outputs of each type, by their names in aws-native, with what they look like.
_ANSWERS: dict[str, dict[str, str]] = {
    "ec2:Vpc": {"vpcId": "vpc-{digest}", "defaultNetworkAcl": "acl-{digest}", "defaultSecurityGroup": "sg-d{digest}"},
    "ec2:Subnet": {"subnetId": "subnet-{digest}"},
    "ec2:SecurityGroup": {"groupId": "sg-{digest}", "awsId": "sg-{digest}"},
    "ec2:SecurityGroupIngress": {"awsId": "sgr-{digest}"},
    "ec2:SecurityGroupEgress": {"awsId": "sgr-{digest}"},
    "ec2:VpcEndpoint": {"awsId": "vpce-{digest}"},
    "ec2:RouteTable": {"routeTableId": "rtb-{digest}"},
    "ec2:SubnetRouteTableAssociation": {"awsId": "rtbassoc-{digest}"},
    "ec2:NetworkAcl": {"awsId": "acl-{digest}"},
    "ec2:Instance": {"instanceId": "i-{digest}", "privateIp": "10.20.1.9"},
    "ec2:LaunchTemplate": {"launchTemplateId": "lt-{digest}"},
    "elasticloadbalancingv2:LoadBalancer": {
        "loadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/{name}/{digest}",
        "loadBalancerFullName": "net/{name}/{digest}",
        "dnsName": "{name}-{digest}.elb.eu-west-1.amazonaws.com",
    },
    "elasticloadbalancingv2:TargetGroup": {
        "targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/{name}/{digest}",
        "targetGroupFullName": "targetgroup/{name}/{digest}",
    },
    "elasticloadbalancingv2:Listener": {
        "listenerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/{name}/{digest}",
    },
    "elasticloadbalancingv2:ListenerRule": {"ruleArn": _ARN},
    "apigateway:RestApi": {"restApiId": "{digest}", "rootResourceId": "r{digest}"},
    "apigateway:Resource": {"resourceId": "{digest}"},
    "apigateway:Deployment": {"deploymentId": "{digest}"},
    "apigateway:UsagePlan": {"awsId": "{digest}"},
    "apigateway:ApiKey": {"apiKeyId": "{digest}"},
    "apigateway:VpcLink": {"vpcLinkId": "{digest}"},
    "apigateway:Authorizer": {"authorizerId": "{digest}"},
    "apigatewayv2:Api": {"apiId": "{digest}"},
    "apigatewayv2:VpcLink": {"vpcLinkId": "{digest}"},
    "apigatewayv2:Integration": {"integrationId": "{digest}"},
    "apigatewayv2:Route": {"routeId": "{digest}"},
    "ecs:Cluster": {"arn": _ARN},
    "ecs:Service": {"serviceArn": _ARN},
    "ecs:TaskDefinition": {"taskDefinitionArn": _ARN},
    "autoscaling:AutoScalingGroup": {"autoScalingGroupArn": _ARN},
    "iam:Role": {"arn": "arn:aws:iam::111122223333:role/{name}"},
    "iam:ManagedPolicy": {"policyArn": "arn:aws:iam::111122223333:policy/{name}"},
    "logs:LogGroup": {"arn": _ARN},
    "route53:HostedZone": {"awsId": "Z{digest}"},
    "secretsmanager:Secret": {"awsId": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:{name}-{digest}"},
    "servicediscovery:PrivateDnsNamespace": {"awsId": "ns-{digest}", "arn": _ARN},
    "servicediscovery:Service": {"awsId": "srv-{digest}", "arn": _ARN},
    "lambda:Function": {"arn": "arn:aws:lambda:eu-west-1:111122223333:function:{name}"},
}


def answered(token: str, urn: str, inputs: dict[str, Any], *, made: bool) -> dict[str, Any]:
    """The outputs of a resource. The engine gets no `id` among them, unlike from a bridged provider."""
    if not made:
        return dict(inputs)
    digest = hashlib.sha256(urn.encode()).hexdigest()[:10]
    kind = token.removeprefix("aws-native:")
    parts = {"digest": digest, "name": urn.rsplit("::", 1)[-1], "service": kind.partition(":")[0]}
    return {**inputs, **{key: form.format(**parts) for key, form in _ANSWERS.get(kind, {}).items()}}
