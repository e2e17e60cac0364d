"""Sources: do security groups and ACLs let requests and health checks from the load balancer reach the targets?"""

from ...model.model import Model
from ..fault import Judge
from . import link, targets

OPTIONS = {"requireLoadBalancerGroup": targets.require_group}


def check(model: Model, judge: Judge) -> None:
    """Asks everything between a link, its load balancer and the targets."""
    for mapped in model.mapped:
        link.check_mapped(model, mapped, judge)
    for backend in model.backends:
        if backend.listener is None:
            continue
        link.check(model, backend, judge)
        for leg in backend.legs:
            for target in leg.targets:
                targets.check(model, backend, leg, target, judge)
