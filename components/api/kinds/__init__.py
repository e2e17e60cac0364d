"""The kinds of APIs: for each class of settings the function that builds it and what stands around it."""

from collections.abc import Callable, Mapping
from typing import Any

from pulumi import ResourceOptions

from ...settings.apis import HttpApiSettings, PrivateApiSettings, RegionalApiSettings
from . import http, rest
from .site import ApiSite, BuiltApi

KINDS: Mapping[type[Any], Callable[[str, Any, ApiSite, ResourceOptions], BuiltApi]] = {
    PrivateApiSettings: rest.private,
    RegionalApiSettings: rest.regional,
    HttpApiSettings: http.build,
}


def build(key: str, site: ApiSite, opts: ResourceOptions) -> BuiltApi:
    """The API of a name, of whichever kind."""
    settings = site.settings.apis[key]
    return KINDS[type(settings)](key, settings, site, opts)
