"""The client of a pack's process, against a pack that reports what it was shown."""

import os
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2

from preflight.analysis import analyze
from preflight.errors import PackError
from preflight.packs.pack import Pack
from preflight.protocol.resource import Resource
from preflight.protocol.stack_identity import StackIdentity
from tests.captures import REAL_ENGINE, judge_capture
from tests.preflight.odd_packs import pack_of, pack_of_policy
from tests.preflight.watcher import WATCHER
from tests.replay import replay

STACK = StackIdentity("chain", "dev")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_pack_says_what_it_is_and_ends_with_its_context() -> None:
    with Pack.start(WATCHER, STACK) as pack:
        assert pack.name == "watcher"
        assert {name: (policy.level, policy.kind) for name, policy in pack.policies.items()} == {
            "note": ("mandatory", "resource"),
            "count": ("mandatory", "stack"),
            "careless": ("advisory", "stack"),
        }
        assert alive(pack.pid)
    assert not alive(pack.pid)


@pytest.mark.parametrize(
    ("transcript", "unseen"),
    [("first-preview", 0), ("update", 0), ("preview-after-removal", 0), ("preview-after-removal-with-refresh", 2)],
)
def test_a_replayed_transcript_shows_the_pack_every_resource(transcript: str, unseen: int) -> None:
    verdict = replay(REAL_ENGINE / f"{transcript}.jsonl", WATCHER)
    assert len([v for v in verdict.violations if v.message.startswith("count/unseen")]) == unseen
    assert [judgement.pack for judgement in verdict.judgements] == ["watcher"]


def test_a_policy_that_meets_an_unknown_is_told_as_aborted() -> None:
    verdict = judge_capture("preview/sound_nlb", WATCHER)
    assert verdict.violations == []
    assert [(policy.policy, policy.level) for policy in verdict.aborted] == [("careless", "advisory")]
    assert judge_capture("update/sound_nlb", WATCHER).aborted == []


@pytest.mark.parametrize(
    ("code", "message", "position"),
    [
        ("import nothing_of_that_name\n", "ModuleNotFoundError", "odd-pack/__main__.py:1"),
        ("print('hello')\n", "where the engine expects its port", ""),
        ("pass\n", "ended with exit status 0 before it served", ""),
    ],
)
def test_a_pack_that_does_not_start_is_one_clear_error(tmp_path: Path, code: str, message: str, position: str) -> None:
    with pytest.raises(PackError, match=message) as raised:
        Pack.start(pack_of(tmp_path, code), STACK)
    assert raised.value.position == position


def test_a_pack_that_keeps_silent_is_ended(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="did not serve within 1 s"):
        Pack.start(pack_of(tmp_path, "import time\ntime.sleep(60)\n"), STACK, timeout=1)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import time\nprint(1)\ntime.sleep(60)\n", "serves no more"),
        ("print(1)\n", "serves no more|ended with exit status 0"),
    ],
)
def test_a_pack_that_is_gone_is_not_waited_for(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(PackError, match=message):
        Pack.start(pack_of(tmp_path, code), STACK)


def _answer(tmp_path: Path, statement: str, timeout: float = 20) -> None:
    code = f"""
def judge(args, report):
    import os, sys, time
    {statement}
policy = StackValidationPolicy("odd", "d", judge)
"""
    with Pack.start(pack_of_policy(tmp_path, code), STACK, timeout=timeout) as pack:
        pack.analyze_stack(analyzer_pb2.AnalyzeStackRequest())


@pytest.mark.parametrize(
    ("statement", "message", "position"),
    [
        ("sys.exit(0)", "raised SystemExit: 0", "odd-pack/__main__.py:5"),
        ("os._exit(0)", "ended with exit status 0", ""),
        ("os.kill(os.getpid(), 9)", "was ended by SIGKILL", ""),
        ("os.fork() or time.sleep(30); os._exit(0)", "ended with exit status 0", ""),
    ],
)
def test_a_pack_that_ends_while_it_is_asked_is_told(
    tmp_path: Path, statement: str, message: str, position: str
) -> None:
    with pytest.raises(PackError, match=f"policy pack 'odd-pack' {message}") as raised:
        _answer(tmp_path, statement)
    assert raised.value.position == position


def test_a_pack_that_does_not_answer_has_its_time(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="did not answer within 3 s"):
        _answer(tmp_path, "time.sleep(30)", timeout=3)


@pytest.mark.parametrize("port", ["'²'", "'6' * 6000", "70000"])
def test_what_is_no_port_is_told(tmp_path: Path, port: str) -> None:
    with pytest.raises(PackError, match="where the engine expects its port"):
        Pack.start(pack_of(tmp_path, f"print({port}, flush=True)"), STACK)


# A pack without an SDK, which serves the methods of `Served` alone.
SERVER = """
from concurrent import futures
import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

class Served(analyzer_pb2_grpc.AnalyzerServicer):
    def GetAnalyzerInfo(self, request, context):
        return analyzer_pb2.AnalyzerInfo(name="served")
    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo()
    def Configure(self, request, context):
        return empty_pb2.Empty()
    def Analyze(self, request, context):
        return analyzer_pb2.AnalyzeResponse(diagnostics=[analyzer_pb2.AnalyzeDiagnostic(message="said")])
    METHOD

server = grpc.server(futures.ThreadPoolExecutor(1), options=[("grpc.max_send_message_length", -1)])
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Served(), server)
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
"""


def test_an_sdk_that_is_older_than_some_methods_is_asked_the_others(tmp_path: Path) -> None:
    with Pack.start(pack_of(tmp_path, SERVER.replace("METHOD", "")), STACK) as pack:
        pack.introduce(STACK)
        assert [each.message for each in analyze([Resource("urn", "type", "name")], pack).violations] == ["said"]


def test_what_a_pack_refuses_otherwise_is_told(tmp_path: Path) -> None:
    refuses = "def Remediate(self, request, context): context.abort(grpc.StatusCode.UNAUTHENTICATED, 'not you')"
    with (
        Pack.start(pack_of(tmp_path, SERVER.replace("METHOD", refuses)), STACK) as pack,
        pytest.raises(PackError, match="policy pack 'odd-pack' raised not you"),
    ):
        pack.remediate(Resource("urn", "type", "name").remediate_request())


def test_what_is_no_pack_is_said(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"no PulumiPolicy\.yaml"):
        Pack.start(tmp_path, STACK)
