"""Routes and their paths."""

from components.api.paths import RouteKey, parameters, tree, upstream_path


def test_a_tree_has_every_part_once_and_parents_first() -> None:
    made = tree(["/orders/{id}/lines", "/orders", "/"])
    assert dict(made) == {
        "/orders": ("/", "orders"),
        "/orders/{id}": ("/orders", "{id}"),
        "/orders/{id}/lines": ("/orders/{id}", "lines"),
    }
    seen = {"/"}
    for path, (parent, _) in made.items():
        assert parent in seen
        seen.add(path)


def test_the_root_needs_no_resource() -> None:
    assert tree(["/"]) == {}


def test_parameters_are_named_without_what_marks_them() -> None:
    assert parameters("/orders/{id}/{proxy+}") == ("id", "proxy")
    assert upstream_path("/orders/{id}/{proxy+}") == "/orders/{id}/{proxy}"


def test_a_route_is_a_method_and_a_path() -> None:
    assert RouteKey.parse("ANY /orders/{proxy+}") == RouteKey("ANY", "/orders/{proxy+}")
