"""Where the policies of an endpoint are, also where no resource policy saw any inputs."""

import pytest

from private_api_guard.model.gateway.access_policy import AccessPolicies
from private_api_guard.model.model import Model
from private_api_guard.model.values.resource import Resource
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.values.unknown import UNKNOWN

_URN = "urn:pulumi:dev::p::aws:ec2/vpcEndpoint:VpcEndpoint::door"
_INPUTS = {"serviceName": "com.amazonaws.eu-west-1.execute-api", "vpcEndpointType": "Interface"}


def _policies(inputs: dict | None, policy: object, *feeds: str) -> list[str]:
    outputs = {**_INPUTS, "id": UNKNOWN, "policy": policy}
    fed = {"policy": feeds} if feeds else {}
    resource = Resource(_URN, "aws:ec2/vpcEndpoint:VpcEndpoint", "door", inputs, outputs, property_dependencies=fed)
    stack = Stack([resource], recorded=inputs is not None)
    (endpoint,) = Model(stack).endpoints.all
    return [each.where for each in AccessPolicies(stack).of_endpoint(endpoint)]


@pytest.mark.parametrize("inputs", [_INPUTS, None])
def test_a_policy_that_nobody_gave_is_awss_own(inputs):
    assert _policies(inputs, UNKNOWN) == []


@pytest.mark.parametrize("inputs", [{**_INPUTS, "policy": UNKNOWN}, None])
def test_a_policy_that_is_made_from_something_is_the_programs(inputs):
    assert _policies(inputs, UNKNOWN, "urn:pulumi:dev::p::aws:apigateway/restApi:RestApi::api") == ["door.policy"]


def test_without_inputs_a_known_policy_is_read_from_the_outputs():
    assert _policies(None, '{"Statement": []}') == ["door.policy"]
