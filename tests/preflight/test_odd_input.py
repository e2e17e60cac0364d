"""Whatever stands in a file, and whatever a pack answers: a report or one clear error, and none of preflight's own.

`make soak SOAK=100 TESTS=tests/preflight/test_odd_input.py` draws 10,000 stack files, states and judgements each, 2,000
answers of packs, and a hundred of each for the command itself.
"""

import contextlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2

from components.settings import SettingsError
from components.settings import read as read_settings
from preflight.analysis import analyze
from preflight.answers.answers import Answers
from preflight.answers.given import read_given
from preflight.engine.over import Over
from preflight.engine.simulation import simulated
from preflight.engine.state import read_state
from preflight.errors import LookupsError, PackConfigError, PackError, PreflightError
from preflight.interruption.found import interruptions
from preflight.lookups.written import written
from preflight.packs.judgement import Hop, RequestPath, read_judgement
from preflight.packs.pack import Pack
from preflight.packs.pack_config import PolicyInfo, PolicySettings, merged, read
from preflight.plan.plan import plan_of
from preflight.program.project import read_project
from preflight.program.stack_config import read_config
from preflight.protocol import wire
from preflight.protocol.resource import Resource, stack_request
from preflight.protocol.stack_identity import StackIdentity
from preflight.report.formats import FORMATS
from preflight.report.report import Report, of_diagnostics, of_judgement
from tests.captures import REAL_ENGINE
from tests.drawn import seeds
from tests.preflight import odd_input
from tests.preflight.odd_packs import pack_of
from tests.preflight.report import reports
from tests.preflight.watcher import WATCHER
from tests.recorded import CHAIN, recorded

pytestmark = pytest.mark.drawn

ROOT = Path(__file__).parents[2]
STACKS = sorted([*(ROOT / "stacks").glob("Pulumi.*.yaml"), *(ROOT / "examples").glob("Pulumi.*.yaml")])
WHOLE_STATE = json.loads((REAL_ENGINE / "state.json").read_text())
STATE = json.loads((REAL_ENGINE / "state.json").read_text())
STATE["deployment"]["resources"] = STATE["deployment"]["resources"][:6]
CONFIG = {"all": "advisory", "policy": {"enforcementLevel": "mandatory", "max": 3, "list": ["a"]}}
PACK = f"""
import random, sys
from concurrent.futures import ThreadPoolExecutor
sys.path.insert(0, {str(ROOT)!r})
import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2
from tests.preflight import odd_input

draw = random.Random(SEED)


class Odd(analyzer_pb2_grpc.AnalyzerServicer):
    def GetAnalyzerInfo(self, request, context):
        return odd_input.odd_info(draw) if ODD_INFO else analyzer_pb2.AnalyzerInfo(name="odd")

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version="1")

    def ConfigureStack(self, request, context):
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Configure(self, request, context):
        return empty_pb2.Empty()

    def Remediate(self, request, context):
        return odd_input.odd_remediation(draw)

    def Analyze(self, request, context):
        return odd_input.odd_answer(draw)

    def AnalyzeStack(self, request, context):
        return odd_input.odd_answer(draw)


server = grpc.server(ThreadPoolExecutor(1))
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Odd(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
server.wait_for_termination()
"""


def odd_pack(folder: Path, seed: int, *, odd_info: bool) -> Path:
    return pack_of(folder, PACK.replace("SEED", str(seed)).replace("ODD_INFO", str(odd_info)), f"pack-{seed}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "Pulumi.yaml").write_bytes((ROOT / "Pulumi.yaml").read_bytes().replace(b"stackConfigDir: stacks", b""))
    return folder


def drawn(number: int) -> Iterator[int]:
    """Seeds. The last one that a failed test has written is the one that fails."""
    for seed in seeds(number):
        sys.stdout.write(f"seed {seed}\n")
        yield seed


def odd_stack_file(seed: int) -> str:
    draw = random.Random(seed)
    return odd_input.odd_yaml(draw, draw.choice(STACKS).read_text())


def test_any_stack_file_is_read_or_refused(folder: Path) -> None:
    for seed in drawn(100):
        (folder / "Pulumi.dev.yaml").write_text(odd_stack_file(seed))
        with contextlib.suppress(PreflightError, SettingsError):
            config = read_config(read_project(folder), "dev")
            json.dumps(dict(config.values)).encode("ascii")
            read_settings(config.values)


def test_any_project_file_is_read_or_refused(tmp_path: Path) -> None:
    for seed in drawn(20):
        text = odd_input.odd_yaml(random.Random(seed), (ROOT / "Pulumi.yaml").read_text())
        (tmp_path / "Pulumi.yaml").write_text(text)
        (tmp_path / "Pulumi.dev.yaml").write_text("")
        with contextlib.suppress(PreflightError):
            read_config(read_project(tmp_path), "dev")


LOOKUPS = """
lookups:
  - token: aws:ec2/getVpc:getVpc
    arguments:
      default: true
      tags: {Name: shared}
    region: eu-west-1
    result:
      id: vpc-1
      cidrBlock: 10.0.0.0/16
      tags: {Name: shared}
  - token: house:index/getTeam:getTeam
    result: {a: [1, 2]}
reads:
  - type: aws:ec2/vpc:Vpc
    id: vpc-1
    properties: {cidrBlock: 10.0.0.0/16}
stackReferences:
  acme/network/prod:
    vpcId: vpc-1
  acme/data/prod: data.json
environments:
  shared/aws:
    pulumiConfig: {"aws:region": eu-west-1}
    environmentVariables: {LEVEL: debug}
"""


def test_any_look_ups_file_is_read_or_refused(tmp_path: Path) -> None:
    """What is read can be answered with, too, and be sent to a program."""
    for seed in drawn(40):
        file = tmp_path / "lookups.yaml"
        file.write_text(odd_input.odd_yaml(random.Random(seed), LOOKUPS))
        with contextlib.suppress(LookupsError):
            given = read_given(file)
            answers = Answers(given)
            for each in given.lookups:
                result = answers.look_up(each.token, each.arguments, each.region or "eu-west-1")
                wire.to_struct(result or {})
            for read_ in given.reads:
                wire.to_struct(given.properties(read_.type, read_.id) or {})
            assert written(answers, given.stack_references, given.environments)


def test_a_plan_over_any_state_is_made_or_refused(tmp_path: Path) -> None:
    made = recorded(CHAIN, update=True)
    for seed in drawn(20):
        file = tmp_path / "state.json"
        file.write_text(odd_input.odd_json(random.Random(seed), WHOLE_STATE), errors="surrogatepass")
        with contextlib.suppress(PreflightError):
            state = read_state(file)
            for over in (Over(state, refresh=True), Over(state, targets=(made.items[5].urn,))):
                simulation = simulated(made.identity, made, over=over)
                plan = simulation.planner.plan()
                hops = tuple(Hop(kind="a", name="a", urn=each.urn, state="open") for each in state.resources)
                told = interruptions(plan, [RequestPath(api=made.items[0].urn, state="open", hops=hops)])
                whole = replace(plan_of(each.step for each in plan), interruptions=tuple(told))
                stack_request(simulation.resources).SerializeToString()
                assert FORMATS["text"](Report("p", "s", "update", plan=whole))


def test_any_state_is_read_or_refused(tmp_path: Path) -> None:
    for seed in drawn(100):
        file = tmp_path / "state.json"
        file.write_text(odd_input.odd_json(random.Random(seed), STATE), errors="surrogatepass")
        try:
            resources = read_state(file).resources
        except PreflightError as error:
            assert str(file) in error.position or "no resources" in error.message  # noqa: PT017 - either is right
            continue
        for resource in resources:
            shown = resource.analyze_request().SerializeToString()
            assert analyzer_pb2.AnalyzeRequest.FromString(shown).urn == resource.urn
            resource.remediate_request().SerializeToString()
        stack_request(resources).SerializeToString()


def test_any_judgement_is_read_and_told_or_refused(tmp_path: Path) -> None:
    for seed in drawn(100):
        file = tmp_path / "judgement.json"
        file.write_text(odd_input.odd_json(random.Random(seed), reports.JUDGEMENT), errors="surrogatepass")
        with contextlib.suppress(PreflightError):
            report = of_judgement(read_judgement(file))
            for written in FORMATS.values():
                written(report).encode()


def test_any_configuration_of_a_pack_is_read_or_refused(tmp_path: Path) -> None:
    for seed in drawn(20):
        draw = random.Random(seed)
        file = tmp_path / "config.json"
        file.write_text(odd_input.odd_json(draw, CONFIG), errors="surrogatepass")
        info = odd_input.odd_info(draw)
        with contextlib.suppress(PackConfigError, PackError):
            policies = {policy.name: PolicyInfo.of(policy) for policy in info.policies}
            initial = {name: PolicySettings.of(setting) for name, setting in info.initialConfig.items()}
            for setting in merged(policies, initial, read(file)).values():
                setting.message().SerializeToString()


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    folder = odd_pack(tmp_path_factory.mktemp("packs"), seeds(1)[0], odd_info=False)
    with Pack.start(folder, StackIdentity("shop", "dev")) as pack:
        yield pack


def test_any_answer_of_a_pack_is_told_or_refused(pack: Pack) -> None:
    for seed in drawn(20):
        draw = random.Random(seed)
        resources = [Resource(urn=reports.PLAN, type="t", name="plan", inputs={"a": draw.choice(odd_input.VALUES)})]
        pack.introduce(StackIdentity("shop", "dev"))
        with contextlib.suppress(PreflightError):
            found = analyze(resources, pack)
            report = of_diagnostics(found, resources, project="shop", stack="dev", operation="preview")
            for written in FORMATS.values():
                written(report).encode()


def run(*arguments: object) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("preflight")), *map(str, arguments)],
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stderr.decode() + done.stdout.decode()
    assert done.returncode in {0, 1, 2}, said
    assert "Traceback" not in said
    assert "preflight itself" not in said
    assert done.returncode != 2 or done.stderr.startswith((b"error: ", b"warning: ", b"note: "))


FREE = "name: free\nruntime: python\n"


def test_the_command_answers_any_stack_file(tmp_path: Path) -> None:
    for seed in drawn(1):
        (tmp_path / "Pulumi.yaml").write_text(FREE)
        (tmp_path / "__main__.py").write_text("")
        (tmp_path / "Pulumi.dev.yaml").write_text(odd_stack_file(seed))
        run("check", tmp_path, "--stack", "dev")


def test_the_command_answers_any_state(tmp_path: Path) -> None:
    for seed in drawn(1):
        (tmp_path / "state.json").write_text(odd_input.odd_json(random.Random(seed), STATE), errors="surrogatepass")
        run("audit", tmp_path / "state.json", "--policy-pack", WATCHER, "--format", list(FORMATS)[seed % len(FORMATS)])


def test_the_command_answers_any_judgement(tmp_path: Path) -> None:
    for seed in drawn(1):
        file = tmp_path / "judgement.json"
        file.write_text(odd_input.odd_json(random.Random(seed), reports.JUDGEMENT), errors="surrogatepass")
        run("render", file, "--format", list(FORMATS)[seed % len(FORMATS)])


def test_the_command_answers_any_pack(tmp_path: Path) -> None:
    for seed in drawn(1):
        (tmp_path / "state.json").write_text(json.dumps(STATE))
        run("audit", tmp_path / "state.json", "--policy-pack", odd_pack(tmp_path, seed, odd_info=True))
