"""Whichever kind of backend a stack file may name, a module of its name builds it."""

from importlib import import_module
from inspect import signature
from typing import get_args

import pytest

from components.backends import kinds
from components.settings.backends import Backend

KINDS = [get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(Backend)[0])]


@pytest.mark.parametrize("kind", KINDS)
def test_the_module_of_its_name_builds_it(kind):
    module = import_module(f"components.backends.{kind}")
    assert list(signature(module.build).parameters) == list(signature(kinds.build).parameters)
