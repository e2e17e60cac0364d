"""What AWS's own API models demand of the arguments of a type, and no row of the pack's table asks.

`make unlisted` prints it: a starting point for new rows, not a list of faults. What the provider demands itself, or
checks in its own validation, is refused before anything is made, and needs no row. Source: the models of botocore.
"""

import sys
from collections.abc import Iterator
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from preflight.provider.schema import ResourceSchema, schema_of
from private_api_guard.faults.arguments import ROWS

# The call that makes a resource of a type: its service and its name.
CALLS = {
    "apigateway.Authorizer": ("apigateway", "CreateAuthorizer"),
    "apigateway.DomainName": ("apigateway", "CreateDomainName"),
    "apigateway.Integration": ("apigateway", "PutIntegration"),
    "apigateway.Method": ("apigateway", "PutMethod"),
    "apigateway.RestApi": ("apigateway", "CreateRestApi"),
    "apigateway.Stage": ("apigateway", "CreateStage"),
    "apigateway.UsagePlan": ("apigateway", "CreateUsagePlan"),
    "apigatewayv2.Api": ("apigatewayv2", "CreateApi"),
    "apigatewayv2.Authorizer": ("apigatewayv2", "CreateAuthorizer"),
    "apigatewayv2.Integration": ("apigatewayv2", "CreateIntegration"),
    "apigatewayv2.Route": ("apigatewayv2", "CreateRoute"),
    "apigatewayv2.Stage": ("apigatewayv2", "CreateStage"),
    "apigatewayv2.VpcLink": ("apigatewayv2", "CreateVpcLink"),
    "autoscaling.Group": ("autoscaling", "CreateAutoScalingGroup"),
    "cloudwatch.MetricAlarm": ("cloudwatch", "PutMetricAlarm"),
    "ec2.VpcEndpoint": ("ec2", "CreateVpcEndpoint"),
    "ecs.Service": ("ecs", "CreateService"),
    "ecs.TaskDefinition": ("ecs", "RegisterTaskDefinition"),
    "lambda.Function": ("lambda", "CreateFunction"),
    "lb.Listener": ("elbv2", "CreateListener"),
    "lb.ListenerRule": ("elbv2", "CreateRule"),
    "lb.LoadBalancer": ("elbv2", "CreateLoadBalancer"),
    "lb.TargetGroup": ("elbv2", "CreateTargetGroup"),
    "route53.Record": ("route53", "ChangeResourceRecordSets"),
}


def unlisted() -> Iterator[str]:
    """A line for each argument of which AWS demands something and that no row reads."""
    for family, (service, call) in CALLS.items():
        shape = _model(service).operation_model(call).input_shape
        schema = schema_of_family(family)
        if shape is None or schema is None:
            continue
        read = {
            path.partition(".")[0] for row in ROWS if row.family == family for of, path in row.refused.reads if not of
        }
        for name, member in shape.members.items():
            key = _property(name, schema)
            demands = [*(["required"] if name in shape.required_members else []), *_demands(member)]
            if key and demands and key not in read | schema.required:
                yield f"{family}.{key}: {', '.join(demands)}"


def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def schema_of_family(family: str) -> ResourceSchema | None:
    """The provider's schema of a type, by the name that the model has for it."""
    module, name = family.split(".")
    return schema_of(f"aws:{module}/{name[0].lower()}{name[1:]}:{name}")


def _property(name: str, schema: ResourceSchema) -> str | None:
    """What the provider calls an argument of the call: `DesiredCount` is `desiredCount`."""
    wanted = name.lower()
    return next((key for key in schema.kinds if key.lower() in {wanted, f"{wanted}s"}), None)


def _demands(shape: Shape) -> Iterator[str]:
    limits: dict[str, Any] = shape.metadata
    yield from (f"{name} {limits[name]}" for name in ("min", "max", "pattern") if name in limits)
    if limits.get("enum"):
        yield f"one of {', '.join(limits['enum'][:8])}"
    if isinstance(shape, ListShape):
        yield from (f"each {demand}" for demand in _demands(shape.member))
    if isinstance(shape, StructureShape) and shape.required_members:
        yield f"needs {', '.join(shape.required_members)}"


if __name__ == "__main__":
    for line in unlisted():
        sys.stdout.write(f"{line}\n")
