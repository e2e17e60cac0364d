"""Types that others refer to, by the names that the model has for them."""

from typing import Final

# Networks
VPCS: Final = ("ec2.Vpc", "ec2.DefaultVpc")
SUBNETS: Final = ("ec2.Subnet", "ec2.DefaultSubnet")
GROUPS: Final = ("ec2.SecurityGroup", "ec2.DefaultSecurityGroup")
ENDPOINT: Final = "ec2.VpcEndpoint"
ACLS: Final = ("ec2.NetworkAcl", "ec2.DefaultNetworkAcl")
DEFAULT_TABLE: Final = "ec2.DefaultRouteTable"
TABLES: Final = ("ec2.RouteTable", DEFAULT_TABLE)
TRANSIT_GATEWAY: Final = "ec2transitgateway.TransitGateway"
TRANSIT_ATTACHMENT: Final = "ec2transitgateway.VpcAttachment"
# Load balancers, and what is behind them
BALANCER: Final = "lb.LoadBalancer"
LISTENER: Final = "lb.Listener"
TARGET_GROUP: Final = "lb.TargetGroup"
INSTANCE: Final = "ec2.Instance"
INTERFACE: Final = "ec2.NetworkInterface"
SCALING_GROUP: Final = "autoscaling.Group"
CLUSTER: Final = "ecs.Cluster"
SERVICE: Final = "ecs.Service"
TASK_SET: Final = "ecs.TaskSet"
TASK_DEFINITION: Final = "ecs.TaskDefinition"
FUNCTION: Final = "lambda.Function"
ALIAS: Final = "lambda.Alias"
ROLE: Final = "iam.Role"
# API Gateway
REST_API: Final = "apigateway.RestApi"
HTTP_API: Final = "apigatewayv2.Api"
API: Final = (REST_API, HTTP_API)
AUTHORIZERS: Final = ("apigateway.Authorizer", "apigatewayv2.Authorizer")
DEPLOYMENTS: Final = ("apigateway.Deployment", "apigatewayv2.Deployment")
STAGES: Final = ("apigateway.Stage", "apigatewayv2.Stage")
LINK_V1: Final = "apigateway.VpcLink"
LINK_V2: Final = "apigatewayv2.VpcLink"
LINKS: Final = (LINK_V1, LINK_V2)
