"""Request paths that tests of pictures draw."""

from dataclasses import replace

from preflight.packs.judgement import Hop, RequestPath, Route, State
from preflight.report.formats.picture.graph import worst
from preflight.report.report import Report

FRONT = ("client", "endpoint", "policy", "key", "deployment", "integration")
BEHIND = ("vpc-link", "load-balancer", "listener", "target-group", "network", "target")
HOSTILE = '"]:::x --> <b>|`y`|</b> #35; & ;%% {z} \\ ```\n1. $$ é ]]> \x1b[31m </svg>'
SYMPTOM = "504 Gateway Timeout after 29 s"


def hop(kind: str, name: str, state: State = "open", **fields: object) -> Hop:
    """A hop; one that is closed has a symptom and a remedy."""
    told = {"symptom": SYMPTOM, "remedy": f"Mend {name}.", "evidence": (f"{name} is in the way",)}
    fields = (told if state == "closed" else {}) | {"urn": f"urn:{kind}:{name}"} | fields
    return Hop(kind=kind, name=name, state=state, **fields)  # pyrefly: ignore


def path(api: str, backend: str, routes: int = 1, **changed: Hop) -> RequestPath:
    """Routes of an API to a backend. `changed` are hops by their kind, with `_` for `-`."""
    names = {kind: "client" if kind == "client" else f"{api}-{kind}" for kind in FRONT}
    names |= {kind: f"{backend}-{kind}" for kind in BEHIND}
    names["network"] = f"{backend}-load-balancer -> {backend}-target:8080"
    names["integration"] = f"{api}-{backend}-integration"
    hops = tuple(changed.get(kind.replace("-", "_"), hop(kind, name)) for kind, name in names.items())
    listed = tuple(Route(method="GET", path=f"/{backend}/{number}") for number in range(routes))
    return RequestPath(
        api=f"urn:pulumi:dev::shop::aws:apigateway/restApi:RestApi::{api}",
        stage="v1",
        routes=listed,
        state=worst(each.state for each in hops),
        health="open",
        hops=hops,
    )


def large(apis: int, backends: int, routes: int) -> list[RequestPath]:
    """So many APIs, each with routes to all of the backends."""
    return [path(f"api{api}", f"backend{each}", routes) for api in range(apis) for each in range(backends)]


def broken() -> list[RequestPath]:
    """Two APIs that share a backend; what else the second leads to is closed, presumed and undecided."""
    return [
        path("shop", "items"),
        path("shop", "orders", 3, target_group=hop("target-group", "orders-targets", "closed")),
        path("shop", "prices", 1, target=hop("target", "prices-service", presumed=("it answers",))),
        path("partners", "items", 2),
        path("partners", "stock", 1, listener=hop("listener", "stock-80", "unknown", evidence=("not known: x",))),
    ]


def report(*paths: RequestPath) -> Report:
    """A report on paths alone."""
    return Report("shop", "dev", "preview", paths=paths, packs=("private-api",))


def hostile() -> RequestPath:
    """A path whose every name and text is markup."""
    drawn = path(HOSTILE, HOSTILE, target=hop("target", HOSTILE, "closed", symptom=HOSTILE, presumed=(HOSTILE,)))
    return replace(drawn, routes=(Route(method=HOSTILE, path=HOSTILE),), stage=HOSTILE)
