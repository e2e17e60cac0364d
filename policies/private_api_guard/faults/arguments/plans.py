"""Usage plans.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateUsagePlan.html
"""

from ...model.arguments import beyond, is_
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_PLAN = "apigateway.UsagePlan"
_OFFSET = refusal(
    "usage-plan-key/quota-offset", Hop.KEY,
    "The usage plan's quota begins on a day that its period does not have",
    "BadRequestException, usage quota offset must be zero in the DAY period, 0 to 6 in the WEEK period, 0 to 27 in the"
    " MONTH period",
    "Leave out quotaSettings.offset, or set it to a day of the period.",
    "apigateway/latest/api/API_QuotaSettings.html",
)  # fmt: skip
_LAST = {"DAY": 0, "WEEK": 6, "MONTH": 27}

ROWS = tuple(
    Row(_PLAN, is_("quotaSettings.period", period) & beyond("quotaSettings.offset", 0, last), _OFFSET)
    for period, last in _LAST.items()
)
