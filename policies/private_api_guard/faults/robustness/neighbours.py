"""Public APIs that are called from a VPC whose endpoint answers for all of API Gateway's names.

Source: https://repost.aws/knowledge-center/api-gateway-vpc-connections
"""

from ...model.gateway.caller import SERVICE
from ...model.gateway.neighbour import neighbours
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import FORBIDDEN

CAUGHT = Fault(
    id="robustness/public-api-behind-private-dns",
    hop=Hop.ENDPOINT,
    title="A public API is called from a VPC whose private DNS sends its name to the execute-api endpoint",
    symptom=FORBIDDEN.told("for calls from this VPC; callers elsewhere are served"),
    remedy="Call the public API by a custom domain name, or turn privateDnsEnabled of the endpoint off and call private"
    " APIs by the endpoint's name (vpcEndpointIds of the API).",
    source="https://repost.aws/knowledge-center/api-gateway-vpc-connections",
    not_modelled="addresses that are written as literals",
)


def check(model: Model, judge: Judge) -> None:
    """Asks what runs beside each `execute-api` endpoint with private DNS."""
    catching = [each for each in model.endpoints.of_service(SERVICE) if each.private_dns.open]
    for neighbour in neighbours(model.stack, model.networks) if catching else ():
        for key in neighbour.apis:
            api = model.api(key)
            public = api is not None and api.endpoint_type.is_("REGIONAL", "EDGE").open
            for endpoint in catching if public else ():
                if api is not None and endpoint.vpc == neighbour.vpc:
                    line = f"{neighbour.name} stands beside {endpoint.name} and is given the address of {api.name}"
                    judge.report(CAUGHT, endpoint.key, closed(line), subjects=[neighbour.resource.urn])
