"""One API: what a part of an API names has to be a part of the same one.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
"""

from ..model.hop import Hop
from ..model.model import Model
from ..model.one_api import strays
from ..model.verdict import closed
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS

STRAY = Fault(
    id="integration/part-of-other-api",
    hop=Hop.INTEGRATION,
    title="A part of a REST API names a resource or validator of another API",
    symptom=APPLY_FAILS.told(": NotFoundException, invalid Resource (RequestValidator) identifier specified"),
    remedy="Take resource and validator from the same API as restApi.",
    source="https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html",
    not_modelled="APIs outside of the stack",
    covers=("integration/method-without-integration", "integration/integration-without-method"),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every part of every REST API."""
    for stray in strays(model.stack):
        told = f"{stray.part.name} names {stray.named.name}, which is of another API"
        judge.report(STRAY, stray.part.urn, closed(told), subjects=[stray.named.urn])
