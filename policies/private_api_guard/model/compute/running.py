"""Whether what is registered as a target ever runs: something that counts above zero, and something to run it on.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html and
https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html
"""

from collections.abc import Iterator
from typing import Final

from ..elsewhere import SCALES, Elsewhere
from ..families import CLUSTER, INSTANCE, SCALING_GROUP, SERVICE
from ..values import Reader, Reference, Resource, Stack
from ..verdict import Verdict, across, closed, every, opened, presumably, some, unknown
from .service import Service

_SCALED: Final = "appautoscaling.Target"
_FLEETS: Final = ("ec2.Fleet", "ec2.SpotFleetRequest", "ec2.SpotInstanceRequest", "opsworks.EcsClusterLayer")
# What changes the number of a group's instances: each names the group by the property beside it.
_CHANGES: Final = ("autoscaling.Policy", "autoscaling.Schedule")
_STRATEGY: Final = "defaultCapacityProviderStrategies"


class Running(Reader):
    """Answers for one stack."""

    def __init__(self, stack: Stack, elsewhere: Elsewhere) -> None:
        super().__init__(stack)
        self._elsewhere = elsewhere

    def service(self, service: Service) -> Verdict:
        """Whether a service ever starts a task. Of a task set its service and its scale would tell."""
        if service.resource.family != SERVICE:
            return opened()
        return every([self._counts(service), self._placed(service)])

    def fleet(self, group: Resource) -> Verdict:
        """Whether an Auto Scaling group ever starts an instance."""
        most, wanted = group.number("maxSize").or_else(1), group.number("desiredCapacity")
        first = group.number("minSize").or_else(0) if wanted.absent else wanted
        return every([most.holds(_some), some([first.holds(_some), self._scales(group, self._changes())])])

    def _counts(self, service: Service) -> Verdict:
        """Whether its number of tasks is, or may become, above zero. The aws provider sends 0 where none is given."""
        resource = service.resource
        number, daemon = resource.number("desiredCount"), resource.text("schedulingStrategy").is_("DAEMON")
        wanted = (number.or_else(1) if resource.native else number).holds(_some)
        scaled = [(each, self._service_of(each)) for each in self._stack.of(_SCALED)]
        capped = [
            each for each, meant in scaled if meant.means(resource.urn) and each.number("maxCapacity").is_(0).open
        ]
        if capped:
            return closed(f"{capped[0].name} scales {resource.name} to maxCapacity 0")
        return some([daemon.because(), wanted, self._scales(resource, (meant for _, meant in scaled))])

    def _service_of(self, scaled: Resource) -> Reference:
        return self._stack.refer_value(scaled, "resourceId", scaled.text("resourceId").map(_last), SERVICE)

    def _scales(self, resource: Resource, named: Iterator[Reference]) -> Verdict:
        """Whether something changes how many there are: what is meant for that, or what was given its name."""
        given = next(self._elsewhere.given(SCALES, resource.urn), None)
        told = [presumably(f"{given.name} was given {resource.name} and is presumed to scale it")] if given else []
        return some([*(each.meaning(resource.urn) for each in named), *told, closed("nothing scales it")])

    def _changes(self) -> Iterator[Reference]:
        for family in _CHANGES:
            for each in self._stack.of(family):
                yield self._stack.refer(each, "autoscalingGroupName", SCALING_GROUP)
        for each in self._stack.of("ecs.CapacityProvider"):
            arn = each.block("autoScalingGroupProvider").text("autoScalingGroupArn")
            yield self._stack.refer_value(each, "autoScalingGroupProvider", arn, SCALING_GROUP)

    # Something to run on

    def _placed(self, service: Service) -> Verdict:
        """Whether there is, or may be, something on which its tasks are placed."""
        launch, strategies = service.resource.text("launchType"), service.strategies
        if strategies.unknown or launch.unknown:
            return unknown((strategies if strategies.unknown else launch).where)
        if launch.is_("FARGATE", "EXTERNAL").open or (strategies.known and service.fargate.open):
            return opened()
        if strategies.known:
            return self._on(service.hosts)
        cluster = self._stack.refer(service.resource, "cluster", CLUSTER)
        return across(cluster, lambda key: self._in(service, key))

    def _in(self, service: Service, key: str) -> Verdict:
        """Whether a cluster has something to run tasks on that name nothing themselves."""
        cluster = self._stack.by_urn.get(key)
        if cluster is None:
            return presumably(f"{key}, a cluster outside this stack, has instances")
        if service.resource.text("launchType").absent:
            strategy = self._default_strategy(cluster)
            if not strategy.closed:
                return strategy
        if self._stack.of(INSTANCE, *_FLEETS):
            return opened()
        given = next(self._elsewhere.given(SCALES, key), None)
        if given is not None:
            return presumably(f"{given.name} was given {cluster.name} and is presumed to add instances")
        if service.hosts:
            return self._on(service.hosts)
        return closed(f"{service.name} runs on instances; {cluster.name} has none, and no default strategy")

    def _on(self, hosts: tuple[Resource, ...]) -> Verdict:
        """Whether one of some Auto Scaling groups has instances; of none it is not known where they are."""
        return some(map(self.fleet, hosts)) if hosts else opened()

    def _default_strategy(self, cluster: Resource) -> Verdict:
        """Whether a cluster has a capacity provider for what names none."""
        own = cluster.blocks(_STRATEGY).holds(bool)
        joined = self._stack.referring("ecs.ClusterCapacityProviders", "clusterName", CLUSTER)
        answers = (every([meant.meaning(cluster.urn), each.blocks(_STRATEGY).holds(bool)]) for each, meant in joined)
        return some([own, *answers])


def _some(number: int) -> bool:
    return number > 0


def _last(path: str) -> str:
    """The name of a service in the id by which it is scaled: `service/cluster/name`."""
    return path.rpartition("/")[2]
