"""The pack's own configuration: options and waivers without effect, and what kept the pack from judging."""

from . import TOPICS, UNDECIDED, WAIVERS
from .fault import Fault

_SOURCE = "https://www.pulumi.com/docs/iac/crossguard/configuration/"

UNKNOWN_OPTIONS = {
    policy: Fault(
        f"{policy}/unknown-option",
        "The policy's configuration has an option that nobody knows",
        "The option has no effect; the policy judges as if it were not there",
        "Correct the option's name, or remove it.",
        _SOURCE,
    )
    for policy in (*(topic.name for topic in TOPICS), UNDECIDED, WAIVERS)
}
EXPIRED = Fault(
    f"{WAIVERS}/expired",
    "A waiver has expired",
    "The finding that it was for is reported again",
    "Mend the finding, or give the waiver a new date and reason.",
    _SOURCE,
)
INCOMPLETE = Fault(
    f"{WAIVERS}/incomplete",
    "A waiver is incomplete or misspelt",
    "It has no effect",
    "Give all of policy, fault, resource, reason and expires (YYYY-MM-DD), and nothing else.",
    _SOURCE,
)
UNUSED = Fault(
    f"{WAIVERS}/matches-nothing",
    "A waiver matches no finding",
    "None: it may cover a later finding that nobody meant",
    "Remove it, or correct its fault and resource.",
    _SOURCE,
)
NOT_RECORDED = Fault(
    f"{UNDECIDED}/recorder-off",
    "The policy recorder saw no inputs: outputs were judged, which do not tell what a program left out",
    "In a preview more is undecided, and a property that is not set may pass for one that is",
    'Do not disable recorder; after {"all": "disabled"} enable it by "recorder": "advisory".',
    _SOURCE,
)
COULD_NOT_JUDGE = Fault(
    f"{UNDECIDED}/could-not-judge",
    "A policy that failed while it judged has findings",
    "A fault of this policy would not be reported",
    "Report this message to the owners of the pack; the other policies are not affected.",
    _SOURCE,
)
FAULTS = (*UNKNOWN_OPTIONS.values(), EXPIRED, INCOMPLETE, UNUSED, NOT_RECORDED, COULD_NOT_JUDGE)
