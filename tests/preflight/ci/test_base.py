"""What a change is compared with, from the variables of each build server, in real clones."""

import json
from pathlib import Path

import pytest

from preflight.ci.base import Start, base_in
from preflight.ci.event import Event
from preflight.errors import UsageError
from tests.preflight.change.test_against import git
from tests.preflight.ci import events


class History:
    """`main` is at two after `topic` left it at one; `merged` is what GitHub would make of both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        git(folder, "init", "--quiet", "--initial-branch=main")
        self.one = self._commit("one")
        git(folder, "switch", "--quiet", "--create", "topic")
        self.topic = self._commit("topic")
        git(folder, "switch", "--quiet", "main")
        self.two = self._commit("two")
        git(folder, "switch", "--quiet", "--create", "merged")
        git(folder, "merge", "--quiet", "--no-ff", "-m", "merged", "topic")
        self.merged = self.at("HEAD")
        git(folder, "switch", "--quiet", "main")

    def _commit(self, name: str) -> str:
        (self.folder / name).touch()
        git(self.folder, "add", ".")
        git(self.folder, "commit", "--quiet", "-m", name)
        return self.at("HEAD")

    def at(self, revision: str) -> str:
        return git(self.folder, "rev-parse", revision).strip()

    def clone(self, place: Path, branch: str, *options: str) -> Path:
        git(self.folder, "clone", "--quiet", *options, "--branch", branch, self.folder.as_uri(), str(place))
        return place


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(tmp_path_factory.mktemp("origin"))


def event(content: dict) -> Event:
    return Event.model_validate_json(json.dumps(content))


REQUESTS = {
    "GitHub, whose event knows the commit": ("topic", {"GITHUB_BASE_REF": "main"}, "one"),
    "GitLab": ("topic", {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}, "one"),
    "Jenkins": ("topic", {"CHANGE_TARGET": "main"}, "one"),
    "Azure": ("topic", {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}, "one"),
    "Bitbucket": ("topic", {"BITBUCKET_PR_DESTINATION_BRANCH": "main"}, "one"),
    "Buildkite": ("topic", {"BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main"}, "one"),
    "a laptop, on a branch": ("topic", {}, "one"),
    "a laptop, on the default branch": ("main", {}, None),
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_where_a_request_leaves_its_target(kind: str, history: History, tmp_path: Path) -> None:
    branch, variables, base = REQUESTS[kind]
    clone = history.clone(tmp_path / "a clone", branch)
    assert base_in(variables, Event(), clone).commit == (getattr(history, base) if base else "")


def test_a_merge_that_github_made_is_compared_with_its_target_as_it_was_merged(
    history: History, tmp_path: Path
) -> None:
    clone = history.clone(tmp_path / "clone", "merged")
    of_main_before = event(events.pull_request(history.one))
    variables = {"GITHUB_REF": "refs/pull/7/merge", "GITHUB_SHA": history.merged, "GITHUB_BASE_REF": "main"}
    assert base_in(variables, of_main_before, clone).commit == history.two
    # Another commit than GitHub's merge has its own parent, which is no target.
    git(clone, "switch", "--quiet", "--detach", history.topic)
    assert base_in(variables, of_main_before, clone).commit == history.one


def test_gitlab_tells_the_commit_of_its_target_for_merged_results(history: History, tmp_path: Path) -> None:
    clone = history.clone(tmp_path / "clone", "merged")
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": history.one, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": ""}
    assert base_in(variables, Event(), clone).commit == history.one
    assert (
        base_in(variables | {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": history.two}, Event(), clone).commit == history.two
    )


def test_a_shallow_clone_fetches_the_commit_that_it_lacks(history: History, tmp_path: Path) -> None:
    clone = history.clone(tmp_path / "clone", "topic", "--depth=1")
    assert base_in({}, event(events.pull_request(history.one)), clone).commit == history.one


def test_a_request_whose_target_can_not_be_had_is_no_request_without_one(history: History, tmp_path: Path) -> None:
    clone = history.clone(tmp_path / "clone", "topic", "--depth=1")
    for variables, content in (
        ({"GITHUB_BASE_REF": "nowhere"}, {}),
        ({}, events.pull_request("f" * 40)),
        ({"CHANGE_TARGET": "--upload-pack=touch /tmp/hacked"}, {}),
    ):
        with pytest.raises(UsageError, match="is not in this clone") as error:
            base_in({**variables, "GITHUB_ACTIONS": "true"}, event(content), clone)
        assert "fetch-depth: 0" in error.value.remedy


@pytest.mark.parametrize("zeros", ["", "0" * 40])
def test_a_push_to_the_default_branch_is_compared_with_what_was_there(
    zeros: str, history: History, tmp_path: Path
) -> None:
    clone = history.clone(tmp_path / "clone", "main")
    assert base_in({}, event(events.push(history.one)), clone) == Start(history.one, landed=True)
    assert base_in({"CI_COMMIT_BEFORE_SHA": history.one}, Event(), clone).commit == history.one
    on_main = "HEAD is on the default branch (origin/HEAD), and nobody says what was there before"
    zero = {"CI_COMMIT_BEFORE_SHA": zeros}
    assert base_in(zero, event(events.push(zeros)), clone) == Start(why=on_main)
    gone = base_in({}, event(events.push("f" * 40)), clone)  # rewritten, and gone
    assert gone == Start(why="ffffffffffff, which was there before, is not in this clone")
    assert base_in({}, event(events.schedule()), clone) == Start(why=on_main)


@pytest.mark.parametrize(
    ("variables", "content"),
    [({"CI_DEFAULT_BRANCH": "trunk"}, {}), ({}, {"repository": {"full_name": "a/b", "default_branch": "trunk"}})],
)
def test_the_default_branch_is_the_one_that_the_server_names(
    variables: dict[str, str], content: dict, history: History, tmp_path: Path
) -> None:
    clone = history.clone(tmp_path / "clone", "topic")
    git(clone, "branch", "trunk", "HEAD~0")
    git(clone, "commit", "--quiet", "--allow-empty", "-m", "later")
    assert base_in(variables, event(content), clone) == Start(history.topic)  # main, which is there, too, is older
    git(clone, "branch", "-D", "trunk")
    lost = base_in(variables, event(content), clone)
    assert lost == Start(why="this clone has no trunk (origin/trunk, trunk)")


def test_a_shallow_clone_of_a_branch_says_what_it_lacks(history: History, tmp_path: Path) -> None:
    clone = history.clone(tmp_path / "clone", "topic", "--depth=1")
    assert base_in({}, Event(), clone) == Start(
        why="this clone has no default branch (origin/HEAD, origin/main, origin/master, main, master)"
    )


@pytest.mark.parametrize("shallow", [True, False])
def test_a_branch_that_the_clone_lacks_is_fetched_and_history_is_not_cut(
    shallow: bool, history: History, tmp_path: Path
) -> None:
    clone = history.clone(tmp_path / "clone", "topic", "--single-branch", *(["--depth=1"] if shallow else []))
    found = base_in({"CHANGE_TARGET": "main"}, Event(), clone)
    assert found.commit == (history.two if shallow else history.one)
    assert git(clone, "rev-parse", "--is-shallow-repository").strip() == str(shallow).lower()


@pytest.mark.parametrize(
    ("variable", "remedy"), [("TF_BUILD", "fetchDepth: 0"), ("BITBUCKET_BUILD_NUMBER", "depth: full"), ("OWN", "")]
)
def test_each_build_server_is_told_in_its_own_words_how_history_comes(
    variable: str, remedy: str, history: History, tmp_path: Path
) -> None:
    clone = history.clone(tmp_path / "clone", "topic", "--depth=1")
    with pytest.raises(UsageError) as error:
        base_in({variable: "1", "CHANGE_TARGET": "nowhere"}, Event(), clone)
    assert remedy in error.value.remedy
    assert error.value.remedy.startswith("Clone with history")


def test_outside_of_git_there_is_no_base(tmp_path: Path) -> None:
    found = base_in({}, Event(), tmp_path)
    assert not found.commit
    assert found.why.startswith(f"git does not read {tmp_path.name}: not a git repository")
    with pytest.raises(UsageError, match="not a git repository"):
        base_in({"CHANGE_TARGET": "main"}, Event(), tmp_path)
