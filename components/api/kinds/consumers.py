"""Who calls a REST API: keys, their plans, and the function that checks them."""

from pulumi import Output, ResourceOptions

from ...settings.apis import RestSettings
from ..access import Keys, Plan
from ..authorizer import Decision, KeyAuthorizer
from ..rest_api import RestApi
from .site import ApiSite, throttle_args


def keys_of(key: str, settings: RestSettings, site: ApiSite, opts: ResourceOptions) -> Keys | None:
    """The keys of an API's consumers, and copies of them for those who check or use them."""
    if not settings.consumers:
        return None
    prefix = f"{key}/"
    given = site.settings.secrets.api_keys
    return Keys(
        f"{site.environment}-{key}",
        {
            "consumers": settings.consumers,
            "values": {
                name.removeprefix(prefix): Output.secret(value.get_secret_value())
                for name, value in given.items()
                if name.startswith(prefix)
            },
            "parameters": f"/{site.environment}/{key}/keys" if settings.authorizer or settings.probe else None,
            "encryption_key": site.settings.operations.key,
        },
        opts,
    )


def authorizer_of(
    key: str, settings: RestSettings, keys: Keys | None, site: ApiSite, opts: ResourceOptions
) -> Decision | None:
    """The function that checks keys, where the API has one."""
    if settings.authorizer is None or keys is None:
        return None
    return KeyAuthorizer(
        f"{site.environment}-{key}",
        {
            "parameters": keys.parameters,
            "encryption_key": site.settings.operations.key,
            "cache": settings.authorizer.cache,
            "logs": site.logs,
        },
        opts,
    ).decision


def plans_of(name: str, settings: RestSettings, api: RestApi, keys: Keys | None, opts: ResourceOptions) -> None:
    """The plans on an API's stage, each tied to its consumers' keys."""
    for plan, each in settings.plans.items():
        quota = each.quota
        Plan(
            f"{name}-{plan}",
            {
                "api_id": api.api_id,
                "stage": api.stage_name,
                "keys": {
                    f"{consumer}-{label}": keys.key_ids[f"{consumer}/{label}"]
                    for consumer, labels in each.keys.items()
                    for label in labels
                }
                if keys
                else {},
                "throttle": throttle_args(each.throttle) if each.throttle else None,
                "quota": {"limit": quota.limit, "period": quota.period} if quota else None,
            },
            opts,
        )
