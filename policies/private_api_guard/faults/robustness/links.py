"""VPC links that nothing uses, beside integrations that go over the internet.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
"""

from ...model.elsewhere import PUTS, SHARES
from ...model.gateway.uri import variables
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import WORKS

UNUSED = Fault(
    id="robustness/link-without-integration",
    hop=Hop.VPC_LINK,
    title="No integration uses the VPC link, and others go over the internet",
    symptom=WORKS.told(" over the internet; what stands behind the link is asked nothing"),
    remedy="Set connectionType VPC_LINK and connectionId at the integrations that were meant, or remove the link.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html",
    not_modelled="integrations of other stacks that use the link",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every link of a stack whose integrations are all known."""
    integrations = [each.integration for api in model.apis for each in api.methods if each.integration]
    outward = [each for each in integrations if each.calls_http and each.private.closed and not each.names_link]
    vague = any(each.link.unknown or variables(each.connection_id) for each in integrations)
    if not outward or vague or any(api.unknown_bodies for api in model.apis):
        return
    used = {key for each in integrations for key in each.link.keys}
    for key, link in sorted(model.links.by_key.items()):
        if link.resource is not None and key not in used and not any(model.elsewhere.given((*SHARES, *PUTS), key)):
            lines = f"no integration names {link.name}", f"{outward[0].label} sets no connectionType"
            judge.report(UNUSED, key, closed(*lines))
