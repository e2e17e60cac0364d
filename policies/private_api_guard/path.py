"""The request path, drawn from the model's chains and the judge's findings: one list of hops for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .faults import LEVELS
from .faults.fault import Finding, Judge
from .faults.level import MANDATORY
from .model.balancing.backend import Backend, Leg
from .model.gateway.api import Method
from .model.hop import Hop
from .model.model import Chain, Model
from .model.verdict import State

_MOST_EVIDENCE = 6


@dataclass
class Step:
    """One hop: what it is, whether it lets requests (or health checks) through, and why."""

    kind: Hop
    name: str
    urn: str | None
    subjects: frozenset[str]
    state: State = State.OPEN
    check: str = "request"
    evidence: list[str] = field(default_factory=list)
    presumed: list[str] = field(default_factory=list)
    symptom: str | None = None
    remedy: str | None = None

    def as_json(self) -> dict[str, object]:
        """The hop as the judgement file has it."""
        return {
            "kind": self.kind, "name": self.name, "urn": self.urn, "state": self.state.value, "check": self.check,
            "evidence": self.evidence, "symptom": self.symptom, "remedy": self.remedy, "presumed": self.presumed,
        }  # fmt: skip


@dataclass
class Path:
    """The routes of an API on a stage that share all hops."""

    api: str
    stage: str | None
    routes: list[Method]
    hops: list[Step]

    def state(self, check: str) -> State | None:
        """The verdict on requests or on health checks: a closed hop decides, then an unknown one."""
        states = {hop.state for hop in self.hops if hop.check == check}
        if check == "health" and not any(hop.kind is Hop.TARGET for hop in self.hops):
            return None
        return next((state for state in (State.CLOSED, State.UNKNOWN) if state in states), State.OPEN)

    def as_json(self) -> dict[str, object]:
        """The path as the judgement file has it."""
        health = self.state("health")
        request = self.state("request")
        return {
            "api": self.api,
            "stage": self.stage,
            "routes": [{"method": each.verb, "path": each.path, "urn": each.resource.urn} for each in self.routes],
            "state": request.value if request else None,
            "health": health.value if health else None,
            "hops": [hop.as_json() for hop in self.hops],
        }


def draw(model: Model, judge: Judge) -> list[Path]:
    """Every path of a stack. Routes whose hops are the same stand together."""
    found: dict[object, Path] = {}
    by_hop: dict[tuple[Hop, str], list[Finding]] = {}
    for finding in judge.findings:
        if LEVELS.get(finding.fault.policy) == MANDATORY:
            for subject in finding.subjects:
                by_hop.setdefault((finding.fault.hop, subject), []).append(finding)
    behind: dict[object, list[Step]] = {}
    for chain in model.chains:
        hops = [judged for hop in _hops(model, chain) for judged in _judged(hop, judge, by_hop)]
        for backend in chain.backends:
            # Many routes lead to the same backend.
            if backend.key not in behind:
                behind[backend.key] = [
                    judged for hop in _backend_hops(backend) for judged in _judged(hop, judge, by_hop)
                ]
            hops += behind[backend.key]
        stage = chain.stage.label if chain.stage else None
        signature = (chain.api.key, stage, tuple((hop.kind, _name(hop), hop.state, hop.check) for hop in hops))
        path = found.setdefault(signature, Path(chain.api.key, stage, [], hops))
        path.routes.append(chain.method)
    return list(found.values())


def _name(hop: Step) -> object:
    """What must be equal for hops to be the same: routes have integrations of their own to one backend."""
    return None if hop.kind is Hop.INTEGRATION and hop.state is State.OPEN else hop.urn


def _judged(hop: Step, judge: Judge, by_hop: dict[tuple[Hop, str], list[Finding]]) -> Iterator[Step]:
    """A hop with what was found about it; findings about health checks make a hop of their own."""
    for subject in sorted(hop.subjects):
        passage = judge.passages.get((hop.kind, subject))
        if passage:
            hop.evidence = list(dict.fromkeys((*hop.evidence, *passage.evidence)))[:_MOST_EVIDENCE]
            hop.presumed = list(dict.fromkeys((*hop.presumed, *passage.presumed)))[:_MOST_EVIDENCE]
    found = {
        (finding.fault.id, finding.urn): finding
        for subject in hop.subjects
        for finding in by_hop.get((hop.kind, subject), ())
    }
    for check in ("request", "health"):
        mine = [found[key] for key in sorted(found) if found[key].check in (check, "both")]
        if check == "request":
            _apply(hop, mine)
            yield hop
        elif mine:
            other = Step(hop.kind, hop.name, hop.urn, hop.subjects, check="health")
            _apply(other, mine)
            yield other


def _apply(hop: Step, findings: list[Finding]) -> None:
    if not findings:
        return
    hop.state = State.UNKNOWN if all(finding.undecided for finding in findings) else State.CLOSED
    worst = [finding for finding in findings if finding.undecided == (hop.state is State.UNKNOWN)]
    told = [line for finding in worst for line in (finding.fault.title, *finding.evidence)]
    told += [f"{finding.where} is not known" for finding in worst if finding.undecided]
    hop.evidence = list(dict.fromkeys(told))[:_MOST_EVIDENCE]
    hop.symptom = worst[0].symptom or worst[0].fault.symptom
    hop.remedy = worst[0].remedy or worst[0].fault.remedy


def _hops(model: Model, chain: Chain) -> Iterator[Step]:
    """The hops of a chain in order of travel, as far as its backends."""
    api, method, stage = chain.api, chain.method, chain.stage
    yield Step(Hop.CLIENT, "client", None, frozenset())
    if api.private:
        for caller in model.callers.of_api(api):
            key = caller.endpoint.key if caller.endpoint else None
            yield Step(Hop.ENDPOINT, caller.name, key, frozenset({key, api.key} if key else {api.key}))
    for domain in model.domains.by_api.get(api.key, ()):
        yield Step(Hop.DOMAIN, domain.name, domain.key, frozenset({domain.key}))
    owner = api.resource.urn if api.resource else None
    yield Step(Hop.POLICY, api.name, owner, frozenset({api.key, method.resource.urn}))
    if method.key_required is not False and method.key_required is not None:
        subjects = {stage.resource.urn, method.resource.urn} if stage else {method.resource.urn}
        yield Step(Hop.KEY, "API key and usage plan", stage.resource.urn if stage else None, frozenset(subjects))
    for authorizer in method.authorizer.resources:
        yield Step(Hop.AUTHORIZER, authorizer.name, authorizer.urn, frozenset({authorizer.urn, method.resource.urn}))
    if method.scheme is not None and method.authorization in ("CUSTOM", "JWT"):
        urn = method.resource.urn
        yield Step(Hop.AUTHORIZER, f"authorizer in the body of {method.resource.name}", urn, frozenset({urn}))
    if stage:
        subjects = {stage.resource.urn, *stage.deployment.keys}
        yield Step(Hop.DEPLOYMENT, stage.label, stage.resource.urn, frozenset(subjects))
    integration = method.integration
    if integration is None:
        return
    yield Step(
        Hop.INTEGRATION, integration.resource.name, integration.resource.urn, frozenset({integration.resource.urn})
    )
    if chain.lost:
        hop = Step(Hop.VPC_LINK, chain.lost, None, frozenset({integration.resource.urn}), State.UNKNOWN)
        hop.evidence = [f"{chain.lost} is not known"]
        yield hop


def _backend_hops(backend: Backend) -> Iterator[Step]:
    link, balancer = backend.link, backend.balancer
    if link is not None:
        yield Step(Hop.VPC_LINK, link.name, link.key, frozenset({link.key}))
    yield Step(Hop.LOAD_BALANCER, balancer.name, balancer.key, frozenset({balancer.key}))
    if backend.listener is None:
        return
    urn = backend.listener.resource.urn
    presumed = [backend.presumed] if backend.presumed else []
    yield Step(Hop.LISTENER, backend.listener.name, urn, frozenset({urn}), presumed=presumed)
    for leg in backend.legs:
        yield from _leg_hops(leg)


def _leg_hops(leg: Leg) -> Iterator[Step]:
    if leg.outer is not None:
        urn = leg.listener.resource.urn
        yield Step(Hop.LISTENER, f"{leg.balancer.name}: {leg.listener.name}", urn, frozenset({urn, leg.balancer.key}))
    group = leg.group
    yield Step(Hop.TARGET_GROUP, group.name, group.key, frozenset({group.key}))
    for target in _distinct(leg):
        ports = target.ports
        port = "?" if ports is None else str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}"
        subjects = frozenset({target.urn})
        yield Step(Hop.NETWORK, f"{leg.balancer.name} -> {target.name}:{port}", None, subjects)
        yield Step(Hop.TARGET, target.name, target.urn, subjects)


def _distinct(leg: Leg) -> Iterable:
    return {target.urn: target for target in leg.targets}.values()
