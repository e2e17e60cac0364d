"""URIs of integrations: their parts, and stage variables in them."""

import pytest

from private_api_guard.model.gateway.uri import filled, parts, variables
from private_api_guard.model.values.value import absent, known, not_known


@pytest.mark.parametrize(
    ("text", "scheme", "host", "port"),
    [
        ("http://web.example.com", "http", "web.example.com", 80),
        ("https://web.example.com/orders", "https", "web.example.com", 443),
        ("HTTPS://web.example.com", "https", "web.example.com", 443),
        ("http://web.example.com:8080/orders?x=1", "http", "web.example.com", 8080),
        ("https://web.example.com:80", "https", "web.example.com", 80),
        ("http://10.0.0.1:9000/{proxy}", "http", "10.0.0.1", 9000),
        ("web.example.com/orders", "http", "web.example.com", 80),
        ("ftp://web.example.com", "ftp", "web.example.com", None),
        ("http://web.example.com:port/", "http", "web.example.com", None),
        ("http://web.example.com:²/", "http", "web.example.com", None),
        ("http://${stageVariables.host}:8080/orders", "http", None, 8080),
        ("http://$stageVariables.host:8080/orders", "http", None, 8080),
        ("https://api.${stageVariables.domain}", "https", None, None),
        ("http://${stageVariables.name}.example.com/", "http", None, 80),
        ("http://web.example.com:${stageVariables.port}/", "http", "web.example.com", None),
        ("http://web.example.com/${stageVariables.path}", "http", "web.example.com", 80),
        ("${stageVariables.url}", None, None, None),
        ("${stageVariables.url}:8080/orders", None, None, 8080),
        ("", "http", "", 80),
    ],
)
def test_the_parts_of_a_uri(text, scheme, host, port):
    found = parts(known(text, "orders", "uri"))
    assert (found.scheme.known, found.host.known, found.port.known) == (scheme, host, port)
    assert {each.where for each in (found.text, found.scheme, found.host, found.port)} == {"orders.uri"}


@pytest.mark.parametrize("text", [not_known("orders", "uri"), absent("orders", "uri")])
def test_nothing_is_known_of_a_uri_that_is_not(text):
    found = parts(text)
    assert found.scheme == found.host == found.port == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("http://web", ()),
        ("http://${stageVariables.host}:${stageVariables.port}/${stageVariables.host}", ("host", "port")),
        ("$stageVariables.a_1-x", ("a_1",)),
        ("${stageVariables.}", ()),
        ("{stageVariables.host}", ()),
    ],
)
def test_the_stage_variables_of_a_text(text, names):
    assert variables(known(text)) == names


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("http://${stageVariables.host}:${stageVariables.port}", "http://web:8080"),
        ("http://$stageVariables.host:8080", "http://web:8080"),
        # The longer name is not the shorter one with something behind it.
        ("$stageVariables.hosts", "$stageVariables.hosts"),
        (
            "http://${stageVariables.host}:${stageVariables.later}",
            "http://${stageVariables.host}:${stageVariables.later}",
        ),
        ("http://${stageVariables.none}", "http://${stageVariables.none}"),
        ("http://web/", "http://web/"),
    ],
)
def test_a_text_is_filled_in_where_all_its_variables_are_known(text, whole):
    values = {"host": known("web"), "port": known("8080"), "later": not_known("live", "later")}
    assert filled(known(text), lambda name: values.get(name, absent())).known == whole
