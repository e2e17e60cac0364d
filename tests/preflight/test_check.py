"""A whole check: program, engine, pack and report."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from preflight.analysis import PackChoice
from preflight.check import _REMEMBERED, Case, _once, check, check_cases, unjudged
from preflight.engine.engine import Message
from preflight.errors import ProgramError
from preflight.program.program import Run, prepare
from tests.preflight.odd_packs import pack_of_policy
from tests.preflight.watcher import WATCHER, configured
from tests.recorded import CHAIN

# Reports how often it was asked, and whether ids were known.
SEES = """
from pulumi_policy.proxy import UnknownValueError
asked = []
def see(args, report):
    asked.append(1)
    try:
        known = all(each.props["id"] for each in args.resources if each.resource_type == "aws:ec2/vpc:Vpc")
    except UnknownValueError:
        known = False
    report("ids are known" if known else "ids are not known")
    report(f"asked {len(asked)} times")
policy = StackValidationPolicy("see", "Sees.", see)
"""


def test_a_whole_check_warns_of_policies_that_do_not_exist(tmp_path: Path) -> None:
    messages: list = []
    steps: list[str] = []
    report = check(
        [prepare(CHAIN, "dev")],
        [configured(tmp_path, '{"cuont": "mandatory"}')],
        on_step=steps.append,
        on_message=messages.append,
    )
    assert report.outcome == "clean"
    assert [message.text for message in messages] == [
        "policy pack watcher has no policy 'cuont', which its configuration sets"
    ]
    assert steps[0] == "Running chain, stack dev"
    assert {entry.position for entry in report.resources} > {"", "tests/fixtures/real-engine/program/__main__.py:13"}


def test_what_configures_a_pack_may_be_a_pipe_that_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = '{"count": {"enforcementLevel": "mandatory", "limit": 3}}'
    with ThreadPoolExecutor() as threads:
        threads.submit(pipe.write_text, text)
        run = prepare(CHAIN, "dev")
        report = check([run, run.updating()], [PackChoice(WATCHER, pipe)])
    assert [each.fault for each in report.mandatory] == ["count/too-many"]


def test_preview_and_update_are_judged_in_one_run_by_one_start_of_the_pack(tmp_path: Path) -> None:
    run = prepare(CHAIN, "dev")
    report = check([run, run.updating()], [PackChoice(pack_of_policy(tmp_path, SEES))])
    assert report.operation == "both"
    assert {(each.message, each.operations) for each in report.findings} == {
        ("ids are not known", ("preview",)),
        ("asked 1 times", ("preview",)),
        ("ids are known", ("update",)),
        ("asked 2 times", ("update",)),
    }


@pytest.fixture
def later(tmp_path: Path) -> Run:
    """A program that fails in the update alone."""
    (tmp_path / "Pulumi.yaml").write_text("name: later\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "__main__.py").write_text(
        "import pulumi\nprint('said')\nif not pulumi.runtime.is_dry_run():\n    raise ValueError('too late')\n"
    )
    return prepare(tmp_path, "dev")


def test_a_case_beside_the_one_that_is_asked_for_fails_alone_and_shares_its_pack(tmp_path: Path, later: Run) -> None:
    run = prepare(CHAIN, "dev")
    pack = PackChoice(pack_of_policy(tmp_path, SEES))
    messages: list = []
    asked, again, failed = check_cases(
        [Case([run], [pack]), Case([run], [pack]), Case([later, later.updating()], [pack])], on_message=messages.append
    )
    assert {each.message for each in asked.findings} == {"asked 1 times", "ids are not known"}
    assert {each.message for each in again.findings} == {"asked 2 times", "ids are not known"}
    assert [each.message for each in failed.errors] == [
        "in the simulated update, the program raised ValueError: too late"
    ]
    assert (failed.project, failed.operation, failed.outcome) == ("later", "both", "failed")
    assert not messages


def test_packs_of_one_case_are_processes_of_their_own(tmp_path: Path) -> None:
    pack = PackChoice(pack_of_policy(tmp_path, SEES))
    report = check([prepare(CHAIN, "dev")], [pack, pack])
    assert {each.message for each in report.findings} == {"asked 1 times", "ids are not known"}


def test_a_program_that_fails_in_the_update_alone_says_so(later: Run) -> None:
    messages: list = []
    with pytest.raises(
        ProgramError, match="in the simulated update, the program raised ValueError: too late"
    ) as raised:
        check([later, later.updating()], [PackChoice(WATCHER)], on_message=messages.append)
    assert raised.value.remedy == "--preview judges the preview alone."
    assert [each.text for each in messages] == ["said"]


def test_a_check_that_came_to_nothing_names_project_stack_and_file(tmp_path: Path) -> None:
    def about(stack: str, config_file: Path | None = None) -> tuple[str, str, str]:
        report = unjudged(tmp_path / "a", stack, config_file, "both")
        assert report.operation == "both"
        return report.project, report.stack, report.file

    (tmp_path / "a").mkdir()
    assert about("acme/shop/dev") == ("a", "acme/shop/dev", "")
    (tmp_path / "a" / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    assert about("") == ("shop", "", "Pulumi.yaml")
    (tmp_path / "a" / "Pulumi.dev.yaml").touch()
    assert about("") == ("shop", "dev", "Pulumi.dev.yaml")
    assert about("acme/shop/dev") == ("shop", "dev", "Pulumi.dev.yaml")
    assert about("prod") == ("shop", "prod", "Pulumi.yaml")
    (tmp_path / "other.yaml").touch()
    assert about("prod", tmp_path / "other.yaml") == ("shop", "prod", str(tmp_path / "other.yaml"))


def test_a_message_is_told_once_and_so_many_are_remembered() -> None:
    told: list[str] = []
    once = _once(lambda message: told.append(message.text))
    texts = [str(number) for number in range(_REMEMBERED)]
    for text in [*texts, *texts, "one more", "1", "0", "one more"]:
        once(Message("output", text))
    assert told == [*texts, "one more", "0"]
