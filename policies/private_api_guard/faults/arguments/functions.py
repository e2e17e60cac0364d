"""Functions of Lambda.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
"""

from ...model.arguments import any_name, given, is_, unset
from ...model.families import FUNCTION
from ...model.hop import Hop
from ..refusal import refusal
from .row import Row

_CREATE = "lambda/latest/api/API_CreateFunction.html"
_VARIABLES = "lambda/latest/dg/configuration-envvars.html"
_IS_ZIP, _IS_IMAGE = is_("packageType", None, "Zip"), is_("packageType", "Image")
_RESERVED = "|".join((
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_(?:FUNCTION_NAME|FUNCTION_MEMORY_SIZE|FUNCTION_VERSION|INITIALIZATION_TYPE)",
    "AWS_LAMBDA_(?:LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)",
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
))  # fmt: skip

ROWS = (
    Row(
        FUNCTION, _IS_ZIP & unset("handler"),
        refusal(
            "authorizer/function-without-handler", Hop.AUTHORIZER,
            "The function has no handler",
            "InvalidParameterValueException, handler is mandatory for functions made from a zip archive",
            "Set handler.",
            _CREATE,
        ),
    ),
    Row(
        FUNCTION, _IS_ZIP & unset("runtime"),
        refusal(
            "authorizer/function-without-runtime", Hop.AUTHORIZER,
            "The function has no runtime",
            "InvalidParameterValueException, runtime is mandatory for functions made from a zip archive",
            "Set runtime.",
            _CREATE,
        ),
    ),
    Row(
        FUNCTION,
        is_("loggingConfig.logFormat", "Text")
        & (given("loggingConfig.applicationLogLevel") | given("loggingConfig.systemLogLevel")),
        refusal(
            "authorizer/log-level-of-text", Hop.AUTHORIZER,
            "The function has a log level, and logs plain text",
            "InvalidParameterValueException, log levels can be set for the log format JSON only",
            "Set loggingConfig.logFormat to JSON, or leave the levels out.",
            "lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
        ),
    ),
    Row(
        FUNCTION, _IS_IMAGE & (given("handler") | given("runtime") | given("layers")),
        refusal(
            "authorizer/image-with-handler", Hop.AUTHORIZER,
            "A function made from an image has a handler, a runtime or layers",
            "InvalidParameterValueException, please don't provide Handler or Runtime or Layer when the intent is to"
            " create a function with PackageType Image",
            "Leave them out: the image has them, and imageConfig overrides its command.",
            "lambda/latest/dg/images-create.html",
        ),
    ),
    Row(
        FUNCTION, any_name("environment.variables", _RESERVED),
        refusal(
            "authorizer/reserved-variable", Hop.AUTHORIZER,
            "The function's environment has a variable that Lambda keeps for itself",
            "InvalidParameterValueException, Lambda was unable to configure your environment variables because they"
            " contain reserved keys",
            "Leave it out, or give it another name: Lambda sets AWS_REGION and the like by itself.",
            _VARIABLES,
        ),
    ),
    Row(
        FUNCTION, any_name("environment.variables", rf"(?![a-zA-Z][a-zA-Z0-9_]+$)(?!(?:{_RESERVED})$).*"),
        refusal(
            "authorizer/variable-malformed", Hop.AUTHORIZER,
            "The function's environment has a variable with a name that Lambda does not take",
            "ValidationException, environment variable names must satisfy [a-zA-Z]([a-zA-Z0-9_])+",
            "Begin the name with a letter, and go on with letters, digits and underscores.",
            _VARIABLES,
        ),
    ),
)  # fmt: skip
