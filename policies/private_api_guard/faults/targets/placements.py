"""Does ECS take the service: its launch type, size, addresses, names of ports and capacity providers?

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from ...model.compute.placement import Placements
from ...model.compute.service import Service
from ...model.hop import Hop
from ...model.model import Model
from ...model.verdict import Verdict
from ..fault import Fault, Judge
from ..symptoms import APPLY_FAILS

_fault = partial(
    Fault,
    hop=Hop.TARGET,
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
)
DEFINITION = _fault(
    id="targets/definition-refused",
    title="ECS does not take the containers of the task definition",
    symptom=APPLY_FAILS.told(": ClientException, when the task definition is registered"),
    remedy="Give each container a name of its own, an image, memory (or the task), the awslogs options that are"
    " required, and on awsvpc the same port as its host; let one be essential.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    not_modelled="container definitions made from outputs, before the update; task definitions of no service on a path",
)
LAUNCH = _fault(
    id="targets/definition-not-for-fargate",
    title="The service runs on Fargate, and its task definition does not say so",
    symptom=APPLY_FAILS.told(": InvalidParameterException, the task definition does not support launch_type FARGATE"),
    remedy="Add FARGATE to requiresCompatibilities of the task definition, with networkMode awsvpc and a size.",
    not_modelled="task definitions that the stack does not make",
)
SIZE = _fault(
    id="targets/no-size-of-fargate",
    title="The task definition is for Fargate and has no network mode awsvpc, or no size of Fargate's table",
    symptom=APPLY_FAILS.told(": ClientException, no Fargate configuration exists for given values"),
    remedy="Set networkMode awsvpc, and a cpu and memory that Fargate has together, such as 256 and 512.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    not_modelled="the larger sizes that Windows asks for",
)
PUBLIC_ADDRESS = _fault(
    id="targets/public-address-on-instances",
    title="The service asks for public addresses, and its tasks run on instances",
    symptom=APPLY_FAILS.told(": InvalidParameterException, assign public IP is not supported for this launch type"),
    remedy="Leave out assignPublicIp, or run the service on Fargate.",
)
STRATEGY = _fault(
    id="targets/placement-on-fargate",
    title="The service runs on Fargate, and says on which instances its tasks are to be placed",
    symptom=APPLY_FAILS.told(": InvalidParameterException, not supported with launch type FARGATE"),
    remedy="Leave out placementConstraints, orderedPlacementStrategies and schedulingStrategy DAEMON.",
)
PORT_NAME = _fault(
    id="targets/port-without-name",
    title="Service Connect offers a port by a name that no port mapping of the task definition has",
    symptom=APPLY_FAILS.told(": InvalidParameterException, the portName does not exist in the task definition"),
    remedy="Give the port mapping that name in the container definitions.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
    not_modelled="container definitions made from outputs, before the update",
)
PROVIDER = _fault(
    id="targets/provider-not-of-cluster",
    title="The service names a capacity provider that its cluster does not have",
    symptom=APPLY_FAILS.told(": InvalidParameterException, the capacity provider is not associated with the cluster"),
    remedy="Name the provider in capacityProviders of an aws:ecs/clusterCapacityProviders:ClusterCapacityProviders.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html",
    not_modelled="clusters that the stack does not make",
)
_ASKED: Final[tuple[tuple[Fault, Callable[[Placements, Service], Verdict]], ...]] = (
    (DEFINITION, Placements.takes_definition),
    (LAUNCH, Placements.fits_fargate),
    (SIZE, Placements.has_fargate_size),
    (PUBLIC_ADDRESS, Placements.may_have_public_address),
    (STRATEGY, Placements.fits_strategy),
    (PORT_NAME, Placements.names_ports),
    (PROVIDER, Placements.has_providers),
)


def check(model: Model, judge: Judge) -> None:
    """Asks every service on a path."""
    services = [target.service for target in model.called if target.service is not None]
    for service in {each.urn: each for each in services}.values():
        for fault, ask in _ASKED:
            found = ask(model.placements, service)
            if not found.open:
                judge.report(fault, service.urn, found)
