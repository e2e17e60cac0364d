"""A REST API whose method wants a key, and whether somebody has one. The SDK of AWS is not needed for that."""

import json
from pathlib import Path

import pulumi

settings = json.loads(Path("settings.json").read_text("utf-8"))
if settings.get("raise"):
    raise RuntimeError(settings["raise"])

method = {
    "responses": {"200": {"description": "fine"}},
    "security": [{"key": []}],
    "x-amazon-apigateway-integration": {"type": "mock", "responses": {"default": {"statusCode": "200"}}},
}
body = {
    "openapi": "3.0.1",
    "info": {"title": "orders", "version": "1"},
    "paths": {"/orders": {"get": method}},
    "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "x-api-key", "in": "header"}}},
}


class Made(pulumi.CustomResource):
    def __init__(self, kind: str, name: str, *after: pulumi.Resource, **inputs: object) -> None:
        super().__init__(f"aws:apigateway/{kind}", name, inputs, pulumi.ResourceOptions(depends_on=after))


api = Made("restApi:RestApi", "orders", endpointConfiguration={"types": "REGIONAL"}, body=json.dumps(body))
deployment = Made("deployment:Deployment", "v1", api, restApi=api.id, triggers={"body": json.dumps(body)})
stage = Made("stage:Stage", "v1", restApi=api.id, deployment=deployment.id, stageName="v1")
plan = Made("usagePlan:UsagePlan", "standard", stage, apiStages=[{"apiId": api.id, "stage": "v1"}])
if settings["keys"]:
    key = Made("apiKey:ApiKey", "partner")
    Made("usagePlanKey:UsagePlanKey", "partner", keyId=key.id, keyType="API_KEY", usagePlanId=plan.id)
