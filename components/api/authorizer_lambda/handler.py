"""Lambda authorizer that lets in whoever sends a key that stands in an SSM parameter.

The Python files of this folder are all that is deployed: Python 3.13, `handler.handler`, the boto3 of the runtime. It
serves REST APIs as REQUEST authorizer and HTTP APIs with payload format 2.0 and simple responses.

Identity source: `method.request.header.x-api-key`, for HTTP APIs `$request.header.x-api-key`.

Environment:
    PARAMETER_NAMES   Names of SSM parameters, separated by commas. An entry is `NAME` or `CONSUMER=NAME`; without
                      CONSUMER, the consumer is the last segment of the name. A consumer may have several. Required.
    CACHE_SECONDS     How long keys are kept in the execution environment. Default 60; less than 3 is 3.
    STALE_SECONDS     How much longer they serve while SSM cannot be read; 0 for not at all. Default 900.
    RETURN_USAGE_KEY  `true` returns the key as `usageIdentifierKey`: what an API with key source AUTHORIZER needs. An
                      answer then holds a secret, so the default is `false`, which fits key source HEADER.

A parameter's value is one key, or several, one a line: two are valid while a consumer changes from one to the other.
A key that nobody knows makes the parameters be read again, at most every three seconds, so that a new one works at
once. One that is withdrawn works until both caches forget it: CACHE_SECONDS, then API Gateway's.

Answers:
    known key              Allow for every route of the stage, so that API Gateway may keep the answer; `principalId`
                           is the consumer; context `consumer` and `keyNumber` (which of its keys, from 1).
    unknown key            REST: 401, by the error "Unauthorized"; API Gateway keeps policies, and nothing of an error.
                           HTTP: 403, which API Gateway keeps as it keeps any simple response.
    no key, or two         As an unknown key. API Gateway itself answers 401 where the identity source is missing.
    parameter missing,     Known keys are let in. Of any other it cannot be said whether it is valid: an error, which
    SSM unavailable        callers see as 500 AuthorizerFailureException. The log names the parameter.

The role needs `ssm:GetParameters` on the parameters, and `kms:Decrypt` where they are encrypted with a key of one's
own. With up to ten parameters an answer takes 6 seconds at worst: give the function a timeout of 10.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

import logging
import os
from collections.abc import Mapping
from typing import Any

from keys import Caller, KeyRing

HEADER = "x-api-key"
LOG = logging.getLogger(__name__)
LOG.setLevel(logging.INFO)


class UnauthorizedError(Exception):
    """The caller's key is unknown. API Gateway answers 401 to an error with exactly this text."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def _consumers(names: str) -> dict[str, str]:
    """The consumer of each parameter of PARAMETER_NAMES, by the parameter's name."""
    consumers: dict[str, str] = {}
    for entry in names.split(","):
        consumer, _, name = entry.strip().rpartition("=")
        if name:
            consumers[name] = consumer or name.rpartition("/")[2]
    if not consumers:
        raise ValueError("PARAMETER_NAMES is empty: name the SSM parameters that hold the keys, separated by commas")
    return consumers


def _seconds(variable: str, default: float) -> float:
    text = os.environ.get(variable, "")
    try:
        return float(text) if text else default
    except ValueError as error:
        raise ValueError(f"{variable} is {text!r}: it must be a number of seconds") from error


def _flag(variable: str) -> bool:
    text = os.environ.get(variable, "") or "false"
    if text not in {"true", "false"}:
        raise ValueError(f"{variable} is {text!r}: it must be true or false")
    return text == "true"


# Made once for an execution environment, while it starts. A mistake in the environment is an error there and then.
RETURN_USAGE_KEY = _flag("RETURN_USAGE_KEY")
RING = KeyRing(
    _consumers(os.environ.get("PARAMETER_NAMES", "")), _seconds("CACHE_SECONDS", 60), _seconds("STALE_SECONDS", 900)
)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answers whether a request may pass.

    Takes the event of a REQUEST authorizer (REST API, or HTTP API with payload format 2.0). Returns a policy, or
    `isAuthorized` for format 2.0. Raises UnauthorizedError (401) and KeysUnavailableError (500).
    """
    if event.get("type") != "REQUEST":
        raise ValueError(f"the authorizer's type is {event.get('type')}: it must be REQUEST, with the header as source")
    key = _sent_key(event)
    caller = RING.caller(key) if key else None
    if caller:
        LOG.info("allowed: consumer %s, key %d", caller.consumer, caller.key_number)
    else:
        LOG.info("refused: %s", "unknown key" if key else "no single key")
    if event.get("version") == "2.0":
        return {"isAuthorized": caller is not None, "context": _context_of(caller)}
    if caller is None:
        raise UnauthorizedError
    return _policy(event["methodArn"], caller) | ({"usageIdentifierKey": key} if RETURN_USAGE_KEY else {})


def _sent_key(event: Mapping[str, Any]) -> str | None:
    """The one key of a request; None where it has none, or several, of which API Gateway and we might choose others."""
    sent = {value for name, value in (event.get("headers") or {}).items() if name.lower() == HEADER}
    for name, values in (event.get("multiValueHeaders") or {}).items():
        if name.lower() == HEADER:
            sent.update(values)
    return sent.pop() if len(sent) == 1 else None


def _policy(method_arn: str, caller: Caller) -> dict[str, Any]:
    """Allows every route of the stage: API Gateway keeps the answer by key, and uses it for other routes as well."""
    *prefix, path = method_arn.split(":", 5)
    api, stage, *_ = path.split("/")
    statement = {
        "Effect": "Allow",
        "Action": "execute-api:Invoke",
        "Resource": f"{':'.join(prefix)}:{api}/{stage}/*",
    }
    return {
        "principalId": caller.consumer,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": _context_of(caller),
    }


def _context_of(caller: Caller | None) -> dict[str, str | int]:
    """What access logs and backends may know: `$context.authorizer.consumer`, `$context.authorizer.keyNumber`."""
    return {"consumer": caller.consumer, "keyNumber": caller.key_number} if caller else {}
