"""Observability: would anybody see that a chain is broken?

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html and
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
"""

from collections.abc import Iterator

from ..model.balancing.target_group import TargetGroup
from ..model.cloudwatch.alarm import Alarms
from ..model.gateway.stage import Stage
from ..model.hop import Hop
from ..model.model import Model
from ..model.values.unknown import UNKNOWN
from ..model.verdict import closed
from .fault import Fault, Judge

_LOGGING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
_ACCOUNT = "apigateway.Account"
# Access logs of an API must have one of these.
_REQUEST_IDS = ("$context.requestId", "$context.extendedRequestId")
_LEVELS = ("ERROR", "INFO")
_HEALTH = {"UnHealthyHostCount", "HealthyHostCount", "HealthyStateRouting", "UnhealthyStateRouting"}
_HEALTH |= {"HealthyStateDNS", "UnhealthyStateDNS", "UnhealthyRoutingRequestCount", "UnhealthyRoutingFlowCount"}

NO_ACCESS_LOG = Fault(
    id="observability/no-access-log",
    hop=Hop.DEPLOYMENT,
    title="The stage writes no access log",
    symptom="None for callers; nobody can tell afterwards who called, what API Gateway answered, and why",
    remedy="Set accessLogSettings with a log group and a format that has $context.requestId.",
    source=_LOGGING,
)
NO_REQUEST_ID = Fault(
    id="observability/no-request-id",
    hop=Hop.DEPLOYMENT,
    title="The access log's format has no request id",
    symptom=(
        "A REST API's apply fails: the format must contain $context.requestId or $context.extendedRequestId;"
        " otherwise a"
        " caller's x-amzn-requestid leads to no line of the log"
    ),
    remedy="Put $context.requestId into accessLogSettings.format.",
    source=_LOGGING,
    not_modelled="formats made from outputs",
)
NO_ROLE = Fault(
    id="observability/no-account-role",
    hop=Hop.DEPLOYMENT,
    title="Stages write logs, and the stack gives API Gateway no role to write them with",
    symptom=(
        "The apply fails with BadRequestException, CloudWatch Logs role ARN must be set in account settings, unless the"
        " account has a role from elsewhere"
    ),
    remedy=(
        "Add an aws:apigateway/account:Account with a cloudwatchRoleArn and make stages depend on it. Where"
        " another stack"
        " sets it for the account and Region, waive this finding."
    ),
    source=_LOGGING,
    not_modelled="what other stacks set: the role is one for each account and Region",
)
NEVER_FIRES = Fault(
    id="observability/alarm-never-fires",
    hop=Hop.TARGET_GROUP,
    title="An alarm watches a metric, or dimensions of it, that are never published",
    symptom="The alarm stays in INSUFFICIENT_DATA, whatever happens",
    remedy="Use the namespace, metric and dimensions that the service publishes; CloudWatch adds up no others.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html",
    not_modelled=(
        "dimensions that are not known yet; namespaces other than AWS/NetworkELB, AWS/ApplicationELB and AWS/ApiGateway"
    ),
)
NO_ALARM = Fault(
    id="observability/no-unhealthy-alarm",
    hop=Hop.TARGET_GROUP,
    title="No alarm watches whether the target group's targets are healthy",
    symptom="None until callers complain",
    remedy="Add an alarm on UnHealthyHostCount with the dimensions LoadBalancer and TargetGroup (their arnSuffix).",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html",
    not_modelled="alarms in other stacks",
)
FAULTS = (NO_ACCESS_LOG, NO_REQUEST_ID, NO_ROLE, NEVER_FIRES, NO_ALARM)


def check(model: Model, judge: Judge) -> None:
    """Asks every stage and every target group on a path, and every alarm."""
    for api in model.apis:
        for stage in api.stages:
            _access_log(stage, judge)
    _role(model, judge)
    alarms = Alarms(model)
    for metric in alarms.metrics:
        wrong = alarms.never(metric)
        if wrong:
            judge.report(NEVER_FIRES, metric.alarm.urn, closed(*wrong))
    groups = {leg.group.key: leg.group for backend in model.backends for leg in backend.legs}
    watched = alarms.watched(_HEALTH)
    for group in groups.values():
        if watched is not UNKNOWN and group.key not in watched:
            _unhealthy(group, judge)


def _access_log(stage: Stage, judge: Judge) -> None:
    resource = stage.resource
    settings = resource.block("accessLogSettings")
    if settings.unknown or resource.silent:
        return
    if settings.absent or settings.get("destinationArn") in (None, ""):
        judge.report(NO_ACCESS_LOG, resource.urn, closed(f"{resource.name} has no accessLogSettings"))
        return
    form = settings.raw_text("format")
    if isinstance(form, str) and not any(name in form for name in _REQUEST_IDS):
        judge.report(NO_REQUEST_ID, resource.urn, closed(f"{resource.name} logs {form}"))


def _role(model: Model, judge: Judge) -> None:
    """REST APIs only: access logs of HTTP APIs need no role."""
    accounts = model.stack.of(_ACCOUNT)
    for account in accounts:
        if account.get("cloudwatchRoleArn") in (None, "") and not account.silent:
            judge.report(NO_ROLE, account.urn, closed(f"{account.name} has no cloudwatchRoleArn"))
    if accounts:
        return
    for stage, why in _logging(model):
        judge.report(NO_ROLE, stage.resource.urn, closed(why, "no aws:apigateway/account:Account in the stack"))


def _logging(model: Model) -> Iterator[tuple[Stage, str]]:
    """Stages of REST APIs that write logs, each with what says so."""
    levels: dict[str, str] = {}
    for settings in model.stack.of("apigateway.MethodSettings"):
        api, name = model.api_of(settings, "restApi"), settings.raw_text("stageName")
        level = settings.block("settings").raw_text("loggingLevel")
        if api is not None and level in _LEVELS:
            for stage in api.stages:
                if stage.name.known is None or name is UNKNOWN or stage.name.known == name:
                    levels[stage.key] = f"{settings.name} sets loggingLevel {level}"
    for api in model.apis:
        for stage in [] if api.http else api.stages:
            settings = stage.resource.block("accessLogSettings")
            if not settings.absent and not settings.unknown:
                yield stage, f"{stage.resource.name} has accessLogSettings"
            elif stage.key in levels:
                yield stage, levels[stage.key]


def _unhealthy(group: TargetGroup, judge: Judge) -> None:
    # A load balancer publishes no health of targets that are load balancers or functions.
    if group.resource is not None and not group.kind.may_be("alb", "lambda"):
        judge.report(NO_ALARM, group.key, closed(f"no alarm names {group.name}"))
