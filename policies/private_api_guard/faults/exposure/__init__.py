"""Exposure: is anything reachable that should not be, on the way to an API or beside it?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/security-best-practices.html
"""

from ..fault import in_turn
from . import balancers, databases, methods, names

check = in_turn(balancers, methods, names, databases)
