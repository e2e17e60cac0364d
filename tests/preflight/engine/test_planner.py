"""What becomes of resources over what is deployed: a stack of a few registrations, updated, changed and planned."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from preflight.engine.over import Over
from preflight.engine.simulation import Simulation, simulated
from preflight.plan.step import Step
from preflight.protocol import wire
from preflight.protocol.registration import Registration
from preflight.protocol.resource import Options
from preflight.protocol.stack_identity import StackIdentity

AT = {"aws:region": "eu-west-1"}
PREVIEW, UPDATE = StackIdentity("p", "dev", config=AT), StackIdentity("p", "dev", config=AT, preview=False)
GROUP, LISTENER, POOL = "aws:lb/targetGroup:TargetGroup", "aws:lb/listener:Listener", "aws:cognito/userPool:UserPool"
TARGETS, KEY = "aws:lb/targetGroupAttachment:TargetGroupAttachment", "aws:apigateway/apiKey:ApiKey"


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::p::{type_}::{name}"


def made(type_: str, name: str, /, **inputs: object) -> Registration:
    return Registration("custom", urn(type_, name), type_, name, inputs=inputs)


def group(**inputs: object) -> Registration:
    return made(GROUP, "g", **{"port": 80, "protocol": "TCP", "targetType": "ip", "vpcId": "vpc-1", **inputs})


def after(before: Iterable[Registration], now: Iterable[Registration], *, preview: bool = True, **over) -> Simulation:
    """The plan of `now` over what an update of `before` left."""
    state = simulated(UPDATE, before).state
    simulation = simulated(PREVIEW if preview else UPDATE, now, over=Over(state, **over))
    simulation.planner.plan()
    return simulation


def steps(simulation: Simulation) -> dict[str, Step]:
    planned = simulation.planner.plan()
    return {
        each.step.urn.rpartition("::")[2]: each.step for each in planned if not each.step.type.startswith("pulumi:")
    }


def outputs(simulation: Simulation, name: str) -> dict:
    return next(each.outputs for each in simulation.resources if each.name == name)


def test_what_nobody_changed_stays_with_all_that_is_known_of_it() -> None:
    same = after([group()], [group()])
    assert steps(same)["g"].operation == "same"
    assert outputs(same, "g") == outputs(simulated(UPDATE, [group()]), "g")


def test_an_update_keeps_what_aws_chose_and_a_replacement_does_not() -> None:
    updated = after([group()], [group(deregistrationDelay=5)])
    assert (steps(updated)["g"].operation, steps(updated)["g"].changed) == ("update", ("deregistrationDelay",))
    assert outputs(updated, "g")["deregistrationDelay"] == 5
    assert outputs(updated, "g")["arn"].startswith("arn:")
    replaced = after([group()], [group(port=81)])
    step = steps(replaced)["g"]
    assert (step.operation, step.forcing, step.deletes_first, step.named) == ("replace", ("port",), False, "")
    assert wire.is_unknown(outputs(replaced, "g")["arn"])
    old = outputs(simulated(UPDATE, [group()]), "g")
    new = outputs(after([group()], [group(port=81)], preview=False), "g")
    assert not wire.has_unknown(new)
    assert {new["id"], new["name"]}.isdisjoint({old["id"], old["name"]})


@pytest.mark.parametrize(
    ("options", "first", "named"),
    [(Options(), True, "name"), (Options(delete_before_replace=False), False, "")],
)
def test_a_name_given_by_hand_lets_the_old_one_go_first_unless_an_option_says_otherwise(options, first, named) -> None:
    before, now = (replace(group(name="mine", port=port), options=options) for port in (80, 81))
    step = steps(after([before], [now]))["g"]
    assert (step.operation, step.deletes_first, step.named) == ("replace", first, named)
    renamed = replace(group(name="other", port=81), options=options)
    assert not steps(after([before], [renamed]))["g"].deletes_first


def test_what_would_be_replaced_without_it_goes_before_what_is_deleted_first() -> None:
    def stack(port: int) -> list[Registration]:
        of_group = {"targetGroupArn": (urn(GROUP, "g"),)}
        target = made(TARGETS, "t", targetGroupArn="arn:of-it", targetId="10.0.0.1", port=80)
        tagged = made(KEY, "k", description="arn:of-it")
        return [
            replace(group(port=port), options=Options(delete_before_replace=True)),
            replace(target, property_dependencies=of_group, dependencies=(urn(GROUP, "g"),)),
            replace(tagged, property_dependencies={"description": (urn(GROUP, "g"),)}),
        ]

    found = steps(after(stack(80), stack(81)))
    assert {name: step.operation for name, step in found.items()} == {"g": "replace", "t": "replace", "k": "same"}
    assert found["t"].deletes_first
    assert found["t"].forcing == ("targetGroupArn",)
    assert steps(after(stack(80), stack(81)[:1]))["t"].operation == "delete"


def test_a_resource_keeps_what_it_is_under_an_alias() -> None:
    renamed = replace(made(KEY, "new", description="d"), aliases=(urn(KEY, "old"),))
    found = steps(after([made(KEY, "old", description="d")], [renamed]))
    assert {name: (step.operation, step.was) for name, step in found.items()} == {"new": ("same", urn(KEY, "old"))}
    unaliased = steps(after([made(KEY, "old")], [made(KEY, "new")]))
    assert {name: step.operation for name, step in unaliased.items()} == {"new": "create", "old": "delete"}


@pytest.mark.parametrize(
    ("ignored", "operation"),
    [(("port",), "same"), (("*",), "same"), (("healthCheck.path", "port"), "same"), (("tags",), "replace")],
)
def test_ignored_changes_are_none(ignored: tuple[str, ...], operation: str) -> None:
    before = group(healthCheck={"path": "/a", "protocol": "HTTP"})
    health = {"path": "/b" if "healthCheck.path" in ignored else "/a", "protocol": "HTTP"}
    now = replace(group(port=81, healthCheck=health), options=Options(ignore_changes=ignored))
    assert steps(after([before], [now]))["g"].operation == operation


def test_an_option_replaces_on_a_change_that_would_be_an_update() -> None:
    now = replace(group(deregistrationDelay=5), options=Options(replace_on_changes=("deregistrationDelay",)))
    assert steps(after([group()], [now]))["g"].forcing == ("deregistrationDelay",)


def test_what_goes_with_a_replaced_resource_is_replaced() -> None:
    now = [group(port=81), replace(made(KEY, "k"), options=Options(deleted_with=urn(GROUP, "g")))]
    assert steps(after([group(), made(KEY, "k")], now))["k"].forcing == ("deletedWith",)
    now[1] = replace(made(KEY, "k"), options=Options(replace_with=(urn(GROUP, "g"),)))
    assert steps(after([group(), made(KEY, "k")], now))["k"].forcing == ("replaceWith",)


def test_what_the_program_makes_no_more_goes_last_one_first_and_what_is_to_be_kept_stays() -> None:
    kept = replace(made(KEY, "kept"), options=Options(retain_on_delete=True))
    found = steps(after([group(), kept, made(KEY, "k")], []))
    assert [(name, step.operation, step.kept) for name, step in found.items()] == [
        ("k", "delete", False),
        ("kept", "delete", True),
        ("g", "delete", False),
    ]


def test_what_is_protected_neither_goes_nor_is_replaced() -> None:
    protected = replace(group(), options=Options(protect=True))
    again = replace(group(port=81), options=Options(protect=True))
    for now, said in (([], "deleted"), ([again], "replaced")):
        errors = after([protected], now).planner.errors
        assert [error.message for error in errors] == [f"{urn(GROUP, 'g')} would be {said}, and is protected"]
        assert "pulumi state unprotect" in errors[0].remedy
    assert after([protected], [group(port=81)]).planner.errors == []


def test_an_import_is_one_and_no_more_once_it_is_there() -> None:
    imported = replace(made(KEY, "k"), id="abc")
    first = after([], [imported])
    assert steps(first)["k"].operation == "import"
    assert outputs(first, "k")["id"] == "abc"
    assert steps(after([imported], [imported]))["k"].operation == "same"
    assert steps(after([imported], [replace(imported, id="xyz")]))["k"].forcing == ("import",)


def test_what_another_stack_makes_now_is_read_in_place_of_ones_own() -> None:
    read = Registration("read", urn(KEY, "k"), KEY, "k", id="abc")
    assert steps(after([made(KEY, "k")], [read]))["k"].operation == "replace"
    assert steps(after([read], [made(KEY, "k")]))["k"].forcing == ("kind",)
    assert steps(after([read], [])) == {}


def test_only_targets_change_and_what_is_excluded_does_not() -> None:
    before, now = [group(), made(KEY, "k", description="a")], [group(port=81), made(KEY, "k", description="b")]
    targeted = after(before, now, targets=("**:TargetGroup::*",))
    assert {name: step.operation for name, step in steps(targeted).items()} == {"g": "replace", "k": "same"}
    assert outputs(targeted, "k")["description"] == "a"
    excluded = after(before, now, excludes=(urn(GROUP, "g"),))
    assert {name: step.operation for name, step in steps(excluded).items()} == {"g": "same", "k": "update"}
    gone = after(before, [], excludes=(urn(GROUP, "g"),))
    assert {name: step.operation for name, step in steps(gone).items()} == {"k": "delete", "g": "same"}
    assert [each.name for each in gone.resources] == ["g"]


def test_tags_of_a_provider_change_what_has_them() -> None:
    provider = Registration("custom", urn("pulumi:providers:aws", "mine"), "pulumi:providers:aws", "mine")

    def stack(team: str) -> list[Registration]:
        tags = {"defaultTags": {"tags": {"team": team}}, "region": "eu-west-1"}
        return [replace(provider, inputs=tags), replace(group(), provider=f"{provider.urn}::x")]

    step = steps(after(stack("a"), stack("b")))["g"]
    assert (step.operation, step.changed) == ("update", ("tagsAll",))
    assert outputs(after(stack("a"), stack("b")), "g")["tagsAll"] == {"team": "b"}


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    def function() -> Registration:
        code = {wire.SIGNATURE: wire.ARCHIVE, "assets": {".": {wire.SIGNATURE: wire.ARCHIVE, "path": "code"}}}
        return made("aws:lambda/function:Function", "f", code=code, role="r", publish=True)

    file = tmp_path / "code" / "index.py"
    file.parent.mkdir()
    file.write_text("one")
    state = simulated(UPDATE, [function()], over=Over(folder=tmp_path)).state
    over = Over(state, folder=tmp_path)
    assert steps(simulated(PREVIEW, [function()], over=over))["f"].operation == "same"
    file.write_text("two")
    changed = simulated(PREVIEW, [function()], over=over)
    assert steps(changed)["f"].changed == ("code",)
    assert wire.is_unknown(outputs(changed, "f")["version"])
    assert not wire.is_unknown(outputs(changed, "f")["arn"])


def test_of_a_type_that_nobody_knows_it_is_not_said_that_nothing_forces() -> None:
    planner = after([made(POOL, "u", name="a")], [made(POOL, "u", name="b")]).planner
    assert list(planner.notes) == [f"nobody knows here what forces a replacement of {POOL}"]
    assert list(after([group()], [group(port=81)]).planner.notes) == []


@pytest.mark.parametrize(
    ("region", "told", "step"), [("", 1, "same"), ("eu-west-1", 0, "same"), ("eu-west-2", 0, "replace")]
)
def test_a_region_that_only_what_is_deployed_has_stays(
    monkeypatch: pytest.MonkeyPatch, region: str, told: int, step: str
) -> None:
    nowhere = StackIdentity("p", "dev", preview=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    state = simulated(nowhere, [group()]).state
    monkeypatch.setenv("AWS_REGION", region)
    planned = simulated(replace(nowhere, preview=True), [group()], over=Over(state))
    assert steps(planned)["g"].operation == step
    assert [each.step.operation for each in planned.planner.plan() if each.step.type == "pulumi:providers:aws"] == [
        "same" if region != "eu-west-2" else "update"
    ]
    assert [*planned.planner.notes] == [
        "the Region is taken to be eu-west-1, as deployed: neither configuration nor AWS_REGION has one"
    ] * told


def test_an_update_that_was_interrupted_is_told() -> None:
    state = replace(simulated(UPDATE, [group()]).state, pending=("creating urn:pulumi:a",))
    (note,) = simulated(PREVIEW, [group()], over=Over(state)).planner.notes
    assert "nobody knows what became of: creating urn:pulumi:a; `pulumi refresh` asks" in note


def test_a_value_with_a_stand_in_for_a_secret_is_taken_for_unchanged() -> None:
    before, now = made(KEY, "k", value=wire.secret("true one")), made(KEY, "k", value=wire.secret("stand-in-for-x"))
    planner = after([before], [now], stand_ins=("stand-in-for-x",)).planner
    assert {each.step.operation for each in planner.plan()} == {"same"}
    assert planner.unread == {"k.value"}
    assert after([before], [made(KEY, "k", value=wire.secret("other"))]).planner.plan()[1].step.forcing == ("value",)


def test_a_target_that_is_not_there_is_refused_and_a_pattern_may_fit_nothing() -> None:
    there = urn(GROUP, "g")
    sound = after([group()], [group(port=81)], targets=(there, "**::nothing"))
    assert sound.planner.errors == []
    assert [*sound.planner.notes] == ["--target **::nothing fits no resource"]
    (error,) = after([group()], [group()], targets=(there, "urn:pulumi:dev::p::gone")).planner.errors
    assert error.message == "--target urn:pulumi:dev::p::gone: no resource has this URN"


def test_a_pattern_that_fits_nothing_is_told() -> None:
    over = Over(targets=("**:TargetGroup::*", "**::mistyped"), excludes=("urn:nothing",))
    urn = "urn:pulumi:dev::p::aws:lb/targetGroup:TargetGroup::app"
    assert [*over.unfitting([urn])] == [("--target", "**::mistyped"), ("--exclude", "urn:nothing")]
