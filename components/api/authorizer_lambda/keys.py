"""The keys that consumers may send, read from SSM parameters and kept for a while."""

import hashlib
import hmac
import logging
import time
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

REREAD_SECONDS = 3
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
NAMES_PER_CALL = 10
# A caller waits for this: the SDK's own defaults are 60 seconds for each of several attempts.
PATIENCE = Config(connect_timeout=1, read_timeout=1.5, retries={"mode": "standard", "total_max_attempts": 2})

LOG = logging.getLogger(__name__)


class KeysUnavailableError(Exception):
    """Whether a key is valid cannot be said, because parameters cannot be read."""


class Caller(NamedTuple):
    """Who sent a key, and which of its keys it is, from 1."""

    consumer: str
    key_number: int


class KeyRing:
    """The keys of all consumers, as this execution environment knows them. Only digests are kept."""

    def __init__(self, consumers: Mapping[str, str], cache_seconds: float, stale_seconds: float) -> None:
        """Takes the consumer of each parameter, by the parameter's name."""
        self._consumers = consumers
        self._cache_seconds = cache_seconds
        self._stale_seconds = stale_seconds
        self._ssm = boto3.client("ssm", config=PATIENCE)
        self._callers: dict[bytes, Caller] = {}
        self._read_at = self._tried_at = float("-inf")
        self._problem = ""

    def caller(self, key: str) -> Caller | None:
        """Who has this key; None if nobody has. Raises KeysUnavailableError if that cannot be said."""
        if not 0 <= self._age() < self._cache_seconds:
            self._refresh()
        found = self._find(key)
        if found is None:
            self._refresh()
            found = self._find(key)
        if found is None and self._problem:
            raise KeysUnavailableError(self._problem)
        return found

    def _find(self, key: str) -> Caller | None:
        """Compares with every key, in a time that does not tell how much of one was right."""
        sought, found = _digest(key), None
        for digest, caller in self._callers.items():
            if hmac.compare_digest(digest, sought):
                found = caller
        return found

    def _age(self) -> float:
        # The wall clock, because the monotonic one may stand still while the environment is frozen.
        return time.time() - self._read_at

    def _refresh(self) -> None:
        """Reads the parameters again, unless that was tried just now. What was read before serves while SSM fails."""
        if 0 <= time.time() - self._tried_at < REREAD_SECONDS:
            return
        self._tried_at = time.time()
        try:
            values = self._values()
        except (BotoCoreError, ClientError) as error:
            self._problem = f"SSM parameters cannot be read: {error}"
            if self._age() >= self._cache_seconds + self._stale_seconds:
                self._callers = {}
        else:
            self._read_at = self._tried_at
            self._callers = self._callers_of(values)
            without = [name for name in self._consumers if not _lines(values.get(name, ""))]
            self._problem = f"SSM parameters are missing or hold no key: {', '.join(without)}" if without else ""
        if self._problem:
            LOG.error(self._problem)

    def _values(self) -> dict[str, str]:
        names, values = list(self._consumers), {}
        for start in range(0, len(names), NAMES_PER_CALL):
            batch = names[start : start + NAMES_PER_CALL]
            for parameter in self._ssm.get_parameters(Names=batch, WithDecryption=True)["Parameters"]:
                # A parameter that another account shares is asked for by its ARN.
                values[parameter["Name"]] = values[parameter["ARN"]] = parameter["Value"]
        return values

    def _callers_of(self, values: Mapping[str, str]) -> dict[bytes, Caller]:
        callers: dict[bytes, Caller] = {}
        numbers: Counter[str] = Counter()
        for name, consumer in self._consumers.items():
            for key in _lines(values.get(name, "")):
                numbers[consumer] += 1
                callers.setdefault(_digest(key), Caller(consumer, numbers[consumer]))
        return callers


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]
