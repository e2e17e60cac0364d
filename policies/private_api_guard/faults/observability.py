"""Observability: would anybody see that a chain is broken?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
"""

from functools import partial

from ..model.cloudwatch.alarm import Alarms
from ..model.gateway.stage import accounts, method_settings
from ..model.hop import Hop
from ..model.model import Model
from ..model.verdict import closed, some
from .fault import Fault, Judge
from .symptoms import APPLY_FAILS, WORKS

_LOGGING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
# Access logs of an API must have one of these.
_REQUEST_IDS = ("$context.requestId", "$context.extendedRequestId")

_fault = partial(Fault, hop=Hop.DEPLOYMENT, source=_LOGGING)
NO_ACCESS_LOG = _fault(
    id="observability/no-access-log",
    title="The stage writes no access log",
    symptom=WORKS.told("for callers; nobody can tell afterwards who called, what API Gateway answered, and why"),
    remedy="Set accessLogSettings with a log group and a format that has $context.requestId.",
)
NO_REQUEST_ID = _fault(
    id="observability/no-request-id",
    title="The access log's format has no request id",
    symptom=APPLY_FAILS.says(
        "A REST API's apply fails: the format must contain $context.requestId or $context.extendedRequestId; otherwise"
        " a caller's x-amzn-requestid leads to no line of the log"
    ),
    remedy="Put $context.requestId into accessLogSettings.format.",
    not_modelled="formats made from outputs",
)
NO_ROLE = _fault(
    id="observability/no-account-role",
    title="Stages write logs, and the stack gives API Gateway no role to write them with",
    symptom=APPLY_FAILS.told(
        "with BadRequestException, CloudWatch Logs role ARN must be set in account settings, unless the account has a"
        " role from elsewhere"
    ),
    remedy="Add an aws:apigateway/account:Account with a cloudwatchRoleArn and make stages depend on it. Where another"
    " stack sets it for the account and Region, waive this finding.",
    not_modelled="what other stacks set: the role is one for each account and Region",
)
NEVER_FIRES = _fault(
    id="observability/alarm-never-fires",
    hop=Hop.TARGET_GROUP,
    title="An alarm watches a metric, or dimensions of it, that are never published",
    symptom=WORKS.says("The alarm stays in INSUFFICIENT_DATA, whatever happens"),
    remedy="Use the namespace, metric and dimensions that the service publishes; CloudWatch adds up no others.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html",
    not_modelled="dimensions that are not known yet; namespaces other than AWS/NetworkELB, AWS/ApplicationELB and"
    " AWS/ApiGateway",
)
NO_ALARM = _fault(
    id="observability/no-unhealthy-alarm",
    hop=Hop.TARGET_GROUP,
    title="No alarm watches whether the target group's targets are healthy",
    symptom=WORKS.told("until callers complain"),
    remedy="Add an alarm on UnHealthyHostCount with the dimensions LoadBalancer and TargetGroup (their arnSuffix).",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html",
    not_modelled="alarms in other stacks",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every stage and every target group on a path, and every alarm."""
    for api in model.apis:
        for stage in api.stages:
            form, logs = stage.access_log_format, stage.access_log
            if logs.closed:
                judge.report(NO_ACCESS_LOG, stage.key, logs)
            elif logs.open and form.holds(lambda text: not any(name in text for name in _REQUEST_IDS)).open:
                judge.report(NO_REQUEST_ID, stage.key, closed(f"{stage.resource.name} logs {form}"))
    _role(model, judge)
    alarms = Alarms(model)
    for metric in alarms.metrics:
        published = alarms.published(metric)
        if published.closed:
            judge.report(NEVER_FIRES, metric.alarm.urn, published)
    for group in {leg.group.key: leg.group for leg in model.legs}.values():
        # A load balancer publishes no health of targets that are load balancers or functions.
        told = group.resource is not None and not group.kind.may_be("alb", "lambda")
        if told and alarms.watch_health(group.key).closed:
            judge.report(NO_ALARM, group.key, closed(f"no alarm names {group.name}"))


def _role(model: Model, judge: Judge) -> None:
    """REST APIs only: access logs of HTTP APIs need no role."""
    listed, settings = accounts(model.stack), method_settings(model.stack)
    for account in listed:
        if account.cloudwatch_role.absent:
            judge.report(NO_ROLE, account.urn, closed(f"{account.name} has no cloudwatchRoleArn"))
    for api in model.apis if not listed else ():
        for stage in api.stages if not api.http else ():
            logs = some((stage.access_log, *(each.log(stage) for each in settings)))
            if logs.open:
                lacks = closed(*logs.evidence, "no aws:apigateway/account:Account in the stack")
                judge.report(NO_ROLE, stage.key, lacks)
