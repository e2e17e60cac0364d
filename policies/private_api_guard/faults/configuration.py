"""The pack's own configuration: options and waivers without effect, and what kept the pack from judging."""

from functools import partial

from ..model.hop import Hop
from . import TOPICS, UNDECIDED, WAIVERS
from .fault import Fault
from .symptoms import WORKS

_SOURCE = "https://www.pulumi.com/docs/iac/crossguard/configuration/"

UNKNOWN_OPTIONS = {
    policy: Fault(
        id=f"{policy}/unknown-option",
        hop=Hop.CLIENT,
        title="The policy's configuration has an option that nobody knows",
        symptom=WORKS.says("The option has no effect; the policy judges as if it were not there"),
        remedy="Correct the option's name, or remove it.",
        source=_SOURCE,
    )
    for policy in (*(topic.name for topic in TOPICS), UNDECIDED, WAIVERS)
}
_fault = partial(Fault, hop=Hop.CLIENT, source=_SOURCE)
EXPIRED = _fault(
    id=f"{WAIVERS}/expired",
    title="A waiver has expired",
    symptom=WORKS.says("The finding that it was for is reported again"),
    remedy="Mend the finding, or give the waiver a new date and reason.",
)
INCOMPLETE = _fault(
    id=f"{WAIVERS}/incomplete",
    title="A waiver is incomplete or misspelt",
    symptom=WORKS.says("It has no effect"),
    remedy="Give fault, resource, reason and expires (YYYY-MM-DD), at will policy and owner, and nothing else.",
)
UNUSED = _fault(
    id=f"{WAIVERS}/matches-nothing",
    title="A waiver matches no finding",
    symptom=WORKS.told(": it may cover a later finding that nobody meant"),
    remedy="Remove it, or correct its fault and resource.",
)
NOT_ALLOWED = _fault(
    id=f"{WAIVERS}/not-allowed",
    title="A waiver stands beside the code, where the pack's configuration allows none",
    symptom=WORKS.says("It has no effect"),
    remedy="Take it out of the program; the waiver goes into the pack's configuration.",
)
IN_FORCE = _fault(
    id=f"{WAIVERS}/in-force",
    title="A mandatory finding is waived",
    symptom=WORKS.says("What the finding tells comes true; the deployment is not kept from it"),
    remedy="Mend it before the waiver's last day; from then on it blocks.",
)
NOT_RECORDED = _fault(
    id=f"{UNDECIDED}/recorder-off",
    title="The policy recorder saw no inputs: outputs were judged, which do not tell what a program left out",
    symptom=WORKS.says("In a preview more is undecided, and a property that is not set may pass for one that is"),
    remedy='Do not disable recorder; after {"all": "disabled"} enable it by "recorder": "advisory".',
)
COULD_NOT_JUDGE = _fault(
    id=f"{UNDECIDED}/could-not-judge",
    title="A policy that failed while it judged has findings",
    symptom=WORKS.says("A fault of this policy would not be reported"),
    remedy="Report this message to the owners of the pack; the other policies are not affected.",
)
