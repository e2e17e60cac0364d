"""A service of Cloud Map behind an HTTP API: is something registered there, with a port, and healthy?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
"""

from functools import partial

from ...model.hop import Hop
from ...model.model import Model
from ..fault import Fault, Judge
from ..symptoms import INTEGRATION_FAILED, WORKS

_fault = partial(
    Fault,
    hop=Hop.INTEGRATION,
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html",
)
EMPTY = _fault(
    id="targets/nothing-in-cloud-map",
    title="An HTTP API calls a Cloud Map service in which nothing is registered",
    symptom=INTEGRATION_FAILED.says('503 {"message":"Service Unavailable"} for every request'),
    remedy="Name the Cloud Map service in serviceRegistries of an ECS service, or register an instance.",
    not_modelled="what something outside the stack registers",
)
NO_PORT = _fault(
    id="targets/no-port-in-cloud-map",
    title="An HTTP API calls a Cloud Map service whose records tell no port",
    symptom=INTEGRATION_FAILED.says('503 {"message":"Service Unavailable"} for every request'),
    remedy="Give the Cloud Map service records of type SRV, and the registry of the ECS service a container and port.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
    not_modelled="namespaces of which the stack does not make the service",
)
NO_HEALTH = _fault(
    id="robustness/cloud-map-without-health",
    title="An HTTP API calls a Cloud Map service that hands out what is not healthy yet",
    symptom=WORKS.says("503 for some requests after every deployment, until the new tasks listen"),
    remedy="Set healthCheckCustomConfig on the Cloud Map service: ECS then tells it which tasks are healthy.",
    source="https://docs.aws.amazon.com/cloud-map/latest/dg/services-health-checks.html",
)


def check(model: Model, judge: Judge) -> None:
    """Asks every service of Cloud Map of the stack that a private integration of an HTTP API calls."""
    maps = model.mapped_services
    integrations = [each.method.integration for each in model.chains if each.api.http and each.method.integration]
    for integration in {each.urn: each for each in integrations if each.private.open}.values():
        service = maps.of(integration)
        if service is None:
            continue
        registered = maps.registered(service)
        if not registered.open:
            judge.report(EMPTY, integration.urn, registered)
            continue
        if maps.by_tasks(service).open and maps.by_instances(service).closed and not service.tells_port.open:
            judge.report(NO_PORT, integration.urn, service.tells_port)
        if maps.by_tasks(service).open and service.checks_health.closed:
            judge.report(NO_HEALTH, service.urn, service.checks_health)
