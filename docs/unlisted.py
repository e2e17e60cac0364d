"""What AWS's API models and cfn-lint's rules know of the arguments of a type, and no row of the pack's tables asks.

`make unlisted` prints it: a starting point for new rows, not a list of faults. What the provider demands itself, or
checks in its own validation, is refused before anything is made, and needs no row. Sources: the models of botocore, and
cfn-lint's schema extensions, which say what arguments exclude or demand of each other.
"""

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from preflight.provider.schema import ResourceSchema, schema_of
from private_api_guard.faults import arguments, relations

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

# Where cfn-lint has the extensions of a type.
_EXTENDED = {
    "apigateway.Authorizer": "aws_apigateway_authorizer",
    "apigateway.Method": "aws_apigateway_method",
    "apigateway.RestApi": "aws_apigateway_restapi",
    "apigateway.Stage": "aws_apigateway_stage",
    "autoscaling.Group": "aws_autoscaling_autoscalinggroup",
    "cloudwatch.MetricAlarm": "aws_cloudwatch_alarm",
    "ecs.Service": "aws_ecs_service",
    "ecs.TaskDefinition": "aws_ecs_taskdefinition",
    "lambda.Function": "aws_lambda_function",
    "lb.Listener": "aws_elasticloadbalancingv2_listener",
    "lb.ListenerRule": "aws_elasticloadbalancingv2_listenerrule",
    "lb.LoadBalancer": "aws_elasticloadbalancingv2_loadbalancer",
    "lb.TargetGroup": "aws_elasticloadbalancingv2_targetgroup",
}


def unlisted() -> Iterator[str]:
    """A line for each argument of which AWS demands something and that no row reads."""
    for family, (service, call) in CALLS.items():
        shape = _model(service).operation_model(call).input_shape
        schema = schema_of_family(family)
        if shape is None or schema is None:
            continue
        read = _read(family)
        for name, member in shape.members.items():
            key = _property(name, schema)
            demands = [*(["required"] if name in shape.required_members else []), *_demands(member)]
            if key and demands and key not in read | schema.required:
                yield f"{family}.{key}: {', '.join(demands)}"


def unread_rules(extensions: Path) -> Iterator[str]:
    """A line for each extension of cfn-lint's schemas, with the arguments that it is about and that no row reads.

    `extensions` has a folder a type, such as `aws_ecs_service`, and in it a file a rule.
    """
    for family, folder in _EXTENDED.items():
        schema = schema_of_family(family)
        if schema is None:
            continue
        for file in sorted((extensions / folder).glob("*.json")):
            about = {_property(name, schema) for name in _names(json.loads(file.read_text("utf-8")))}
            if unread := sorted(key for key in about if key and key not in _read(family)):
                yield f"{family}: {', '.join(unread)} ({folder}/{file.stem})"


def _read(family: str) -> set[str]:
    """The arguments of a type that rows read."""
    reads = [(of or row.family, key) for row in arguments.ROWS for of, key in row.refused.reads]
    reads += [read for row in relations.ROWS for read in row.reads]
    return {key.partition(".")[0] for of, key in reads if of == family}


def _names(rule: Any) -> Iterator[str]:
    """The names of properties in a schema."""
    if isinstance(rule, list):
        for item in rule:
            yield from _names(item)
    elif isinstance(rule, dict):
        for named in (rule.get("properties"), rule.get("required")):
            yield from named if isinstance(named, dict | list) else ()
        for item in rule.values():
            yield from _names(item)


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


def _extensions() -> Path | None:
    """The folder of cfn-lint's extensions, where it is installed."""
    found = find_spec("cfnlint")
    return Path(found.origin).parent / "data" / "schemas" / "extensions" if found and found.origin else None


if __name__ == "__main__":
    there = _extensions()
    for line in (*unlisted(), *(unread_rules(there) if there else ())):
        sys.stdout.write(f"{line}\n")
