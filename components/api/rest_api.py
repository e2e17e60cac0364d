"""A REST API: endpoint, resource policy, routes or an OpenAPI document, deployment and stage."""

import hashlib
from collections.abc import Mapping
from typing import Any, NotRequired

import pulumi
import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from .authorizer import Decision, attach
from .callers import CallersArgs, callers_policy
from .routes import RouteArgs, Routes
from .stage import StageArgs, stage_of


class RestApiArgs(StageArgs):
    """Arguments of RestApi."""

    callers: NotRequired[CallersArgs | None]
    """Who may call a private API; without it the API is regional, on the internet."""

    closed: NotRequired[bool]
    """Whether the address that AWS gives the API is closed, since it has a name of its own; default false."""

    routes: NotRequired[Mapping[str, RouteArgs]]
    """What answers which request, by method and path: `ANY /orders/{proxy+}`."""

    document: NotRequired[str | None]
    """An OpenAPI document instead of routes, as text. VPC links reach it as stage variables."""

    authorizer: NotRequired[Decision | None]
    """The function that decides who may call; none by default."""


class RestApi(pulumi.ComponentResource):
    """A REST API on one stage."""

    api_id: Output[str]
    """The id of the API."""

    api_name: Output[str]
    """The name of the API: its dimension in CloudWatch."""

    stage_name: Output[str]
    """The name of the stage, known once it exists."""

    stage_arn: Output[str]
    """The ARN of the stage, for a firewall."""

    invoke_url: Output[str]
    """The address that callers use; private DNS resolves that of a private API in the endpoints' VPCs."""

    def __init__(self, name: str, args: RestApiArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("private-api:index:RestApi", name, None, opts)
        child = ResourceOptions(parent=self)
        callers, document, decision = args.get("callers"), args.get("document"), args.get("authorizer")
        endpoints = list(callers["endpoint_ids"]) if callers else None
        api = aws.apigateway.RestApi(
            f"{name}-api",
            endpoint_configuration={"types": "PRIVATE" if callers else "REGIONAL", "vpc_endpoint_ids": endpoints},
            body=document,
            # Replacing everything would take the resource policy along, without which a private API cannot be deployed.
            put_rest_api_mode="merge" if callers and document else None,
            disable_execute_api_endpoint=args.get("closed", False),
            tags={"Name": f"{name}-api"},
            opts=child,
        )
        self.api_id, self.api_name = api.id, api.name
        # A deployment is a snapshot: whatever shapes the API has to be in here, or a change of it is never served.
        specification: dict[str, Any] = {"endpoints": endpoints, "document": document, "closed": args.get("closed")}
        shaping: list[Resource] = []
        if callers:
            specification["policy"] = callers_policy(api, callers)
            shaping.append(
                aws.apigateway.RestApiPolicy(
                    f"{name}-callers", rest_api_id=api.id, policy=specification["policy"], opts=child
                )
            )
        authorizer_id = None
        if decision:
            authorizer, permission = attach(name, api, decision, child)
            shaping += [authorizer, permission]
            authorizer_id = authorizer.id
            specification["authorizer"] = [authorizer.id, authorizer.authorizer_uri, decision.cache]
        routes = Routes(name, api, args.get("routes", {}), authorizer_id, child)
        specification["routes"] = routes.specification
        deployment = aws.apigateway.Deployment(
            f"{name}-deployment",
            rest_api=api.id,
            triggers={"specification": _digest(specification)},
            opts=ResourceOptions(parent=self, depends_on=[*shaping, *routes.resources]),
        )
        stage = stage_of(name, api, deployment, args, child)
        self.stage_name, self.stage_arn, self.invoke_url = stage.stage_name, stage.arn, stage.invoke_url
        self.register_outputs(
            {
                "apiId": self.api_id,
                "apiName": self.api_name,
                "stageName": self.stage_name,
                "stageArn": self.stage_arn,
                "invokeUrl": self.invoke_url,
            }
        )


def _digest(specification: dict[str, Any]) -> Output[str]:
    text = Output.json_dumps(specification, sort_keys=True)
    return text.apply(lambda known: hashlib.sha256(known.encode()).hexdigest())
