"""Reports that tests of the formats share: one of each outcome, with text that formats must not take literally."""

from pydantic import TypeAdapter

from preflight.errors import ConfigError
from preflight.packs.diagnostics import Aborted, Diagnostics, Violation
from preflight.packs.judgement import Judgement
from preflight.protocol.resource import Resource
from preflight.report.report import Report, failure, of_diagnostics

PLAN = "urn:pulumi:dev::shop::aws:apigateway/usagePlan:UsagePlan::plan"
STAGE = "urn:pulumi:dev::shop::aws:apigateway/stage:Stage::v1"
API = "urn:pulumi:dev::shop::aws:apigateway/restApi:RestApi::orders"
NASTY = "<b>|`x`|</b> & \x1b[31m]]> é"

HOP = {"check": "request", "evidence": [], "symptom": None, "remedy": None, "presumed": []}
PATH = {
    "api": API,
    "stage": "v1",
    "routes": [{"method": "GET", "path": "/orders", "urn": STAGE}],
    "state": "closed",
    "health": "unknown",
    "hops": [
        {**HOP, "kind": "client", "name": "client", "urn": None, "state": "open"},
        {
            **HOP,
            "kind": "key",
            "name": "plan",
            "urn": PLAN,
            "state": "closed",
            "evidence": ["plan has no UsagePlanKey", NASTY],
            "symptom": "403 Forbidden",
            "remedy": "Add a UsagePlanKey.",
        },
        {**HOP, "kind": "listener", "name": "http", "urn": None, "state": "open", "presumed": ["its port is 80"]},
        {**HOP, "kind": "network", "name": "tasks", "urn": None, "state": "unknown", "check": "health"},
    ],
}
JUDGEMENT = {
    "version": 1,
    "pack": "private-api",
    "project": "shop",
    "stack": "dev",
    "recorded": True,
    "paths": [PATH],
    "findings": [
        {
            "policy": "usage-plan-key",
            "fault": "usage-plan-key/no-key-in-plan",
            "level": "mandatory",
            "urn": PLAN,
            "undecided": False,
            "message": f"usage-plan-key/no-key-in-plan: The plan has no key {NASTY}\nEvidence: all of it",
            "evidence": ["plan has no UsagePlanKey", NASTY],
            "symptom": "403 Forbidden",
            "remedy": "Add a UsagePlanKey.",
            "source": "https://docs.aws.amazon.com/apigateway/",
            "waived": None,
        },
        {
            "policy": "robustness",
            "fault": "robustness/one-zone",
            "level": "advisory",
            "urn": STAGE,
            "undecided": False,
            "message": "robustness/one-zone: One zone only",
            "evidence": [],
            "symptom": "",
            "remedy": "",
            "waived": {"reason": "dev is cheap", "expires": "2027-01-01"},
        },
    ],
    "presumptions": ["its port is 80"],
}

MORE_FINDINGS = [
    {
        "policy": "observability",
        "fault": "observability/no-log",
        "level": "advisory",
        "urn": STAGE,
        "undecided": False,
        "message": "observability/no-log: No access log\nTurn it on.",
        "evidence": [],
        "symptom": "",
        "remedy": "",
        "waived": None,
    },
    {
        "policy": "integration",
        "fault": "integration/port",
        "level": "mandatory",
        "urn": STAGE,
        "undecided": True,
        "message": "undecided: integration/port: The port is unknown",
        "evidence": [],
        "symptom": "",
        "remedy": "",
        "waived": None,
    },
]


def judgement(**changed: object) -> Judgement:
    """The judgement, some of its keys changed."""
    return TypeAdapter(Judgement).validate_python({**JUDGEMENT, **changed})


def violation(policy: str, level: str, urn: str, message: str) -> Violation:
    return Violation("private-api", policy, level, urn, message)  # pyrefly: ignore


def blocked() -> Report:
    """A closed path, a mandatory finding, an advisory one, one undecided, an aborted policy, a waiver."""
    diagnostics = Diagnostics(
        packs=["private-api"],
        violations=[
            violation("observability", "advisory", STAGE, "observability/no-log: No access log\nTurn it on."),
            violation("undecided", "advisory", STAGE, "undecided: integration/port: The port is unknown"),
            violation("usage-plan-key", "mandatory", PLAN, JUDGEMENT["findings"][0]["message"]),
            violation("house-rule", "advisory", "", "Stacks need a tag"),
        ],
        aborted=[Aborted("private-api", "careless", "advisory", "", f"{NASTY} can't be known")],
        judgements=[judgement(findings=[*JUDGEMENT["findings"], *MORE_FINDINGS])],
    )
    resources = [
        Resource(urn=PLAN, type="aws:apigateway/usagePlan:UsagePlan", name="plan", position="components/access.py:52"),
        Resource(urn=STAGE, type="aws:apigateway/stage:Stage", name="v1"),
    ]
    return of_diagnostics(
        diagnostics,
        resources,
        project="shop",
        stack="dev",
        operation="preview",
        seconds={"total": 1.5, "program": 1.0},
    )


def clean() -> Report:
    """Nothing found, by a pack that writes no judgement."""
    return of_diagnostics(Diagnostics(packs=["other"]), [], project="shop", stack="dev", operation="update")


def failed() -> Report:
    """No verdict."""
    error = ConfigError(f"shop:size is {NASTY}", remedy="It is an integer.", position="Pulumi.dev.yaml:3")
    return failure(Report("shop", "dev", "preview", file="Pulumi.dev.yaml"), [error])


ALL = {"blocked": blocked, "clean": clean, "failed": failed}
