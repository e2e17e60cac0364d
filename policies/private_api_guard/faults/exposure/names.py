"""Default endpoints of public APIs that have a name of their own."""

from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import WORKS

DEFAULT_ENDPOINT = Fault(
    id="exposure/default-endpoint",
    hop=Hop.DOMAIN,
    title="The API has a custom domain name, and its default execute-api endpoint is left on",
    symptom=WORKS.told(
        "for callers by the name; the default address serves as well, past whatever stands before the name, such as"
        " mutual TLS or a distribution with a firewall"
    ),
    remedy="Set disableExecuteApiEndpoint to true and deploy the API.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
    not_modelled="private APIs, whose default endpoint is as private as the name",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every API that a domain name leads to."""
    named = {key: mapping for mapping in model.domains.mappings for key in mapping.api.keys if mapping.api.decided}
    for api in model.apis:
        if api.resource is None or api.key not in named or not api.endpoint_type.is_("PRIVATE").closed:
            continue
        if api.default_endpoint_disabled.closed:
            evidence = f"{named[api.key].name} gives {api.name} a name; disableExecuteApiEndpoint is not true"
            judge.report(DEFAULT_ENDPOINT, api.key, closed(evidence))
