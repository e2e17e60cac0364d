"""The kinds of APIs: for each class of settings the function that builds it and what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..settings.apis import HttpApiSettings, PrivateApiSettings, RegionalApiSettings
from . import http_api, rest_api

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi import ResourceOptions

    from .site import ApiSite, BuiltApi

KINDS: Mapping[type[Any], Callable[[str, Any, ApiSite, ResourceOptions], BuiltApi]] = {
    PrivateApiSettings: rest_api.private,
    RegionalApiSettings: rest_api.regional,
    HttpApiSettings: http_api.build,
}


def build(key: str, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """The API of a name, of whichever kind."""
    settings = site.settings.apis[key]
    return KINDS[type(settings)](key, settings, site, opts)
