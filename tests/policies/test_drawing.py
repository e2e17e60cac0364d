"""How paths are drawn from hops and findings."""

import pytest

from private_api_guard.drawing import draw
from private_api_guard.faults.fault import Fault, Judge
from private_api_guard.faults.symptoms import DNS
from private_api_guard.model.hop import Hop
from private_api_guard.model.model import Model
from private_api_guard.model.values.stack import Stack
from private_api_guard.model.verdict import State, closed, opened, presumably, unknown
from tests.policies.compositions import fargate_behind_nlb
from tests.policies.in_process import judged
from tests.policies.model.made import UNKNOWN, made
from tests.policies.start_stacks import database

_API = made("apigateway/restApi:RestApi", "api", outputs={"id": "a1", "rootResourceId": "r1"})
_SAME = {"restApi": "a1", "resourceId": "r1", "type": "HTTP_PROXY", "connectionType": "VPC_LINK", "connectionId": "l1"}
_VERBS = ("GET", "POST")
_METHODS = [made("apigateway/method:Method", verb, restApi="a1", resourceId="r1", httpMethod=verb) for verb in _VERBS]
_INTEGRATIONS = [
    made("apigateway/integration:Integration", f"{verb}-int", httpMethod=verb, uri="http://web/", **_SAME)
    for verb in _VERBS
]
_LINK = made("apigateway/vpcLink:VpcLink", "link", targetArn="arn:edge", outputs={"id": "l1"})
_EDGE = made("lb/loadBalancer:LoadBalancer", "edge", loadBalancerType="network", outputs={"arn": "arn:edge"})
_GROUP = made(
    "lb/targetGroup:TargetGroup", "group", port=8080, protocol="TCP", targetType="ip", outputs={"arn": "arn:group"}
)
_TARGET = made("lb/targetGroupAttachment:TargetGroupAttachment", "box", targetGroupArn="arn:group", targetId="10.0.0.9")
_LISTENER = made(
    "lb/listener:Listener", "eighty", port=80, protocol="TCP", loadBalancerArn="arn:edge",
    defaultActions=[{"type": "forward", "targetGroupArn": "arn:group"}],
)  # fmt: skip
_STACK = Stack([_API, *_METHODS, *_INTEGRATIONS, _LINK, _EDGE, _GROUP, _TARGET, _LISTENER])


def _fault(hop, name="integration/broken"):
    return Fault(
        id=name, hop=hop, title="It is broken", symptom=DNS.says("500"), remedy="Mend it.", source="https://example.com"
    )


_AT_GROUP = _fault(Hop.TARGET_GROUP)


def _drawn(*reports):
    judge = Judge()
    for fault, urn, verdict, *check in reports:
        judge.report(fault, urn, verdict, **({"check": check[0]} if check else {}))
    return draw(Model(_STACK), judge)


def _steps(path, hop):
    return [step for step in path.steps if step.stop.kind is hop]


def test_routes_that_share_all_hops_stand_together():
    (path,) = _drawn()
    assert [each.name for each in path.routes] == ["GET /", "POST /"]
    assert (path.state("request"), path.state("health")) == (State.OPEN, State.OPEN)


def test_a_route_whose_integration_is_broken_stands_apart():
    broken, sound = _drawn((_fault(Hop.INTEGRATION), _INTEGRATIONS[0].urn, closed("why")))
    assert ([each.name for each in broken.routes], broken.state("request")) == (["GET /"], State.CLOSED)
    assert ([each.name for each in sound.routes], sound.state("request")) == (["POST /"], State.OPEN)


@pytest.mark.parametrize(
    ("verdicts", "state", "evidence"),
    [
        ([closed("port 1")], State.CLOSED, ("It is broken", "port 1")),
        ([unknown("group.port")], State.UNKNOWN, ("not known: group.port",)),
        ([unknown("group.port", "port 1")], State.UNKNOWN, ("not known: group.port", "port 1")),
        ([unknown("group.port"), closed("port 1")], State.CLOSED, ("It is broken", "port 1")),
        ([opened("port 8080")], State.OPEN, ("port 8080",)),
    ],
)
def test_a_hop_states_the_fault_only_where_it_is_one(verdicts, state, evidence):
    (path,) = _drawn(*((_AT_GROUP, _GROUP.urn, verdict) for verdict in verdicts))
    (step,) = _steps(path, Hop.TARGET_GROUP)
    assert (step.state, step.evidence) == (state, evidence)
    assert (step.symptom, step.remedy) == ((None, None) if state is State.OPEN else ("500", "Mend it."))


def test_a_hop_tells_what_it_presumes():
    (path,) = _drawn((_AT_GROUP, _GROUP.urn, presumably("it answers")))
    (step,) = _steps(path, Hop.TARGET_GROUP)
    assert (step.state, step.presumed) == (State.OPEN, ("it answers",))


@pytest.mark.parametrize(
    ("check", "request_state", "health_state"),
    [
        ("request", State.CLOSED, State.OPEN),
        ("health", State.OPEN, State.CLOSED),
        ("both", State.CLOSED, State.CLOSED),
    ],
)
def test_health_checks_have_a_hop_of_their_own(check, request_state, health_state):
    (path,) = _drawn((_AT_GROUP, _GROUP.urn, closed("why"), check))
    assert (path.state("request"), path.state("health")) == (request_state, health_state)
    assert len(_steps(path, Hop.TARGET_GROUP)) == (1 if check == "request" else 2)


def test_what_only_advises_colours_nothing():
    (path,) = _drawn((_fault(Hop.TARGET_GROUP, "robustness/weak"), _GROUP.urn, closed("why")))
    assert path.state("request") is State.OPEN


def test_a_path_as_the_file_has_it():
    (path,) = _drawn((_AT_GROUP, _GROUP.urn, closed("why")))
    told = path.as_json(str)
    assert (told["api"], told["stage"], told["state"], told["health"]) == (_API.urn, None, "closed", "open")
    assert told["routes"] == [{"method": each.name, "path": "/", "urn": each.urn} for each in _METHODS]
    (hop,) = [each for each in told["hops"] if each["kind"] == "target-group"]
    assert hop == {
        "kind": "target-group", "name": "group", "urn": _GROUP.urn, "state": "closed", "check": "request",
        "evidence": ["It is broken", "why"], "symptom": "500", "remedy": "Mend it.", "presumed": [],
        "after": [6],
    }  # fmt: skip


def test_a_hop_is_told_with_those_that_lead_to_it():
    (path,) = _drawn((_AT_GROUP, _GROUP.urn, closed("why"), "health"))
    kinds = [step.stop.kind.value for step in path.steps]
    led = [(kind, [kinds[place] for place in after]) for kind, after in zip(kinds, path.ways, strict=True)]
    assert led[:2] == [("client", []), ("policy", ["client"])]
    assert led[4:] == [
        ("vpc-link", ["integration"]),
        ("load-balancer", ["vpc-link"]),
        ("listener", ["load-balancer"]),
        ("target-group", ["listener"]),
        ("target-group", ["listener"]),
        ("network", ["target-group"]),
        ("target", ["network"]),
    ]


_OUT_OF_REACH = "robustness/database-out-of-reach"


@pytest.mark.parametrize(("egress", "state"), [(5432, State.OPEN), (443, State.CLOSED)])
def test_a_database_is_drawn_behind_the_targets_that_use_it_and_closes_no_path(egress, state):
    stack = database().change("app-sg", egress=[_to(443), _to(egress)])
    judgement = judged(stack.build())
    (path,) = draw(judgement.model, judgement.judge)
    (step,) = _steps(path, Hop.DATABASE)
    (before,) = path.ways[path.steps.index(step)]
    assert path.steps[before].stop.kind is Hop.TARGET
    assert (step.stop.name, step.state) == ("data", state)
    assert step.evidence
    assert {finding.fault.id for finding in judgement.findings} & {_OUT_OF_REACH} == (
        {_OUT_OF_REACH} if state is State.CLOSED else set()
    )
    assert path.state("request") is State.OPEN


def test_what_is_not_known_of_the_way_to_a_database_is_presumed():
    judgement = judged(database().change("app-sg", egress=UNKNOWN).build())
    (path,) = draw(judgement.model, judgement.judge)
    (step,) = _steps(path, Hop.DATABASE)
    assert (step.state, step.presumed) == (State.OPEN, ("app reaches data",))


def test_a_database_that_no_target_uses_is_not_drawn():
    judgement = judged(database({**_to(5432), "cidrBlocks": ["10.20.9.0/24"]}).build())
    (path,) = draw(judgement.model, judgement.judge)
    assert not _steps(path, Hop.DATABASE)


def _to(port):
    return {"protocol": "tcp", "fromPort": port, "toPort": port, "cidrBlocks": ["0.0.0.0/0"]}


def test_health_checks_are_as_little_known_as_requests_of_the_same_port():
    rule = {"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.20.1.0/26", "10.20.2.0/26"]}
    stack = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc").change("app-sg", ingress=[rule])
    judgement = judged(stack.build())
    (path,) = draw(judgement.model, judgement.judge)
    assert (path.state("request"), path.state("health")) == (State.UNKNOWN, State.UNKNOWN)
