"""Alarms of CloudWatch.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from ...model.arguments import above, beyond, product_above, unset
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_ALARM = "cloudwatch.MetricAlarm"
_PAGE = "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_INCOMPLETE = refusal(
    "observability/alarm-incomplete", Hop.TARGET_GROUP,
    "The alarm leaves out what CloudWatch demands of it",
    "ValidationError",
    "Set metricName, namespace, statistic, period, comparisonOperator, threshold and evaluationPeriods, or"
    " metricQueries in place of the first four.",
    _PAGE,
)  # fmt: skip
_TOO_LONG = refusal(
    "observability/alarm-over-a-day", Hop.TARGET_GROUP,
    "The alarm looks back further than CloudWatch lets it",
    "ValidationError, metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)",
    "Make evaluationPeriods times period 86400 seconds at most; 604800 where the period is an hour or more.",
    _PAGE,
)  # fmt: skip
_DATAPOINTS = refusal(
    "observability/alarm-datapoints-above-periods", Hop.TARGET_GROUP,
    "The alarm asks for more datapoints than it has evaluation periods",
    "ValidationError, DatapointsToAlarm must be less than or equal to EvaluationPeriods",
    "Set datapointsToAlarm to evaluationPeriods at most.",
    _PAGE,
)  # fmt: skip
_QUERIED = "metricQueries", "evaluationCriteria"
_WEEK, _DAY, _HOUR = 604_800, 86_400, 3_600

ROWS = (
    *(
        Row(_ALARM, unset(*one_of), _INCOMPLETE)
        for one_of in (
            ("metricName", *_QUERIED),
            ("namespace", *_QUERIED),
            ("statistic", "extendedStatistic", *_QUERIED),
            ("period", *_QUERIED),
            ("comparisonOperator", "evaluationCriteria"),
            ("threshold", "thresholdMetricId", "evaluationCriteria"),
            ("evaluationPeriods", "evaluationCriteria"),
        )
    ),
    Row(_ALARM, product_above("evaluationPeriods", "period", _WEEK), _TOO_LONG),
    Row(_ALARM, product_above("evaluationPeriods", "period", _DAY) & beyond("period", _HOUR, _WEEK), _TOO_LONG),
    Row(_ALARM, above("datapointsToAlarm", "evaluationPeriods"), _DATAPOINTS),
)
