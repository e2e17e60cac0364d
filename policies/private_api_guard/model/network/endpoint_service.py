"""Endpoint services (PrivateLink): a load balancer stands behind one of them, or behind one VPC link.

Source: https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
"""

from collections import defaultdict

from ..values import Key, Resource, Stack


def endpoint_services(stack: Stack) -> dict[Key, list[Resource]]:
    """The endpoint services of a stack by the load balancers that they name for certain."""
    found: dict[Key, list[Resource]] = defaultdict(list)
    for service in stack.of("ec2.VpcEndpointService"):
        balancers = stack.refer(service, "networkLoadBalancerArns", "lb.LoadBalancer")
        for key in balancers.keys if balancers.decided else ():
            found[key].append(service)
    return found
