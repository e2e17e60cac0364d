"""Access: can a client reach the private API, through its endpoint, its name and the policies before it?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
"""

from ...model.model import Model
from ..fault import Judge
from . import domains, endpoints, resource_policies

FAULTS = (*endpoints.FAULTS, *resource_policies.FAULTS, *domains.FAULTS)


def check(model: Model, judge: Judge) -> None:
    """Asks the endpoints, the policies on the way, and the private domain names."""
    endpoints.check(model, judge)
    resource_policies.check(model, judge)
    domains.check(model, judge)
