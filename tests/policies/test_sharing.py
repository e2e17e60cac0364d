"""Sharing: all policies of a call get the resources of that call, decoded once; on another SDK each gets its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy
from pulumi_policy import policy as sdk

from preflight.protocol import wire
from preflight.protocol.resource import Provider, Resource, stack_request
from private_api_guard import policies as pack_policies
from private_api_guard import recorder, rehearsal, sharing
from tests.policies.compositions import fargate_behind_nlb

SERVICER = "_PolicyAnalyzerServicer"
PLAIN = sdk._PolicyAnalyzerServicer
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    """What `share` changes in the SDK is taken back after each test."""
    monkeypatch.setattr(sdk, SERVICER, PLAIN)


@pytest.fixture
def made(monkeypatch):
    """How many resources the SDK has made for policies, in a list of one."""
    count = [0]
    make = sdk.PolicyResource

    def counting(*args, **options):
        count[0] += 1
        return make(*args, **options)

    monkeypatch.setattr(sdk, "PolicyResource", counting)
    return count


class Observer:
    """A policy that keeps what it is shown: the tags of the resources, call by call."""

    def __init__(self, name, level=EnforcementLevel.ADVISORY, then=None):
        self.seen = []
        self.threads = []
        self._then = then
        self.policy = StackValidationPolicy(name, name, self._validate, level)

    def _validate(self, args, report):
        self.seen.append([resource.props["tag"] for resource in args.resources])
        self.threads.append(threading.get_ident())
        report(f"saw {len(args.resources)}", args.resources[0].urn)
        return self._then(args) if self._then else None


def serve(*policies):
    """The server that a `PolicyPack` of these policies would construct."""
    return getattr(sdk, SERVICER)("test", "0.0.1", list(policies), EnforcementLevel.ADVISORY)


def request(tag, count=3):
    """A stack whose URNs are always the same, and whose properties are not."""
    return stack_request(
        Resource(f"urn:pulumi:dev::p::aws:ec2/vpc:Vpc::{number}", "aws:ec2/vpc:Vpc", str(number), outputs={"tag": tag})
        for number in range(count)
    )


def tags(tag, count=3):
    return [tag] * count


def test_the_installed_sdk_has_the_shape(made):
    observers = [Observer(f"p{number}") for number in range(5)]
    server = serve(*sharing.share([observer.policy for observer in observers]))
    made[0] = 0
    reply = server.AnalyzeStack(request("a"), None)
    assert made[0] == 3
    assert [observer.seen for observer in observers] == [[tags("a")]] * 5
    assert [(each.policyName, each.message) for each in reply.diagnostics] == [
        (f"p{number}", f"p{number}\nsaw 3") for number in range(5)
    ]


def test_properties_are_shown_as_the_sdk_shows_them():
    """Unknown, nested, secret and asset values, those of the provider, and what reading them raises."""
    asset = {wire.SIGNATURE: wire.ASSET, "path": "./here"}
    outputs = {
        "known": 443, "late": UNKNOWN, "none": None, "nested": {"list": ["a", UNKNOWN, {"late": UNKNOWN, "b": True}]},
        "secret": wire.secret({"in": "clear"}), "asset": asset, "assets": [asset, UNKNOWN],
    }  # fmt: skip
    provider = Provider("urn:provider", "pulumi:providers:aws", "default", {"region": "eu-west-1", "late": UNKNOWN})
    resource = Resource("urn:1", "aws:ec2/vpc:Vpc", "1", outputs=outputs, provider=provider)

    def shown(share):
        seen = []
        policy = StackValidationPolicy("p", "p", lambda args, _: seen.extend(map(rehearsal._shown, args.resources)))
        serve(*share([policy])).AnalyzeStack(stack_request([resource, resource]), None)
        return seen

    plain = shown(list)
    assert len(plain) == 2
    assert shown(sharing.share) == plain


def test_each_call_of_a_process_is_decoded_anew():
    first, second = Observer("first"), Observer("second")
    server = serve(*sharing.share([first.policy, second.policy]))
    for tag, count in (("a", 3), ("b", 3), ("c", 1)):
        server.AnalyzeStack(request(tag, count), None)
    assert first.seen == second.seen == [tags("a"), tags("b"), tags("c", 1)]


def test_calls_on_several_threads_stay_apart():
    """The SDK's server has four workers."""
    observers = [Observer(f"p{number}") for number in range(4)]
    server = serve(*sharing.share([observer.policy for observer in observers]))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: server.AnalyzeStack(request(f"t{number}"), None), range(80)))
    expected = sorted(tags(f"t{number}") for number in range(80))
    for observer in observers:
        assert sorted(observer.seen) == expected
    # On each thread the calls came one after the other, for every policy in the same order.
    one, other = (list(zip(each.threads, map(tuple, each.seen), strict=True)) for each in observers[:2])
    for thread in set(observers[0].threads):
        assert [entry for entry in one if entry[0] == thread] == [entry for entry in other if entry[0] == thread]


@pytest.mark.parametrize("disabled", ["p0", "p1", "p2"])
def test_a_disabled_policy_is_left_out_wherever_it_stands(made, disabled):
    observers = {f"p{number}": Observer(f"p{number}") for number in range(3)}
    server = serve(*sharing.share([observer.policy for observer in observers.values()]))
    config = {disabled: proto.PolicyConfig(enforcementLevel=proto.DISABLED)}
    server.Configure(proto.ConfigureAnalyzerRequest(policyConfig=config), None)
    made[0] = 0
    for tag in ("a", "b"):
        server.AnalyzeStack(request(tag), None)
    assert made[0] == 6
    for name, observer in observers.items():
        assert observer.seen == ([] if name == disabled else [tags("a"), tags("b")])


def test_an_exception_ends_the_call_and_no_other():
    def fail(args):
        if args.resources[0].props["tag"] == "bad":
            raise ZeroDivisionError

    first, second = Observer("first", then=fail), Observer("second")
    server = serve(*sharing.share([first.policy, second.policy]))
    server.AnalyzeStack(request("a"), None)
    with pytest.raises(ZeroDivisionError):
        server.AnalyzeStack(request("bad"), None)
    server.AnalyzeStack(request("b"), None)
    assert second.seen == [tags("a"), tags("b")]


@pytest.mark.parametrize("then", [lambda args: args.resources[0].props["late"], lambda args: args.not_applicable("no")])
def test_a_policy_that_gives_up_leaves_the_resources_to_the_next(then):
    first, second = Observer("first", then=then), Observer("second")
    server = serve(*sharing.share([first.policy, second.policy]))
    late = Resource("urn:1", "aws:ec2/vpc:Vpc", "1", outputs={"tag": "a", "late": UNKNOWN})
    server.AnalyzeStack(stack_request([late]), None)
    assert second.seen == [["a"]]


def test_policies_may_be_asynchronous():
    async def later(args):
        assert [resource.props["tag"] for resource in args.resources] == tags("a")

    first, second = Observer("first", then=later), Observer("second", then=later)
    serve(*sharing.share([first.policy, second.policy])).AnalyzeStack(request("a"), None)
    assert first.seen == second.seen == [tags("a")]


def test_a_policy_outside_of_a_shared_call_gets_its_own_resources():
    """The wrapper alone must never serve the resources of another call."""
    observer = Observer("p")
    (policy,) = sharing.share([observer.policy])
    policy.validate(SimpleNamespace(resources=[SimpleNamespace(props={"tag": "own"}, urn="urn:1")]), lambda *_: None)
    assert observer.seen == [["own"]]


class Whole(PLAIN):
    """An SDK that looks at the resources before it asks a policy."""

    def AnalyzeStack(self, request, context):  # noqa: N802
        if not len(request.resources):
            raise ValueError
        return super().AnalyzeStack(request, context)


class Careful(PLAIN):
    """An SDK that leaves out policies for which there is nothing to look at."""

    def AnalyzeStack(self, request, context):  # noqa: N802
        response = proto.AnalyzeResponse()
        for policy in self._PolicyAnalyzerServicer__policies:
            if request.resources:
                single = PLAIN("one", "0.0.1", [policy], EnforcementLevel.ADVISORY)
                response.diagnostics.extend(single.AnalyzeStack(request, context).diagnostics)
        return response


class Backwards(PLAIN):
    """An SDK that gives resources in the order of its own, another for each policy."""

    def AnalyzeStack(self, request, context):  # noqa: N802
        response = proto.AnalyzeResponse()
        for number, policy in enumerate(self._PolicyAnalyzerServicer__policies):
            listed = list(request.resources)
            listed = proto.AnalyzeStackRequest(resources=listed if number % 2 else listed[::-1])
            single = PLAIN("one", "0.0.1", [policy], EnforcementLevel.ADVISORY)
            response.diagnostics.extend(single.AnalyzeStack(listed, context).diagnostics)
        return response


class Streaming(PLAIN):
    """An SDK whose calls have another signature."""

    def AnalyzeStack(self, requests):  # noqa: N802
        return PLAIN.AnalyzeStack(self, next(requests), None)


class Renamed(PLAIN):
    """An SDK whose server is constructed from other arguments."""

    def __init__(self, *, pack):
        super().__init__(*pack)


@pytest.mark.parametrize("other", [Careful, Streaming, Renamed, None, 7, SimpleNamespace()])
def test_on_an_sdk_of_another_shape_nothing_is_changed(monkeypatch, other):
    monkeypatch.setattr(sdk, SERVICER, other)
    observers = [Observer(f"p{number}") for number in range(3)]
    policies = [observer.policy for observer in observers]
    own = [policy.validate for policy in policies]
    assert sharing.share(policies) is policies
    assert getattr(sdk, SERVICER) is other
    assert [policy.validate for policy in policies] == own


def test_an_sdk_without_the_class_is_left_alone(monkeypatch):
    monkeypatch.delattr(sdk, SERVICER)
    policies = [Observer("p").policy]
    assert sharing.share(policies) is policies
    assert not hasattr(sdk, SERVICER)


def test_a_pack_that_takes_its_server_from_elsewhere_is_left_alone(monkeypatch):
    monkeypatch.setattr(PolicyPack, "__init__", lambda *_: None)
    policies = [Observer("p").policy]
    assert sharing.share(policies) is policies
    assert getattr(sdk, SERVICER) is PLAIN


@pytest.mark.parametrize("other", [Whole, Backwards, Careful])
def test_every_policy_sees_its_call_whatever_the_sdk_does(monkeypatch, other):
    monkeypatch.setattr(sdk, SERVICER, other)
    observers = [Observer(f"p{number}") for number in range(3)]
    server = serve(*sharing.share([observer.policy for observer in observers]))
    for tag in ("a", "b"):
        server.AnalyzeStack(request(tag), None)
    for observer in observers:
        assert observer.seen == [tags("a"), tags("b")]


def test_our_pack_says_the_same_with_and_without_sharing(monkeypatch):
    resources = fargate_behind_nlb().drop("app-from-edge", "app-from-vpc", "partner-gold").build()

    def said(policies):
        monkeypatch.setattr(recorder.RECORDER, "inputs", {})
        server = serve(*policies)
        for resource in resources:
            server.Analyze(resource.analyze_request(), None)
        reply = server.AnalyzeStack(stack_request(resources), None)
        return [(each.policyName, each.urn, each.message, each.enforcementLevel) for each in reply.diagnostics]

    plain = said(pack_policies.policies())
    assert len(plain) >= 2
    assert said(sharing.share(pack_policies.policies())) == plain
