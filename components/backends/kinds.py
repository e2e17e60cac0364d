"""The kinds of backends: each is built by the module of its name, from load balancer to targets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi import ResourceOptions

    from ..settings.backends import Backend
    from .site import Built, Site


def build(name: str, backend: Backend, site: Site, opts: ResourceOptions) -> Built:
    """A backend of whichever kind."""
    return import_module(f".{backend.kind}", __package__).build(name, backend, site, opts)
