"""Files and answers as nobody would write them, drawn by a seed from sound ones."""

import copy
import json
import random
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from preflight.protocol.wire import ASSET, OUTPUT, RESOURCE, SECRET, SIGNATURE, UNKNOWN

DEEP = "[" * 70 + "]" * 70

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    1e300,
    "",
    " ",
    "x",
    "1",
    "\x00\x1b[31m",
    "a\nb\r\n::error::c",
    "<b>`|[a](u)@b",
    "é漢\U0001f600\u202e",
    "x" * 5000,
    "urn:pulumi:x",
    "urn:pulumi:a::b::c::d",
    "urn:pulumi:a::b::aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::",
    [],
    {},
    [None],
    [[[]]],
    {"": None},
    {"a": {"b": []}},
    json.loads(DEEP[4:-4]),
    UNKNOWN,
    {SIGNATURE: SECRET},
    {SIGNATURE: SECRET, "plaintext": "{"},
    {SIGNATURE: SECRET, "plaintext": DEEP},
    {SIGNATURE: SECRET, "plaintext": 5},
    {SIGNATURE: SECRET, "value": "s"},
    {SIGNATURE: OUTPUT},
    {SIGNATURE: OUTPUT, "value": [], "secret": 1, "dependencies": 5},
    {SIGNATURE: RESOURCE},
    {SIGNATURE: ASSET, "text": 5},
    {SIGNATURE: 5},
    {"secure": "c2VjcmV0"},
    {"secure": 5},
]

SCALARS = [
    "!!int ''",
    "!!float ''",
    "!!timestamp abc",
    "!!set {a, b}",
    "!!python/name:os.system x",
    "!a b",
    "&a [*a]",
    "&b {c: *b}",
    "*nowhere",
    "2026-02-30",
    "2026-02-28",
    "12:30:45",
    "1e999",
    ".nan",
    "0x_",
    "010",
    "yes",
    "~",
    "''",
    "|",
    ">-",
    "'",
    '"\\ud800"',
    '"\\x00"',
    "{a: 1, a: 2}",
    "{<<: 5}",
    "{? [a] : b}",
    "[a, b",
    DEEP,
    "9" * 5000,
    "x" * 20_000,
    "{secure: x}",
    "{secure: [x]}",
    "\t",
    "\x07",
    "%TAG",
    "---",
    "@a",
    "[1, [2, {b: []}]]",
]


def odd_json(draw: random.Random, value: Any) -> str:
    """A JSON text: the value with some parts replaced, removed or doubled, and at times some characters changed."""
    made = copy.deepcopy(value)
    for _ in range(draw.choice([0, 1, 1, 1, 2, 4])):
        made = _changed(draw, made)
    text = json.dumps(made, indent=draw.choice([None, 1]), ensure_ascii=draw.random() < 0.5)
    if draw.random() < 0.1:
        text = _twice(draw, text)
    return _scratched(draw, text) if draw.random() < 0.2 else text


def odd_yaml(draw: random.Random, text: str) -> str:
    """A YAML text: some of its lines given another value, doubled, removed, moved; at times some characters changed."""
    lines = text.splitlines()
    for _ in range(draw.choice([0, 1, 1, 2, 4])):
        place = draw.randrange(len(lines))
        key, colon, _ = lines[place].partition(":")
        ways = [
            [f"{key}{colon} {draw.choice(SCALARS)}"],
            [f"{key}{colon} {draw.choice(SCALARS)}"],
            [lines[place], lines[place]],
            [],
            [f"  {lines[place]}"],
            [lines[place].strip()],
            [f"{key}x{colon}", lines[place]],
            [draw.choice(lines)],
            [f"{draw.choice(SCALARS)}: {draw.choice(SCALARS)}"],
        ]
        lines[place : place + 1] = draw.choice(ways)
        lines = lines or [""]
    text = "\n".join(lines) + "\n"
    return _scratched(draw, text) if draw.random() < 0.2 else text


def odd_info(draw: random.Random) -> analyzer_pb2.AnalyzerInfo:
    """What a pack says it is."""
    return analyzer_pb2.AnalyzerInfo(
        name=_text(draw),
        displayName=_text(draw),
        version=_text(draw),
        policies=[
            analyzer_pb2.PolicyInfo(
                name=draw.choice(["policy", "policy", _text(draw)]),
                description=_text(draw),
                enforcementLevel=draw.choice([0, 1, 2, 3, 3, 17]),
                policy_type=draw.choice([0, 1, 2, 9]),
                configSchema=analyzer_pb2.PolicyConfigSchema(properties=_struct(draw), required=_texts(draw)),
            )
            for _ in range(draw.randrange(4))
        ],
        initialConfig={
            _text(draw): analyzer_pb2.PolicyConfig(
                enforcementLevel=draw.choice([0, 1, 2, 3, 9]), properties=_struct(draw)
            )
            for _ in range(draw.randrange(3))
        },
    )


def odd_answer(draw: random.Random) -> analyzer_pb2.AnalyzeResponse:
    """What a pack says of a resource or a stack."""
    return analyzer_pb2.AnalyzeResponse(
        diagnostics=[
            analyzer_pb2.AnalyzeDiagnostic(
                policyName=draw.choice(["policy", _text(draw)]),
                policyPackName=_text(draw),
                description=_text(draw),
                message=draw.choice(
                    [_text(draw), "can't run policy 'policy' from policy pack 'a@v1' during preview: a is unknown"]
                ),
                enforcementLevel=draw.choice([0, 1, 2, 3, 17]),
                urn=draw.choice(["", _text(draw), "urn:pulumi:a::b::c::d"]),
            )
            for _ in range(draw.choice([0, 1, 2, 50]))
        ]
    )


def odd_remediation(draw: random.Random) -> analyzer_pb2.RemediateResponse:
    """What a pack would change of a resource."""
    return analyzer_pb2.RemediateResponse(
        remediations=[
            analyzer_pb2.Remediation(
                policyName=_text(draw), diagnostic=draw.choice(["", "", _text(draw)]), properties=_struct(draw)
            )
            for _ in range(draw.randrange(3))
        ]
    )


def _text(draw: random.Random) -> str:
    return str(draw.choice([value for value in VALUES if isinstance(value, str)]))


def _texts(draw: random.Random) -> list[str]:
    return [_text(draw) for _ in range(draw.randrange(3))]


def _struct(draw: random.Random) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    for _ in range(draw.randrange(3)):
        value = draw.choice(VALUES)
        struct[_text(draw)] = float(value) if isinstance(value, int) else value
    return struct


def _changed(draw: random.Random, value: Any) -> Any:
    """The value with another part somewhere in it."""
    if not value or not isinstance(value, dict | list) or draw.random() < 0.15:
        return copy.deepcopy(draw.choice(VALUES))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = draw.choice(keys)
    way = draw.random()
    if way < 0.1:
        del value[key]
    elif way < 0.15 and isinstance(value, list):
        value.extend(copy.deepcopy(value[:1]) * 3)
    elif way < 0.2 and isinstance(value, dict):
        value[str(draw.choice(VALUES))[:50]] = value.pop(key)
    else:
        value[key] = _changed(draw, value[key])
    return value


def _twice(draw: random.Random, text: str) -> str:
    """The text with one of its keys given twice."""
    places = [place for place in range(len(text)) if text.startswith('": ', place)]
    if not places:
        return text
    place = draw.choice(places)
    start = text.rfind('"', 0, place)
    return f"{text[:start]}{text[start : place + 1]}: 1, {text[start:]}"


def _scratched(draw: random.Random, text: str) -> str:
    place = draw.randrange(len(text) + 1)
    return draw.choice(
        [
            text[:place],
            text[:place] + draw.choice('{}[]":,\\\n\t\x00é&*!|') + text[place:],
            text[:place] + text[place + draw.randrange(1, 20) :],
            text[:place] + text[place : place + 40] + text[place:],
        ]
    )
