"""Throttles: does the provider send a limit that the program leaves out?

Source: https://github.com/pulumi/pulumi-aws/issues/2363
"""

from ...model.gateway.throttle import throttles
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import closed
from ..fault import Fault, Judge
from ..symptoms import WORKS

UNSET = Fault(
    id="robustness/route-settings-without-throttle",
    hop=Hop.DEPLOYMENT,
    title="Settings of an HTTP API's routes leave out a throttle, for which the aws provider may send 0",
    symptom=WORKS.says(
        'Many versions of the aws provider send a limit of 0: 429 {"message":"Too Many Requests"} for every request'
    ),
    remedy="Set throttlingRateLimit and throttlingBurstLimit wherever defaultRouteSettings or routeSettings are given.",
    source="https://github.com/pulumi/pulumi-aws/issues/2363",
    not_modelled="which version of the provider is used",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every stage of an HTTP API that the aws provider makes."""
    for stage in (stage for api in model.apis for stage in api.stages if stage.http and not stage.resource.native):
        for each in throttles(model.stack, stage):
            if each.unset:
                line = f"{each.values.owner} sets no {' and no '.join(each.unset)}"
                judge.report(UNSET, stage.key, closed(line))
