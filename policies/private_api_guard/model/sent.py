"""What API Gateway sends to a load balancer: host, path and method of a chain's requests.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

import re
from typing import Final

from .balancing.listener import Listener
from .balancing.load_balancer import LoadBalancers
from .balancing.rules import ANYTHING, Request
from .balancing.target import TargetKind
from .chain import Chain
from .gateway.integration import Integration
from .gateway.uri import variables
from .gateway.vpc_link import LinkKind
from .network.address import Network
from .network.network import Networks

_PARAMETER: Final = re.compile(r"\{[^{}]*\}|…")
_AFTER_HOST: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)")
# A part of a request by which a value of an HTTP API's mapping is made; the path itself, or something else.
_MAPPED: Final = re.compile(r"\$\{?(request\.path(?![\w.])|[A-Za-z][\w.-]*)\}?")
_ANY_METHOD: Final = frozenset({"ANY", "?", "$DEFAULT", ""})


def sent(chain: Chain, *, named: bool) -> Request:
    """What an integration's requests look like behind API Gateway; `named` is whether the API has names of its own."""
    integration = chain.method.integration
    if integration is None:
        return Request()
    method = (integration.http_method.known or "").upper()
    verb = method if method not in _ANY_METHOD else chain.method.verb.upper()
    path = _path_of_http_api(chain, integration, named=named) if chain.api.http else _path_of_rest_api(chain)
    known = integration.http_method.known is not None or integration.http_method.absent
    return Request(_host(chain, integration), path, verb if known and verb not in _ANY_METHOD else ANYTHING)


def _host(chain: Chain, integration: Integration) -> str:
    """The host: that of a REST API's URI, unless a header is mapped; an HTTP API hands on what clients ask for."""
    mapped = integration.request_parameters
    if mapped.known is None:
        return ANYTHING
    headers = {key.lower(): value for key, value in mapped.known.items() if key.lower().endswith("header.host")}
    if not headers:
        return ANYTHING if chain.api.http else (chain.uri.host.known or ANYTHING).lower()
    value = headers.get("overwrite:header.host")
    fixed = value is not None and value.known is not None and "$" not in value.known
    return value.known.lower() if fixed and value is not None and value.known else ANYTHING


def _path_of_rest_api(chain: Chain) -> str:
    text = chain.uri.text.known
    found = None if text is None or variables(chain.uri.text) else _AFTER_HOST.match(text)
    return ANYTHING if found is None else _PARAMETER.sub(ANYTHING, found[1]) or "/"


def _path_of_http_api(chain: Chain, integration: Integration, *, named: bool) -> str:
    """The path that a client asks for, behind the name of the stage unless that is `$default`; or what is mapped."""
    base = "/*" if chain.method.verb in ("$default", "?") else _PARAMETER.sub(ANYTHING, chain.method.path)
    mapped = integration.request_parameters
    if mapped.known is None:
        return ANYTHING
    paths = {key: value for key, value in mapped.known.items() if key.lower().endswith(":path")}
    if paths:
        value = paths.get("overwrite:path")
        if len(paths) > 1 or value is None or value.known is None:
            return ANYTHING
        return _MAPPED.sub(lambda match: base if match[1] == "request.path" else ANYTHING, value.known)
    stage = chain.stage.name.known if chain.stage else None
    if stage is None or named:
        return ANYTHING + base
    return base if stage == "$default" else f"/{stage}{base}"


def sources(networks: Networks, chain: Chain, listener: Listener) -> tuple[Network, ...]:
    """The ranges of the addresses from which a link V2 calls a listener; none where nobody knows them."""
    link = chain.link
    direct = any(backend.listener is listener for backend in chain.backends)
    if link is None or link.kind is not LinkKind.V2 or not direct or not link.subnets.decided:
        return ()
    found = [place.network.known for place in networks.places(link.subnets)]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else ()


def listeners(balancers: LoadBalancers, chain: Chain) -> tuple[Listener, ...]:
    """Listeners that speak HTTP on a chain, also those of a load balancer that is a target."""
    found: dict[str, Listener] = {}
    for backend in chain.backends:
        inner = (
            balancers.get(target.key).at(target.ports.known[0])
            for leg in backend.legs
            for target in leg.targets
            if target.kind is TargetKind.LOAD_BALANCER and target.ports.known is not None
        )
        for listener in (backend.listener, *inner):
            if listener is not None and listener.protocol.is_("HTTP", "HTTPS").open:
                found.setdefault(listener.key, listener)
    return tuple(found.values())
