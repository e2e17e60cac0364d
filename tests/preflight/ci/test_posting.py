"""The comment: one for each program and stack, made once, by nobody else, and nothing of a fork's run is believed."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.ci.comment import FACTS_FILE, TEXT_FILE, Comment, comment_of, keep, kept
from preflight.ci.event import Event
from preflight.ci.github import github_of
from preflight.ci.posting import MOST, kept_in, may_write, post
from preflight.ci.scope import Scope
from preflight.errors import PreflightError, ReportError, UsageError
from preflight.report.comparison import compared
from preflight.report.report import Report
from tests.drawn import cases
from tests.preflight.ci import events
from tests.preflight.ci.events import FORK, NUMBER
from tests.preflight.ci.stand_in import REPOSITORY, TOKEN, StandIn, stand_in
from tests.preflight.report import reports

OURS = Event.model_validate_json(json.dumps(events.pull_request("2" * 40)))
FORKS = Event.model_validate_json(json.dumps(events.pull_request("2" * 40, repository=FORK)))
AFTER = Event.model_validate_json(json.dumps(events.workflow_run()))
CLEAN = Report("shop", "dev", "both")
BLOCKED = replace(CLEAN, findings=reports.blocked().findings)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with stand_in() as there:
        there.pulls[NUMBER] = events.pull_request("2" * 40, repository=FORK)["pull_request"]
        yield there


def comment(report: Report = CLEAN, program: str = ".", number: int = NUMBER) -> Comment:
    return comment_of(report, Scope(program, report.stack, called=f"{report.project}-{report.stack}"), number)


def did(github: StandIn, *comments: Comment, event: Event = OURS) -> list[str]:
    return [each.did for each in post(comments, event, github.environment)]


def test_a_second_run_brings_the_comment_up_to_date(github: StandIn) -> None:
    assert did(github, comment(BLOCKED)) == ["created"]
    assert did(github, comment(CLEAN)) == ["updated"]
    assert did(github, comment(CLEAN)) == ["left"]
    assert (github.created, github.updated, len(github.comments)) == (1, 1, 1)
    assert "✅" in github.comments[0]["body"]


def test_each_program_and_stack_has_its_own(github: StandIn) -> None:
    others = [comment(), comment(replace(CLEAN, stack="prod")), comment(program="infra"), comment(program="infra 2")]
    assert did(github, *others) == ["created"] * 4
    assert did(github, *others) == ["left"] * 4


def test_no_two_runs_of_a_workflow_share_a_name() -> None:
    scopes = [
        Scope("infra", "dev", called="shop-dev"),
        Scope("infra", "dev", "examples/Pulumi.alb.yaml", "shop-dev"),
        Scope("infra", "dev", "other/Pulumi.alb.yaml", "shop-dev"),
        Scope("infra", "*", called="shop-*"),
        Scope("infra", "", called="shop-dev"),
        Scope("other", "dev", called="shop-dev"),
    ]
    assert len({scope.digest for scope in scopes}) == len({scope.name for scope in scopes}) == len(scopes)
    assert scopes[1].name.startswith("shop-dev-Pulumi.alb-")


def test_what_a_run_came_to_know_of_the_project_makes_no_other_comment(github: StandIn) -> None:
    unread = comment_of(reports.failed(), Scope("infra", "dev", called="infra-dev"), NUMBER)
    assert did(github, comment(program="infra")) == ["created"]
    assert did(github, unread) == ["updated"]
    assert did(github, comment(program="infra")) == ["updated"]


def test_the_comment_of_another_author_is_never_touched(github: StandIn) -> None:
    theirs = github.add(comment(BLOCKED).body, login="a-stranger")
    quoted = github.add(f"> {comment(BLOCKED).body}")
    github.comments.append({"id": 5, "body": comment(BLOCKED).body, "user": None})
    before = dict(theirs), dict(quoted)
    assert did(github, comment()) == ["created"]
    assert did(github, comment(BLOCKED)) == ["updated"]
    assert (theirs, quoted) == before


def test_runs_at_the_same_moment_leave_one_comment_with_the_newest_text(github: StandIn) -> None:
    github.meanwhile = lambda: github.add(comment(BLOCKED).body)
    assert did(github, comment()) == ["updated"]
    assert [each["body"] for each in github.comments] == [comment().body]


def test_the_first_of_runs_at_the_same_moment_takes_nothing_back(github: StandIn) -> None:
    theirs = comment(BLOCKED, program="infra")
    github.meanwhile = lambda: github.add(theirs.body)
    assert did(github, comment()) == ["created"]
    assert [each["body"] for each in github.comments] == [theirs.body, comment().body]


def test_a_comment_is_found_on_whatever_page_it_is(github: StandIn) -> None:
    for number in range(250):
        github.add(f"comment {number}", login="somebody")
    assert did(github, comment(BLOCKED)) == ["created"]
    for number in range(49):
        github.add(f"comment {number}", login="somebody")  # three full pages
    assert did(github, comment()) == ["updated"]
    assert github.created == 1


def test_what_is_clean_is_folded_and_what_changes_is_not() -> None:
    clean, blocked = comment().text, comment(BLOCKED).text
    changed = comment(compared("main", CLEAN, replace(CLEAN, findings=tuple(reports.blocked().advisory)))).text
    assert clean.count("<details>") == clean.count("</details>") == changed.count("<details>") + 1
    assert "What was judged" not in blocked + changed
    assert clean.startswith("## ✅ clean: shop dev")


def test_what_was_kept_is_what_is_read(tmp_path: Path) -> None:
    for number, report in enumerate((CLEAN, BLOCKED)):
        folder = tmp_path / str(number)
        folder.mkdir()
        written = comment(replace(report, stack=f"s{number}"))
        keep(written, folder)
        assert kept(folder) == written
    assert [each.facts.name[:8] for each in kept_in(tmp_path)] == ["shop-s0-", "shop-s1-"]


def test_who_may_write() -> None:
    assert may_write(OURS, {"GITHUB_ACTOR": "somebody"})
    assert may_write(AFTER, {})
    assert not may_write(OURS, {"GITHUB_ACTOR": "dependabot[bot]"})
    assert not may_write(FORKS, {})
    gone = events.pull_request("2" * 40)
    gone["pull_request"]["head"]["repo"] = None
    assert not may_write(Event.model_validate_json(json.dumps(gone)), {})
    assert not may_write(Event(), {})


def test_after_a_forks_run_its_comment_stands_at_the_pull_request_of_that_run(github: StandIn) -> None:
    assert did(github, comment(BLOCKED), event=AFTER) == ["created"]
    assert did(github, comment(), event=AFTER) == ["updated"]
    first, second, *_ = github.comments[0]["body"].splitlines()
    assert first == comment().facts.mark
    assert "from a fork" in second


def test_a_run_of_the_repository_itself_is_no_forks(github: StandIn) -> None:
    github.pulls[NUMBER]["head"]["repo"]["full_name"] = REPOSITORY
    own = Event.model_validate_json(json.dumps(events.workflow_run(repository=REPOSITORY)))
    assert did(github, comment(), event=own) == ["created"]
    assert "fork" not in github.comments[0]["body"]


@pytest.mark.parametrize(
    ("change", "comments"),
    [
        ({}, [comment(number=8)]),
        ({}, [comment(), comment(program="infra", number=8)]),
        ({"sha": "3" * 40}, [comment()]),
        ({"repo": {"full_name": "another/fork"}}, [comment()]),
        ({"repo": None}, [comment()]),
        ({"event": "push"}, [comment()]),
    ],
)
def test_nothing_is_written_where_the_run_was_not_of_that_pull_request(
    change: dict, comments: list[Comment], github: StandIn
) -> None:
    github.pulls[8] = events.pull_request("2" * 40, head="4" * 40)["pull_request"] | {"number": 8}
    event = events.workflow_run(event=change.pop("event", "pull_request"))
    github.pulls[NUMBER]["head"] |= change
    with pytest.raises(ReportError):
        did(github, *comments, event=Event.model_validate_json(json.dumps(event)))
    assert (github.created, github.updated) == (0, 0)


def test_a_pull_request_that_was_closed_meanwhile_gets_no_comment_and_no_error(github: StandIn) -> None:
    github.pulls[NUMBER]["state"] = "closed"
    assert did(github, comment(), event=AFTER) == ["left out, as its pull request is closed"]
    assert (github.created, github.updated) == (0, 0)


def written(folder: Path, facts: object, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / FACTS_FILE).write_text(facts if isinstance(facts, str) else json.dumps(facts), "utf-8")
    (folder / TEXT_FILE).write_text(text, "utf-8", newline="")
    return folder


FACTS = comment().facts.model_dump()


@pytest.mark.parametrize(
    ("facts", "text", "said"),
    [
        (FACTS, "x" * 65_100, "a comment has 65100 characters"),
        (FACTS, f"text\n{comment(program='other').facts.mark}", "a mark of comments in its midst"),
        (FACTS, "<!--preflight a/b -->", "a mark of comments in its midst"),
        (FACTS | {"name": "a --> b"}, "text", "this is no comment of preflight"),
        (FACTS | {"name": ""}, "text", "this is no comment of preflight"),
        (FACTS | {"digest": "../../etc"}, "text", "this is no comment of preflight"),
        (FACTS | {"number": None}, "text", "this is no comment of preflight"),
        (FACTS | {"number": 0}, "text", "this is no comment of preflight"),
        (FACTS | {"number": "7"}, "text", "this is no comment of preflight"),
        (FACTS | {"version": 2}, "text", "this is no comment of preflight"),
        (FACTS | {"more": "x" * 10_000}, "text", "Allowed: 10000"),
        ("[" * 2000, "text", "not JSON"),
        ("", "text", "not JSON"),
    ],
)
def test_what_is_no_comment_is_refused(facts: object, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as error:
        kept_in(written(tmp_path / "kept", facts, text))
    assert said in str(error.value)


@pytest.mark.parametrize("name", [FACTS_FILE, TEXT_FILE])
def test_a_comment_that_is_a_link_is_refused(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "kept", FACTS, "text")
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReportError, match="no link"):
        kept_in(tmp_path)


def test_a_run_writes_so_many_comments_and_no_two_on_one_scope(tmp_path: Path) -> None:
    for number in range(2):
        written(tmp_path / "twice" / str(number), FACTS, "text")
    with pytest.raises(ReportError, match="are one"):
        kept_in(tmp_path / "twice")
    for number in range(MOST + 1):
        written(tmp_path / "many" / str(number), FACTS | {"digest": f"{number:012}"}, "text")
    with pytest.raises(ReportError, match=f"Allowed: {MOST}"):
        kept_in(tmp_path / "many")


@cases(60)
@given(st.recursive(st.none() | st.integers() | st.text(max_size=20), lambda inner: st.dictionaries(
    st.sampled_from([*FACTS, "other"]), inner | st.sampled_from([*FACTS.values()]), max_size=6)), st.text(max_size=50),
)  # fmt: skip
def test_odd_comments_are_refused_or_have_a_mark_of_their_own(
    tmp_path_factory: pytest.TempPathFactory, facts: object, text: str
) -> None:
    folder = written(tmp_path_factory.mktemp("odd") / "kept", facts, text.encode("utf-8", "replace").decode())
    try:
        found = kept(folder)
    except ReportError:
        return
    assert found.body.splitlines()[0] == found.facts.mark
    assert found.facts.mark.count("-->") == 1


@pytest.mark.parametrize(("status", "remedy"), [(401, "GITHUB_TOKEN"), (403, "pull-requests: write"), (500, "")])
def test_a_refusal_is_told_with_what_to_do(status: int, remedy: str, github: StandIn) -> None:
    github.status = status
    with pytest.raises(ReportError, match=f"GitHub answers {status} to POST /graphql: Resource") as error:
        did(github, comment())
    assert remedy in error.value.remedy
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"data": null}', b"\xff\xfe", b"[" * 5000, b"{}"])
def test_an_odd_answer_is_told(answer: bytes, github: StandIn) -> None:
    github.answer = answer
    with pytest.raises(ReportError, match=r"GitHub|GET|POST") as error:
        did(github, comment())
    assert TOKEN not in str(error.value)


def test_a_server_that_is_not_there_is_told() -> None:
    with stand_in() as gone:
        environment = gone.environment
    with pytest.raises(ReportError, match="GitHub can not be asked"):
        post([comment()], OURS, environment)


@pytest.mark.parametrize(
    "change",
    [
        {"GITHUB_API_URL": "http://api.example.com"},
        {"GITHUB_API_URL": "file:///etc/passwd"},
        {"GITHUB_GRAPHQL_URL": "http://10.0.0.1/graphql"},
        {"GITHUB_REPOSITORY": "a/b/../c"},
        {"GITHUB_REPOSITORY": ""},
        {"GITHUB_TOKEN": "a\nb"},
    ],
)
def test_a_token_goes_nowhere_else(change: dict[str, str]) -> None:
    sound = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": TOKEN}
    assert TOKEN not in repr(github_of(sound))
    with pytest.raises(UsageError) as error:
        github_of(sound | change)
    assert TOKEN not in str(error.value)


def test_a_push_has_no_comment(github: StandIn) -> None:
    with pytest.raises(PreflightError, match="no pull request"):
        did(github, comment(), event=Event.model_validate_json(json.dumps(events.push("2" * 40))))


def test_the_order_of_comments_does_not_matter(github: StandIn) -> None:
    several = [comment(replace(CLEAN, stack=f"s{number}")) for number in range(9)]
    did(github, *several)
    random.Random(1).shuffle(several)
    assert did(github, *several) == ["left"] * 9
