"""The hops of a request path, in order of travel."""

import enum


class Hop(enum.StrEnum):
    """One hop; its value is how reports name it."""

    CLIENT = "client"
    ENDPOINT = "endpoint"
    DOMAIN = "domain"
    POLICY = "policy"
    KEY = "key"
    AUTHORIZER = "authorizer"
    DEPLOYMENT = "deployment"
    INTEGRATION = "integration"
    VPC_LINK = "vpc-link"
    LOAD_BALANCER = "load-balancer"
    LISTENER = "listener"
    TARGET_GROUP = "target-group"
    NETWORK = "network"
    TARGET = "target"
    DATABASE = "database"
