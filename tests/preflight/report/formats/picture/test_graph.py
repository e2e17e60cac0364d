"""The paths of a stack become one graph."""

from dataclasses import replace

import pytest

from preflight.packs.judgement import RequestPath
from preflight.report.formats.picture.graph import Graph, apis_at, apis_of, of_apis, of_groups, of_hops, worst
from tests.preflight.report.paths import SYMPTOM, broken, hop, large, path


def named(graph: Graph) -> dict[str, int]:
    return {f"{node.kind} {node.name}": number for number, node in enumerate(graph.nodes)}


def led(graph: Graph) -> set[tuple[str, str]]:
    names = list(named(graph))
    return {(names[source], names[target]) for source, target in graph.edges}


def test_what_paths_share_stands_there_once() -> None:
    graph = of_hops([path("shop", "items"), path("partners", "items"), path("shop", "orders")])
    kinds = [node.kind for node in graph.nodes]
    assert {kind: kinds.count(kind) for kind in ("client", "API", "routes", "vpc link", "target")} == {
        "client": 1,
        "API": 2,
        "routes": 3,
        "vpc link": 2,
        "target": 2,
    }
    assert len(graph.edges) == len(set(graph.edges))


def test_hops_of_a_kind_stand_in_one_column_whatever_else_a_path_has() -> None:
    short = path("open", "items")
    short = RequestPath(
        api=short.api, state="open", hops=tuple(each for each in short.hops if each.kind not in ("endpoint", "key"))
    )
    graph = of_hops([path("shop", "items"), short])
    columns: dict[str, set[int]] = {}
    for node in graph.nodes:
        columns.setdefault(node.kind, set()).add(node.column)
    assert all(len(found) == 1 for found in columns.values())
    assert all(graph.nodes[source].column < graph.nodes[target].column for source, target in graph.edges)


def test_a_path_forks_where_the_pack_says_so() -> None:
    hops = [
        hop("client", "client"),
        hop("endpoint", "one", after=(0,)),
        hop("endpoint", "two", after=(0,)),
        hop("policy", "api", after=(1, 2)),
        hop("integration", "get"),
        hop("load-balancer", "edge"),
        hop("listener", "edge-80"),
        hop("target-group", "blue"),
        hop("target-group", "green", after=(6,)),
        hop("target", "green-service"),
    ]
    graph = of_hops([RequestPath(api="api", state="open", hops=tuple(hops))])
    assert {
        ("client client", "endpoint one"),
        ("client client", "endpoint two"),
        ("endpoint one", "API api"),
        ("endpoint two", "API api"),
        ("listener edge-80", "target group blue"),
        ("listener edge-80", "target group green"),
        ("target group green", "target green-service"),
    } <= led(graph)
    assert not any(source == "target group blue" for source, _ in led(graph))


def test_a_load_balancer_that_is_a_target_is_one_node_with_its_own_listener_behind() -> None:
    hops = [
        *path("shop", "edge").hops[:-1],
        hop("target", "inner (lb.LoadBalancer)", urn="urn:inner"),
        hop("load-balancer", "inner (lb.LoadBalancer)", urn="urn:inner"),
        hop("listener", "inner-80"),
        hop("target-group", "inner-group"),
    ]
    graph = of_hops([RequestPath(api="api", state="open", hops=tuple(hops))])
    assert "load balancer inner" not in named(graph)
    assert ("target inner", "listener inner-80") in led(graph)
    assert graph.columns == len(graph.nodes)


def test_hops_about_health_checks_are_no_nodes_of_their_own() -> None:
    plain = path("shop", "items")
    closed = hop("target-group", "items-target-group", "closed", check="health")
    hops = (*plain.hops[:10], closed, *plain.hops[10:])
    graph = of_hops([RequestPath(api="api", state="open", health="closed", hops=hops)])
    (node,) = [node for node in graph.nodes if node.kind == "target group"]
    assert (node.state, node.symptoms) == ("closed", (f"health checks: {SYMPTOM}",))
    assert len(graph.nodes) == len(of_hops([plain]).nodes)


def test_what_an_api_asks_is_one_node_before_its_authorizer() -> None:
    plain = path("shop", "items", key=hop("key", "plan", "closed"))
    graph = of_hops([replace(plain, hops=(*plain.hops[:4], hop("authorizer", "who"), *plain.hops[4:]))])
    (node,) = [node for node in graph.nodes if node.kind == "API"]
    assert (node.name, node.state, node.symptoms) == ("shop, stage v1", "closed", (SYMPTOM,))
    assert node.lines == ("✓ policy", "✗ key", "✓ deployment")
    assert {
        ("endpoint shop-endpoint", "API shop, stage v1"),
        ("API shop, stage v1", "authorizer who"),
        ("authorizer who", "routes shop-items-integration"),
    } <= led(graph)
    assert len(graph.edges) == len(graph.nodes) - 1


def test_routes_to_one_place_are_one_node_and_closed_ones_stand_apart() -> None:
    shut = path("shop", "items", integration=hop("integration", "put", "closed"))
    routes = [node for node in of_hops([path("shop", "items", 2), shut]).nodes if node.kind == "routes"]
    assert [(node.state, node.lines) for node in routes] == [
        ("open", ("GET /items/0", "GET /items/1")),
        ("closed", ("GET /items/0",)),
    ]


def test_nodes_say_what_was_found_of_them() -> None:
    nodes = {node.name: node for node in of_hops(broken()).nodes}
    assert (nodes["orders-targets"].state, nodes["orders-targets"].symptoms) == ("closed", (SYMPTOM,))
    assert (nodes["prices-service"].state, nodes["prices-service"].presumed) == ("open", True)
    assert nodes["stock-80"].state == "unknown"
    assert nodes["to items-target:8080"].apis == {0, 1}
    assert nodes["shop, stage v1"].apis == {0}


def test_groups_have_apis_routes_and_backends() -> None:
    graph = of_groups(broken())
    assert graph.columns == 3
    backends = [node for node in graph.nodes if node.kind == "backend"]
    assert [(node.name, node.state, node.lines) for node in backends] == [
        ("items-load-balancer", "open", ()),
        ("orders-load-balancer", "closed", ("✗ target group orders-targets",)),
        ("prices-load-balancer", "open", ()),
        ("stock-load-balancer", "unknown", ("? listener stock-80",)),
    ]
    assert len([node for node in graph.nodes if node.kind == "API"]) == 2


def test_of_many_apis_those_that_are_not_open_come_first() -> None:
    paths = [*large(30, 1, 1), path("shut", "items", target=hop("target", "t", "closed"))]
    nodes = of_apis(paths, 3).nodes
    assert [(node.name, node.state) for node in nodes] == [
        ("client", "open"),
        ("shut, stage v1", "closed"),
        ("api0, stage v1", "open"),
        ("api1, stage v1", "open"),
        ("28 more", "open"),
    ]


def test_what_leads_to_a_hop_may_be_told_wrongly_without_harm() -> None:
    odd = RequestPath(api="api", state="open", hops=(hop("client", "c", after=(7,)), hop("odd", "o", after=(1, 0, -1))))
    assert (of_hops([odd]).edges, of_hops([odd]).columns) == (((0, 1),), 2)


@pytest.mark.parametrize("graph", [of_hops([]), of_groups([]), of_hops([RequestPath(api="api", state="open")])])
def test_no_hops_are_no_graph_of_them(graph: Graph) -> None:
    assert graph.columns <= 1
    assert graph.edges == ()


def test_a_resource_belongs_to_the_apis_whose_requests_come_by() -> None:
    paths = broken()
    assert apis_of(paths) == ["shop, stage v1", "partners, stage v1"]
    at = apis_at(paths)
    assert (at["urn:target:items-target"], at["urn:target-group:orders-targets"]) == ({0, 1}, {0})


def test_closed_decides_before_unknown() -> None:
    assert [worst(["open", "closed", "unknown"]), worst(["unknown", "open"]), worst([])] == [
        "closed",
        "unknown",
        "open",
    ]
