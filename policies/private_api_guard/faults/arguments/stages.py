"""Stages and their settings.

Sources: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html and
https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html
"""

from ...model.arguments import any_entry, any_name, beyond, like, unlike
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_V1, _V2 = "apigateway.Stage", "apigatewayv2.Stage"
_CREATE = "apigateway/latest/api/API_CreateStage.html"
_NAME = r"[A-Za-z0-9_-]+"
_MALFORMED = refusal(
    "deployment/stage-name-malformed", Hop.DEPLOYMENT,
    "The stage's name has other characters than letters, digits, hyphens and underscores",
    "BadRequestException",
    "Name the stage by letters, digits, hyphens and underscores; that of an HTTP API may be $default.",
    _CREATE,
)  # fmt: skip
_VARIABLE = refusal(
    "deployment/stage-variable-malformed", Hop.DEPLOYMENT,
    "A stage variable has a name or value that API Gateway does not take",
    "BadRequestException, invalid stage variable value: please use values with alphanumeric characters and the symbols"
    " ' ', '-', '.', '_', ':', '/', '?', '&', '=', and ','",
    "Name it by letters, digits and underscores; leave it out where it is empty, and keep other characters out of it.",
    _CREATE,
)  # fmt: skip
_VALUE = r"[\w\-.~:/?#&=, ]+"
_VARIABLES = {_V1: "variables", _V2: "stageVariables"}

ROWS = (
    Row(_V1, unlike("stageName", _NAME), _MALFORMED),
    Row(_V2, unlike("name", rf"\$default|{_NAME}"), _MALFORMED),
    *(Row(family, any_name(key, r"(?!\w+$).*"), _VARIABLE) for family, key in _VARIABLES.items()),
    *(Row(family, any_entry(key, rf"(?!{_VALUE}$).*"), _VARIABLE) for family, key in _VARIABLES.items()),
    Row(
        _V1, beyond("canarySettings.percentTraffic", 0, 100),
        refusal(
            "deployment/canary-share", Hop.DEPLOYMENT,
            "The canary is to have less than nothing of the requests, or more than all",
            "BadRequestException, percentTraffic has to be between 0.0 and 100.0",
            "Set canarySettings.percentTraffic from 0 to 100.",
            "apigateway/latest/api/API_CanarySettings.html",
        ),
    ),
    Row(
        "apigateway.MethodSettings", like("methodPath", r"/[^/*]+/.*") | unlike("methodPath", r".*/(?:[A-Z]+|\*)"),
        refusal(
            "deployment/settings-path-malformed", Hop.DEPLOYMENT,
            "Method settings are for a path that API Gateway does not know in this form",
            "BadRequestException, invalid method setting path",
            "Write */* for all methods, else the path without its first slash and the method: orders/{id}/GET.",
            "apigateway/latest/api/API_Stage.html",
        ),
    ),
)  # fmt: skip
