"""Alarms: which metrics they watch, and whether anything publishes these.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ..families import BALANCER, HTTP_API, REST_API, TARGET_GROUP
from ..values import NOT_SET, Key, Reference, Resource, Value, Values, grouped
from ..verdict import Verdict, closed, every, opened, some, unknown
from .metrics import API_GATEWAY, APPLICATION, HEALTH, NETWORK, SUFFIXES, of_target_group, unpublished

if TYPE_CHECKING:
    from ..model import Model

_KINDS: Final = {NETWORK: "network", APPLICATION: "application"}
# Stands for the groups of metrics that may be of any.
_ANY_GROUP: Final = ""


@dataclass(frozen=True)
class Metric:
    """A metric that an alarm watches; `key` is the property that holds its dimensions."""

    alarm: Resource
    key: str
    namespace: Value[str]
    name: Value[str]
    dimensions: Value[dict[str, Value[str]]]

    def dimension(self, name: str) -> Value[str]:
        """The value of a dimension."""
        return (self.dimensions.known or {}).get(name, NOT_SET)

    def __str__(self) -> str:
        named = ", ".join(sorted(self.dimensions.known or ())) or "no dimensions"
        listed = "dimensions that are not known" if self.dimensions.unknown else named
        return f"{self.alarm.name} watches {self.namespace} {self.name} with {listed}"


class Alarms:
    """All alarms of a stack."""

    def __init__(self, model: "Model") -> None:
        self._model = model

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """What alarms watch, those of metric math included."""
        return tuple(metric for alarm in self._model.stack.of("cloudwatch.MetricAlarm") for metric in _metrics(alarm))

    def watch_health(self, group: Key) -> Verdict:
        """Whether an alarm watches the health of a target group's targets."""
        listed = (*self._health.get(group, ()), *self._health.get(_ANY_GROUP, ()))
        return some(every([each.name.is_(*HEALTH), self._of_group(each, group)]) for each in listed)

    @cached_property
    def _health(self) -> dict[Key, tuple[Metric, ...]]:
        """Metrics that may be of health, by the target groups that they name, or may name."""
        named = [
            (self._named(each, "TargetGroup", TARGET_GROUP), each)
            for each in self.metrics
            if not each.name.is_(*HEALTH).closed
        ]
        return grouped(
            (key, each)
            for groups, each in named
            for key in ((_ANY_GROUP,) if groups.unknown or each.dimensions.unknown else groups.keys)
        )

    def _of_group(self, metric: Metric, group: Key) -> Verdict:
        unseen = metric.dimensions
        named = self._named(metric, "TargetGroup", TARGET_GROUP)
        return unknown(unseen.where) if unseen.unknown else named.meaning(group)

    def published(self, metric: Metric) -> Verdict:
        """Whether anything publishes a metric with the dimensions that an alarm names."""
        namespace, name, dimensions = metric.namespace.known, metric.name.known, metric.dimensions.known
        if namespace is None or name is None or dimensions is None:
            vague = (each.where for each in (metric.namespace, metric.name, metric.dimensions) if each.known is None)
            return unknown(next(vague))
        reason = unpublished(namespace, name, dimensions)
        if not reason and namespace in _KINDS:
            reason = self._suffix(metric) or self._kind(metric, namespace, name)
        elif not reason and namespace == API_GATEWAY:
            reason = self._api_name(metric)
        return closed(str(metric), reason) if reason else opened()

    # Load balancers

    @staticmethod
    def _suffix(metric: Metric) -> str:
        """What known values are that are not the last parts of ARNs, as CloudWatch has them."""
        for key, allowed in SUFFIXES.items():
            value = metric.dimension(key)
            if value.known is not None and not value.known.startswith(allowed):
                listing = " or ".join(allowed)
                return f"{key} is {value} in {metric.key}; it is the arnSuffix, which begins with {listing}"
        return ""

    def _kind(self, metric: Metric, namespace: str, name: str) -> str:
        balancer = self._named(metric, "LoadBalancer", BALANCER).one
        kind = self._model.balancers.get(balancer.urn).kind if balancer else NOT_SET
        others = [each for each in _KINDS.values() if each != _KINDS[namespace]]
        if balancer and kind.is_(*others).open:
            return f"{balancer.name} is of type {kind} and publishes nothing in {namespace}"
        group = self._named(metric, "TargetGroup", TARGET_GROUP).one
        takes = self._model.target_groups.get(group.urn).kind if group else NOT_SET
        if group and takes.is_("alb", "lambda").open and of_target_group(name):
            return f"{group.name} is of type {takes}, for which {name} is not published"
        return ""

    def _named(self, metric: Metric, dimension: str, family: str) -> Reference:
        """What a dimension names; a known value may be the end of an ARN."""
        value = metric.dimension(dimension)
        named = self._suffixes.get((family, value.known or ""))
        return Reference((named,)) if named else self._model.stack.refer_value(metric.alarm, metric.key, value, family)

    @cached_property
    def _suffixes(self) -> dict[tuple[str, str], Resource]:
        """Load balancers and target groups by the end of their ARN."""
        listed = self._model.stack.of(BALANCER, TARGET_GROUP)
        return {(each.family, suffix): each for each in listed if (suffix := each.computed("arnSuffix").known)}

    # API Gateway

    def _api_name(self, metric: Metric) -> str:
        """What stands in place of the name of a REST API, which alone helps."""
        value = metric.dimension("ApiName")
        if value.known is not None:
            return self._misnamed.get(value.known, "")
        api = self._model.stack.refer_value(metric.alarm, metric.key, value, REST_API).one
        # A name is known before its API is made; what is not known can only be the id.
        wrong = api is not None and api.computed("name").known is not None
        return f"ApiName is made from {api.name}, but is not its name" if api and wrong else ""

    @cached_property
    def _misnamed(self) -> dict[str, str]:
        """Values that name an API, but not in the dimension ApiName."""
        rest, http = self._model.stack.of(REST_API), self._model.stack.of(HTTP_API)
        names = {api.computed("name").known for api in rest}
        told = {api.computed("id").known: f"ApiName is the id of {api.name}; CloudWatch has its name" for api in rest}
        for api in http:
            line = f"{api.name} is an HTTP API, which publishes with ApiId"
            told |= {api.computed("id").known: line, api.computed("name").known: line}
        return {value: line for value, line in told.items() if value is not None and value not in names}


def _metrics(alarm: Resource) -> Iterator[Metric]:
    if not alarm.text("metricName").absent:
        yield _metric(alarm, "dimensions", alarm)
    queries = alarm.blocks("metricQueries")
    for query in queries.known or ():
        block = query.block("metric")
        if not block.absent:
            yield _metric(alarm, "metricQueries", block)
    if queries.unknown:
        lost = alarm.text("metricQueries")
        yield Metric(alarm, "metricQueries", lost, lost, alarm.mapping("metricQueries"))


def _metric(alarm: Resource, key: str, values: Values) -> Metric:
    dimensions = values.mapping("dimensions").or_else({})
    return Metric(alarm, key, values.text("namespace"), values.text("metricName"), dimensions)
