"""Another repository uses the action: another name, its own program in a sub-folder, a path with spaces."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.action.github_runner import Ran, Runner, installed
from tests.drawn import SOAKED, soaked
from tests.preflight.change.test_against import git
from tests.preflight.ci import events
from tests.preflight.ci.events import FORK, NUMBER
from tests.preflight.ci.stand_in import REPOSITORY, TOKEN, StandIn, stand_in
from tests.recorded import ROOT

PROGRAM = Path(__file__).with_name("program")
FAULT = "usage-plan-key/no-key-in-plan"
WAIVER = {"policy": "usage-plan-key", "fault": FAULT, "resource": "standard", "reason": "keys come by hand"}


@dataclass
class Elsewhere:
    """A repository, what GitHub knows of it, and the runs of its workflow."""

    folder: Path
    place: Path
    github: StandIn
    runs: int = 0
    program: str = "cloud infra"
    base: str = field(default="", init=False)

    def __post_init__(self) -> None:
        infra = self.folder / self.program
        shutil.copytree(PROGRAM, infra)
        (infra / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
        (infra / "Pulumi.dev.yaml").write_text("config: {}\n")
        self.settle({"keys": True})
        git(self.folder, "init", "--quiet", "--initial-branch=main")
        self.commit("as it was")

    def settle(self, settings: dict) -> None:
        (self.folder / self.program / "settings.json").write_text(json.dumps(settings))

    def commit(self, message: str) -> None:
        """What main is at: all that follows is a change of it."""
        git(self.folder, "add", ".")
        git(self.folder, "commit", "--quiet", "-m", message)
        self.base = git(self.folder, "rev-parse", "HEAD").strip()

    def runner(self, event: dict, name: str) -> Runner:
        self.runs += 1
        temp = self.place / f"runner {self.runs}"
        temp.mkdir()
        installed(temp)
        return Runner(
            temp, self.place / "artifacts", events.environment_of(event, name, temp) | self.addresses,
        )  # fmt: skip

    @property
    def addresses(self) -> dict[str, str]:
        return {name: value for name, value in self.github.environment.items() if name != "GITHUB_TOKEN"}

    def pull_request(self, repository: str = REPOSITORY, **inputs: str) -> Ran:
        """A push to a pull request: what is in the work tree now, against main."""
        event = events.pull_request(self.base, repository=repository)
        self.github.pulls[NUMBER] = event["pull_request"]
        runner = self.runner(event, "pull_request")
        return runner.run(ROOT, self.folder, **{"program": self.program, **inputs})

    def after(self, head: str = events.HEAD) -> Ran:
        """The workflow that begins after a run for a fork."""
        return self.runner(events.workflow_run(head), "workflow_run").run(ROOT / "comment", self.folder)

    @property
    def comment(self) -> str:
        (comment,) = self.github.comments
        return comment["body"]

    @property
    def counted(self) -> tuple[int, int]:
        return self.github.created, self.github.updated


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    folder = tmp_path / "work" / "their infra"
    folder.mkdir(parents=True)
    with stand_in() as github:
        yield Elsewhere(folder, tmp_path, github)
        assert not Path("/tmp/hacked").exists()  # noqa: S108 - what titles and branches of the events try


def sarif_of(ran: Ran) -> list[dict]:
    file = Path(ran.uses["github/codeql-action/upload-sarif"]["sarif_file"])
    return json.loads(file.read_text("utf-8"))["runs"][0]["results"]


def mandatory(ran: Ran) -> list[str]:
    return [each["ruleId"] for each in sarif_of(ran) if each["level"] == "error" and not each.get("suppressions")]


def test_a_fault_has_comment_annotation_sarif_summary_page_and_status(elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": False})
    faulty = elsewhere.pull_request()
    assert (faulty.failed, faulty.outputs["outcome"], mandatory(faulty)) == (True, "blocked", [FAULT])
    assert elsewhere.counted == (1, 0)
    assert "❌ blocked: shop dev" in elsewhere.comment
    assert "GET /orders" in elsewhere.comment
    (place,) = {str(each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for each in sarif_of(faulty)}
    assert place == "cloud%20infra/__main__.py"
    assert elsewhere.comment.endswith(faulty.summary.rstrip("\n") + "\n")
    assert "The usage plan has no key" in faulty.log
    (annotation,) = re.findall(r"^::error (.*?)::(.*)$", faulty.log, re.MULTILINE)
    assert "file=cloud infra/__main__.py" in annotation[0]
    assert TOKEN not in faulty.log + faulty.summary + elsewhere.comment

    page = elsewhere.place / "artifacts" / faulty.uses["actions/upload-artifact"]["name"] / "report.html"
    assert page.is_file()


@soaked
def test_each_push_brings_the_same_comment_up_to_date(elsewhere: Elsewhere) -> None:
    for keys in (True, False, True, True):
        elsewhere.settle({"keys": keys})
        ran = elsewhere.pull_request()
        assert (ran.failed, ran.outputs["outcome"]) == (not keys, "clean" if keys else "blocked")
        assert ("What was judged" in elsewhere.comment) is keys
    assert (elsewhere.counted, len(elsewhere.github.comments)) == ((1, 2), 1)
    assert "✅ clean: shop dev" in elsewhere.comment


@soaked
def test_what_was_faulty_before_the_change_blocks_only_where_that_is_asked(elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": False})
    elsewhere.commit("it never worked")
    assert not elsewhere.pull_request(**{"fail-on": "new", "cost": "true"}).failed
    assert "### Cost while nobody calls" in elsewhere.comment
    assert elsewhere.pull_request(comment="false", sarif="false").skipped == [
        "Show the findings beside the lines of the change", "Comment",
    ]  # fmt: skip
    assert elsewhere.counted == (1, 0)
    assert not list(elsewhere.place.glob("runner 2/preflight-reports/*/comment.*"))


@soaked
@pytest.mark.parametrize(("expires", "failed"), [("2199-12-31", False), ("2020-01-01", True)])
def test_a_waiver_holds_until_its_last_day(expires: str, failed: bool, elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": False})
    waivers = {"waivers": {"waivers": [WAIVER | {"expires": expires}]}}
    (elsewhere.folder / "the pack.json").write_text(json.dumps(waivers))
    ran = elsewhere.pull_request(**{"policy-pack-config": "the pack.json"})
    assert (ran.failed, mandatory(ran)) == (failed, [FAULT] if failed else [])
    assert "waive" in elsewhere.comment


@soaked
def test_a_program_that_fails_says_so_and_the_next_push_gets_over_it(elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": True, "raise": "no such luck"})
    ran = elsewhere.pull_request()
    assert (ran.failed, ran.outputs["outcome"]) == (True, "failed")
    assert "no such luck" in elsewhere.comment
    elsewhere.settle({"keys": True})
    assert not elsewhere.pull_request().failed
    assert elsewhere.counted == (1, 1)


@soaked
def test_a_base_that_does_not_run_is_told_and_everything_is_new(elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": True, "raise": "no such luck"})
    elsewhere.commit("broken")
    elsewhere.settle({"keys": False})
    ran = elsewhere.pull_request(**{"fail-on": "new"})
    assert (ran.failed, ran.outputs["outcome"]) == (True, "blocked")
    report = json.loads((Path(ran.outputs["reports"]) / "report.json").read_text("utf-8"))
    assert "no such luck" in report["comparison"]["note"]


@soaked
def test_a_forks_comment_is_written_by_the_workflow_that_follows(elsewhere: Elsewhere) -> None:
    elsewhere.settle({"keys": False})
    ran = elsewhere.pull_request(FORK)
    assert (ran.failed, elsewhere.counted) == (True, (0, 0))
    assert not elsewhere.after().failed
    assert elsewhere.counted == (1, 0)
    assert "from a fork" in elsewhere.comment
    assert "❌ blocked: shop dev" in elsewhere.comment
    moved_on = elsewhere.after("3" * 40)
    assert (moved_on.failed, elsewhere.counted) == (True, (1, 0))


@soaked
def test_a_push_and_a_schedule_have_a_summary_and_no_comment(elsewhere: Elsewhere) -> None:
    for event, name in ((events.push(elsewhere.base), "push"), (events.schedule(), "schedule")):
        runner = elsewhere.runner(event, name)
        ran = runner.run(ROOT, elsewhere.folder, program=elsewhere.program, stack="dev")
        assert not ran.failed, ran.log
        assert "✅ clean: shop dev" in ran.summary
    assert elsewhere.github.asked == []


@soaked
def test_what_makes_no_sense_fails_without_a_report(elsewhere: Elsewhere) -> None:
    for inputs in ({"stack": "--help"}, {"fail-on": "sometimes"}, {"program": "no where"}):
        ran = elsewhere.pull_request(**inputs)
        assert ran.failed, inputs
        assert "Traceback" not in ran.log


@pytest.mark.parametrize("number", [3, pytest.param(60, marks=SOAKED)])
def test_many_stacks_at_once_have_one_comment(number: int, elsewhere: Elsewhere) -> None:
    for each in range(1, number):
        (elsewhere.folder / elsewhere.program / f"Pulumi.s{each}.yaml").write_text("config: {}\n")
    ran = elsewhere.pull_request(stack="*")
    assert not ran.failed, ran.log
    assert elsewhere.counted == (1, 0)
    report = json.loads((Path(ran.outputs["reports"]) / "report.json").read_text("utf-8"))
    assert [each["outcome"] for each in report["stacks"]] == ["clean"] * (number - 1)  # `dev` is as it was
    assert f"s{number - 1}" in elsewhere.comment


@soaked
def test_it_is_installed_from_what_git_has_and_so_is_the_program(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    action = elsewhere.place / "the action"
    for name in git(ROOT, "ls-files", "-z").split("\0")[:-1]:
        (action / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, action / name)
    infra = elsewhere.folder / elsewhere.program
    (infra / "Pulumi.yaml").write_text("name: shop\nruntime:\n  name: python\n  options: {virtualenv: the venv}\n")
    (infra / "requirements.txt").write_text("pulumi\n")
    event = events.pull_request(elsewhere.base)
    runner = elsewhere.runner(event, "pull_request")
    shutil.rmtree(runner.temp / "preflight")
    ran = runner.run(action, elsewhere.folder, program=elsewhere.program)
    assert not ran.failed, ran.log
    assert (infra / "the venv" / "bin" / "python").is_file()
    assert elsewhere.counted == (1, 0)
