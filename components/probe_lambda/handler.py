"""Probe that calls the API the way a client does, from inside the VPC, and says which link of the chain is broken.

The Python files of this folder are all that is deployed: Python 3.13, `handler.handler`, the boto3 of the runtime.

Environment:
    API_URL            Where the API is: `https://HOST`, or `https://HOST/STAGE`. Required.
    PROBE_PATH         The path below it that is asked for with GET. Default `/`.
    PROBE_NAME         What this probe is called: the value of the metrics' dimension. Required.
    METRIC_NAMESPACE   The namespace of the metrics. Required.
    EXPECTED_STATUS    The one status that is right. Default: any from 200 to 399.
    API_KEY_PARAMETER  The SSM parameter that holds the key; the first line of its value is sent as `x-api-key`.
                       Default: no key is sent.
    HOST_HEADER        The header Host, where the URL is that of an endpoint. Default: the URL's host.
    TIMEOUT_SECONDS    How long connection and answer may take together. Default 10. API Gateway waits 29 seconds for
                       a backend by itself: its own 504 is only seen with more than that.

Event: `{}`, or `{"fail": true}`, which makes a call that went wrong an error of the function: after `pulumi up`,
`aws lambda invoke --payload '{"fail": true}'` is the proof that the chain works.

Returns `{"ok": bool, "status": int | None, "latency_ms": float | None, "error": str | None}`; `error` is a name of
SYMPTOMS in symptoms.py, which says where to look.

Writes one line to standard output, in CloudWatch's embedded metric format, so that neither metrics nor logs need an
endpoint in the VPC. Metrics, by the dimension `Probe`: `ProbeSuccess` (Count; 1 or 0), `ProbeLatency` (Milliseconds;
only where an answer came). The line also says url, status, error, hop, meaning, detail and requestId; never the key.

The role needs `ssm:GetParameter` on the parameter, and `kms:Decrypt` where it is encrypted with a key of one's own; in
a VPC without a way out, the endpoint `ssm`. Give the function a timeout of TIMEOUT_SECONDS + 20.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from call import CallError, Outcome, get
from symptoms import SYMPTOMS

# The SDK's own defaults are 60 seconds for each of several attempts.
PATIENCE = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})


class ProbeFailedError(Exception):
    """A call that was to be the proof went wrong."""


@dataclass(frozen=True)
class Probe:
    """What is called, and what is expected. Timeout in seconds."""

    name: str
    namespace: str
    url: SplitResult
    expected: frozenset[int]
    timeout: float
    key_parameter: str
    host_header: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Reads the environment variables. Raises ValueError, which names the variable and what it should be."""
        base = _required(environment, "API_URL")
        url = urlsplit(base.rstrip("/") + "/" + environment.get("PROBE_PATH", "").lstrip("/"))
        if url.scheme not in {"http", "https"} or not url.hostname:
            raise ValueError(f"API_URL is {base!r}: it must be https://HOST or https://HOST/STAGE")
        status = _number(environment, "EXPECTED_STATUS", 0)
        return cls(
            name=_required(environment, "PROBE_NAME"),
            namespace=_required(environment, "METRIC_NAMESPACE"),
            url=url,
            expected=frozenset([int(status)] if status else range(200, 400)),
            timeout=_number(environment, "TIMEOUT_SECONDS", 10),
            key_parameter=environment.get("API_KEY_PARAMETER", ""),
            host_header=environment.get("HOST_HEADER", ""),
        )

    def call(self) -> Outcome:
        """Calls the API once."""
        try:
            return get(self.url, self._headers(), self.expected, self.timeout)
        except CallError as failure:
            return Outcome(error=failure.error, detail=failure.detail)

    def _headers(self) -> dict[str, str | bytes]:
        headers: dict[str, str | bytes] = {"User-Agent": "private-api-probe", "Accept": "*/*"}
        if self.host_header:
            headers["Host"] = self.host_header
        if self.key_parameter:
            # As bytes: what http.client cannot encode, it would show in its error.
            headers["x-api-key"] = _key(self.key_parameter).encode()
        return headers

    def line(self, outcome: Outcome) -> str:
        """What is logged: metrics in the embedded metric format, and what they came from."""
        metrics: dict[str, tuple[float, str]] = {"ProbeSuccess": (int(outcome.error is None), "Count")}
        if outcome.latency is not None:
            metrics["ProbeLatency"] = (outcome.latency, "Milliseconds")
        directive = {
            "Namespace": self.namespace,
            "Dimensions": [["Probe"]],
            "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()],
        }
        symptom = SYMPTOMS[outcome.error] if outcome.error else None
        told = {
            "Probe": self.name,
            "url": self.url.geturl(),
            "status": outcome.status,
            "error": outcome.error,
            "hop": symptom and symptom.hop,
            "meaning": symptom and symptom.meaning,
            "detail": outcome.detail,
            "requestId": outcome.request_id,
        }
        return json.dumps(
            {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}}
            | {name: value for name, (value, _) in metrics.items()}
            | {name: value for name, value in told.items() if value is not None}
        )


def _required(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "")
    if not value:
        raise ValueError(f"{variable} is missing: the probe needs it")
    return value


def _number(environment: Mapping[str, str], variable: str, default: float) -> float:
    text = environment.get(variable, "")
    try:
        return float(text) if text else default
    except ValueError as error:
        raise ValueError(f"{variable} is {text!r}: it must be a number") from error


def _key(parameter: str) -> str:
    """The first key of a parameter. Raises CallError."""
    try:
        ssm = boto3.client("ssm", config=PATIENCE)
        value = ssm.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"]
    except (BotoCoreError, ClientError) as error:
        raise CallError("key-unreadable", f"{parameter}: {error}") from error
    keys = value.split()
    if not keys:
        raise CallError("key-unreadable", f"{parameter} holds no key")
    return keys[0]


# Made once for an execution environment, while it starts. A mistake in the environment is an error there and then.
PROBE = Probe.of(os.environ)


def handler(event: Mapping[str, Any] | None, _context: object) -> dict[str, Any]:
    """Calls the API once, and reports. Raises ProbeFailedError if the event asks for it and the call went wrong."""
    outcome = PROBE.call()
    sys.stdout.write(PROBE.line(outcome) + "\n")
    sys.stdout.flush()
    if outcome.error and (event or {}).get("fail"):
        status = f" (status {outcome.status})" if outcome.status else ""
        raise ProbeFailedError(f"{outcome.error}{status}: {SYMPTOMS[outcome.error].meaning}")
    return {
        "ok": outcome.error is None,
        "status": outcome.status,
        "latency_ms": outcome.latency,
        "error": outcome.error,
    }
