"""Type tokens: which of the many names of a resource type mean the same thing.

Sources: the aliases in pulumi-aws's Python SDK, and its v6 migration guide
(https://www.pulumi.com/registry/packages/aws/how-to-guides/6-0-migration/).
"""

import re
from functools import cache
from typing import Final

# Modules whose resources are the same resources under another name; the right-hand side is the one the model uses.
_MODULES: Final = {
    "alb": "lb",
    "elasticloadbalancingv2": "lb",
    "applicationloadbalancing": "lb",
    "elasticloadbalancing": "elb",
}

_TOKEN: Final = re.compile(r"^aws:(?P<module>[A-Za-z0-9]+)/(?P<file>[A-Za-z0-9]+):(?P<name>[A-Za-z0-9]+)$")


@cache
def family(token: str) -> str:
    """The name by which the model knows a type: `lb.LoadBalancer` for `aws:alb/loadBalancer:LoadBalancer`.

    A type of another provider keeps its token, so that it never equals one of the model's names.
    """
    match = _TOKEN.match(token)
    if match is None:
        return token
    module = match["module"]
    return f"{_MODULES.get(module, module)}.{match['name']}"
