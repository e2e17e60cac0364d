"""Which resource of one report is which of another."""

from preflight.protocol import urn as urns
from preflight.report.listed import ListedResource
from preflight.report.same import same

STACK = urns.compose("dev", "shop", "", urns.ROOT_TYPE, "shop-dev")


def listed(type_: str, name: str, parent: str = STACK, digest: str = "", *aliases: str) -> ListedResource:
    urn = urns.compose("dev", "shop", parent, type_, name)
    return ListedResource(urn, type_, name, "", parent=parent, digest=digest or name, aliases=aliases)


def test_what_has_the_same_urn_is_the_same_whatever_else_changed():
    assert same([listed("t:A", "a", digest="1")], [listed("t:A", "a", digest="2"), listed("t:A", "b", digest="1")]) == {
        listed("t:A", "a").urn: listed("t:A", "a").urn
    }


def test_an_alias_tells_what_was_renamed():
    before = [listed("t:A", "a"), listed("t:A", "b")]
    after = [listed("t:A", "x", STACK, "", before[1].urn), listed("t:A", "y", STACK, "", before[0].urn)]
    assert same(before, after) == {before[0].urn: after[1].urn, before[1].urn: after[0].urn}


def test_children_of_a_renamed_component_are_found_by_their_names():
    old, new = listed("own:Api", "orders"), listed("own:Api", "sales")
    before = [
        old,
        listed("t:A", "orders-in", old.urn),
        listed("t:A", "orders-out", old.urn),
        listed("t:B", "b", old.urn),
    ]
    after = [new, listed("t:A", "sales-out", new.urn), listed("t:A", "sales-in", new.urn), listed("t:B", "b", new.urn)]
    assert same(before, after) == {
        old.urn: new.urn,
        before[1].urn: after[2].urn,
        before[2].urn: after[1].urn,
        before[3].urn: after[3].urn,
    }


def test_equal_inputs_tell_apart_what_has_the_same_type():
    before = [listed("t:A", "a", digest="1"), listed("t:A", "b", digest="2")]
    after = [listed("t:A", "x", digest="2"), listed("t:A", "y", digest="1")]
    assert same(before, after) == {before[0].urn: after[1].urn, before[1].urn: after[0].urn}


def test_several_that_could_be_it_are_none():
    before, after = [listed("t:A", "a")], [listed("t:A", "x"), listed("t:A", "y")]
    assert same(before, after) == {}
    assert same(after, before) == {}
    assert same(before, [listed("t:B", "a")]) == {}


def test_resources_of_a_renamed_project_or_another_stack_are_the_same():
    def of(project: str) -> list[ListedResource]:
        stack = urns.compose("dev", project, "", urns.ROOT_TYPE, f"{project}-dev")
        api = urns.compose("dev", project, stack, "own:Api", "orders")
        made = [(stack, urns.ROOT_TYPE, f"{project}-dev", ""), (api, "own:Api", "orders", stack)]
        made += [(urns.compose("dev", project, above, "t:A", name), "t:A", name, above)
                 for name, above in (("a", stack), ("b", stack), ("in", api), ("out", api))]  # fmt: skip
        return [
            ListedResource(urn, type_, name, "", parent=parent, digest=f"{project}{name}")
            for urn, type_, name, parent in made
        ]

    before, after = of("shop"), of("store")
    assert same(before, after) == {old.urn: new.urn for old, new in zip(before, after, strict=True)}


def test_what_moved_below_another_parent_without_an_alias_is_another():
    parent = listed("own:Api", "orders")
    assert same([parent, listed("t:A", "a")], [parent, listed("t:A", "a", parent.urn)]) == {parent.urn: parent.urn}
