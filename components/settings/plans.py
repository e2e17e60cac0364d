"""Settings of usage plans: who may call how often."""

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import BrokenRuleError, Setting
from .names import Label, Name
from .stages import ThrottleSettings


class QuotaSettings(Setting):
    """How many requests may come."""

    limit: int = Field(ge=1)
    """Requests in each period."""

    period: Literal["DAY", "WEEK", "MONTH"]
    """The period."""


class ConsumerSettings(Setting):
    """Somebody who calls the API."""

    name: Name
    """Its name."""

    keys: tuple[Label, ...] = Field(default=("1",), min_length=1, max_length=2)
    """Labels of its API keys. To rotate: add a second, let the consumer change over, remove the first."""


class LimitSettings(Setting):
    """How much a consumer may ask of an API."""

    throttle: ThrottleSettings | None = None
    """How fast each consumer may call."""

    quota: QuotaSettings | None = None
    """How often each consumer may call in a period."""


class PlanSettings(LimitSettings):
    """What the consumers of a plan may ask of the API, each with a key of its own."""

    consumers: tuple[Name | ConsumerSettings, ...] = Field(min_length=1)
    """Who calls the API, by name; or with the labels of its keys."""

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The labels of each consumer's keys."""
        named = [each if isinstance(each, ConsumerSettings) else ConsumerSettings(name=each) for each in self.consumers]
        return {each.name: each.keys for each in named}

    @model_validator(mode="after")
    def _consumers_once(self) -> Self:
        seen: set[str] = set()
        for position, consumer in enumerate(self.consumers):
            name = consumer if isinstance(consumer, str) else consumer.name
            if name in seen:
                raise two_of_one_name(name, ("consumers", position), "this plan")
            seen.add(name)
        return self


def two_of_one_name(name: str, key: tuple[str | int, ...], where: str) -> BrokenRuleError:
    """The error for a consumer whose name another one has."""
    return BrokenRuleError(
        f"two consumers have this name (the other is in {where})",
        allowed="names that differ within an API, and one plan for each consumer",
        remedy="rename one of them or remove it",
        key=key,
        value=name,
    )
