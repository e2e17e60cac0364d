"""Access: can a client reach the private API, through its endpoint, its name and the policies before it?

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
"""

from ..fault import in_turn
from . import domains, endpoints, resource_policies

check = in_turn(endpoints, resource_policies, domains)
