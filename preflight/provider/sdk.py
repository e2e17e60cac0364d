"""What the classes of the SDK `pulumi_aws` say of the provider's resource types.

The SDK is generated from the provider's schema: of each property it tells the type, whether it is an input, whether it
must be given, whether it always has a value once the resource exists, and whether it is secret.
"""

import ast
import collections.abc
import importlib
import importlib.util
import inspect
import sys
import textwrap
import typing
import warnings
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, ForwardRef

import pulumi

Facts = dict[str, Any]
Shapes = dict[str, dict[str, str]]

# Objects below these are taken as they are given: nobody asks for what is in them, and there are a thousand.
_DEEPEST = 3
_PLAIN_MODULES = {"wafv2"}


def facts_of(token: str) -> Facts:
    """One type: `kinds`, and the names of its `required`, `optional`, `optional+computed`, `computed`, `secret` ones.

    An optional input whose output is not optional is `optional+computed`: the provider gives it a value if the program
    does not. Raises `LookupError` if the SDK has no such type.
    """
    resource = _resource(token)
    outputs = dict(_annotations(resource))
    inputs = dict(_annotations(_arguments(resource)))
    signature = inspect.signature(_arguments(resource).__init__).parameters
    required = {name for name, attribute in _attributes(_arguments(resource)) if _is_required(signature[attribute])}
    always = {name for name, annotation in outputs.items() if not _is_optional(annotation)}
    optional = inputs.keys() - required
    namespace = vars(sys.modules[resource.__module__])
    return {
        "kinds": {name: _kind(annotation, namespace) for name, annotation in sorted(outputs.items())},
        "required": sorted(required),
        "optional": sorted(optional - always),
        "optional+computed": sorted(optional & always),
        "computed": sorted(outputs.keys() - inputs.keys()),
        "secret": sorted(_secrets(resource)),
    }


def shapes_of(token: str) -> Shapes:
    """The nested objects of a type, by module and name: their properties with kinds."""
    resource = _resource(token)
    module = token.split(":")[1].split("/", 1)[0]
    found: Shapes = {}
    level = [] if module in _PLAIN_MODULES else [resource]
    for _ in range(_DEEPEST):
        level = [
            below
            for owner in level
            for _, annotation in _annotations(owner)
            for below in _objects(annotation, vars(sys.modules[owner.__module__]))
        ]
        for shape in level:
            namespace = vars(sys.modules[shape.__module__])
            found[f"{module}.{shape.__name__}"] = {
                name: _kind(annotation, namespace) for name, annotation in sorted(_annotations(shape))
            }
    return found


def _resource(token: str) -> type:
    """The class of a type: `aws:lb/targetGroup:TargetGroup` is `pulumi_aws.lb.TargetGroup`."""
    _, path, name = token.split(":")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of old types in the module, which loads when it is asked
        found = getattr(_module(path.split("/", 1)[0]), name, None)
    if getattr(found, "pulumi_type", None) != token:
        raise LookupError(f"pulumi_aws has no resource type {token}")
    return found  # pyrefly: ignore - whatever has a type of this name is a class


def _module(name: str) -> ModuleType | None:
    """The module of the SDK; one that is a word of Python's has an underscore after it: `lambda_`."""
    for place in (f"pulumi_aws.{name}", f"pulumi_aws.{name}_"):
        if importlib.util.find_spec(place):
            return importlib.import_module(place)
    return None


def _arguments(resource: type) -> type:
    """The class of a resource's inputs; it is called otherwise where a nested object took the name."""
    module = sys.modules[resource.__module__]
    return getattr(module, f"{resource.__name__}InitArgs", None) or getattr(module, f"{resource.__name__}Args")


def _attributes(owner: type) -> Iterator[tuple[str, str]]:
    """The names of properties, as the provider has them and as Python has them."""
    for attribute, value in vars(owner).items():
        if isinstance(value, property):
            yield getattr(value.fget, "_pulumi_name", attribute), attribute


def _annotations(owner: type) -> Iterator[tuple[str, Any]]:
    """The properties of a resource, its arguments or a nested object, with the types of their getters."""
    for name, attribute in _attributes(owner):
        yield name, vars(owner)[attribute].fget.__annotations__["return"]


def _is_required(parameter: inspect.Parameter) -> bool:
    return parameter.default is inspect.Parameter.empty


def _is_optional(annotation: Any) -> bool:
    """Whether an output may be None: `Output[Optional[T]]`."""
    return type(None) in typing.get_args(_of_output(annotation))


def _of_output(annotation: Any) -> Any:
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is pulumi.Output else annotation


def _plain(annotation: Any, namespace: Mapping[str, Any]) -> Any:
    """A type without Output and None; of several types, such as a text or an enum of texts, the first."""
    annotation = _of_output(annotation)
    if typing.get_origin(annotation) is typing.Union:
        annotation = next(each for each in typing.get_args(annotation) if each is not type(None))
    # The type of a name in quotes depends on the module: `typing` would answer with the first module that asked.
    name = annotation.__forward_arg__ if isinstance(annotation, ForwardRef) else annotation
    if not isinstance(name, str):
        return annotation
    first, *rest = name.split(".")
    found = namespace[first]
    for part in rest:
        found = getattr(found, part)
    return found


def _kind(annotation: Any, namespace: Mapping[str, Any]) -> str:
    """How `aws.json` writes a type."""
    plain = _plain(annotation, namespace)
    origin = typing.get_origin(plain)
    if origin is collections.abc.Sequence:
        return f"[{_kind(typing.get_args(plain)[0], namespace)}"
    if origin is collections.abc.Mapping:
        return "m"
    if isinstance(plain, type) and issubclass(plain, dict):
        return f"o:{plain.__name__}"
    return {bool: "b", int: "n", float: "n"}.get(plain, "s")


def _objects(annotation: Any, namespace: Mapping[str, Any]) -> list[type]:
    """The nested object that a property holds one or a list of."""
    plain = _plain(annotation, namespace)
    if typing.get_origin(plain) is collections.abc.Sequence:
        return _objects(typing.get_args(plain)[0], namespace)
    return [plain] if isinstance(plain, type) and issubclass(plain, dict) else []


def _secrets(resource: type) -> set[str]:
    """The outputs that the SDK asks the engine to keep secret, as its constructor says."""
    source = textwrap.dedent(inspect.getsource(vars(resource)["_internal_init"]))
    return {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg == "additional_secret_outputs"
        for name in ast.literal_eval(node.value)
    }
