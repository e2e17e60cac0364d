"""What the classes of a provider's SDK, such as `pulumi_aws`, say of its resource types and functions.

The SDK is generated from the provider's schema: of each property it tells the type, whether it is an input, whether it
must be given, whether it always has a value once the resource exists, and whether it is secret. This module needs
`pulumi` alone beside the SDK: the interpreter of a program can run it, too (`preflight.answers.installed`).
"""

import ast
import collections.abc
import contextlib
import importlib
import importlib.util
import inspect
import json
import re
import sys
import textwrap
import typing
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, ForwardRef

import pulumi

Facts = dict[str, Any]
CLASSES = ("required", "optional", "optional+computed", "computed")
"""The classes of a type's properties."""
Shapes = dict[str, dict[str, str]]

# Objects below these are taken as they are given: nobody asks for what is in them, and there are a thousand.
_DEEPEST = 3
_PLAIN_MODULES = {"wafv2"}


def facts_of(token: str) -> Facts:
    """One type: `kinds`, and the names of its `required`, `optional`, `optional+computed`, `computed`, `secret` ones.

    An optional input whose output is not optional is `optional+computed`: the provider gives it a value if the program
    does not. Raises `LookupError` if the SDK has no such type.
    """
    resource = resource_class(token)
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
    module = token.split(":")[1].split("/", 1)[0]
    shapes = {} if module in _PLAIN_MODULES else _shapes(resource_class(token))
    return {f"{module}.{name}": shape for name, shape in shapes.items()}


def function_facts(token: str) -> Facts:
    """One function: the names of its `arguments`, what its result `always` has, and what it has where it was `given`.

    Properties have kinds; `shapes` are the nested objects of the result. Raises `LookupError` if there is none.
    """
    function = _member(token, _snake(token.rsplit(":", 1)[1]))
    source = inspect.getsource(function) if inspect.isfunction(function) else ""
    result = vars(sys.modules[function.__module__]).get(_found(r"\btyp=(\w+)", source)) if source else None
    if result is None or f"'{token}'" not in source:
        raise LookupError(f"{_package(token)} has no function {token}")
    namespace = vars(sys.modules[result.__module__])
    always, given = {}, {}
    for name, annotation in sorted(_annotations(result)):
        (given if _is_optional(annotation) else always)[name] = _kind(annotation, namespace)
    return {
        "arguments": sorted(re.findall(r"__args__\['(\w+)'\]", source)),
        "always": always,
        "given": given,
        "shapes": _shapes(result),
    }


def tokens(package: str) -> tuple[list[str], list[str]]:
    """All resource types of a package, and all its functions, as its installed SDK names them."""
    root = _imported(package)
    listed = _found(r'resource_modules="""(.*?)"""', inspect.getsource(root)) if root else ""
    types = sorted(token for module in json.loads(listed or "[]") for token in module["classes"])
    functions: set[str] = set()
    for file in sorted(Path(str(root.__file__)).parent.rglob("*.py")) if root else ():
        text = file.read_text(encoding="utf-8")
        functions.update(re.findall(r"pulumi\.runtime\.invoke\('([^']+)'", text))
    return types, sorted(functions - {*types})


def resource_class(token: str) -> type:
    """The class of a type: `aws:lb/targetGroup:TargetGroup` is `pulumi_aws.lb.TargetGroup`. Raises `LookupError`."""
    found = _member(token, token.rsplit(":", 1)[1])
    if getattr(found, "pulumi_type", None) != token:
        raise LookupError(f"{_package(token)} has no resource type {token}")
    return found  # pyrefly: ignore - whatever has a type of this name is a class


def by_class(told: Facts) -> Facts:
    """The facts of a type with each name once, with its kind, in the class that it belongs to."""
    kinds = told["kinds"]
    found = {name: {each: kinds[each] for each in told[name]} for name in CLASSES if told[name]}
    return found | ({"secret": told["secret"]} if told["secret"] else {})


def main() -> None:
    """Write as JSON what the SDKs of this interpreter have of the types and functions that the arguments name."""
    found = {}
    for token in sys.argv[1:]:
        with contextlib.suppress(LookupError):
            found[token] = function_facts(token) if token.rsplit(":", 1)[1][:1].islower() else by_class(facts_of(token))
    json.dump(found, sys.stdout, indent=0)  # in lines, which a reader takes one by one


def _member(token: str, name: str) -> Any:
    """What the SDK has under a name in the module of a token; None if there is none."""
    path = token.split(":")[1] if token.count(":") > 1 else ""
    # The outer module first: what is imported before the lazy one that holds it is never among its members.
    for place in (path.split("/", 1)[0], path.replace("/", ".")):
        with warnings.catch_warnings():
            # Of old types in the module, which loads when it is asked.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = getattr(_module(_package(token), place), name, None)
        if found is not None:
            return found
    return None


def _package(token: str) -> str:
    return f"pulumi_{token.split(':', 1)[0].replace('-', '_')}"


def _module(package: str, name: str) -> ModuleType | None:
    """The module of an SDK; one that is a word of Python's has an underscore after it: `lambda_`."""
    name = name.lower()
    places = (package,) if name in ("", "index") else (f"{package}.{name}", f"{package}.{name}_")
    return next((found for place in places if (found := _imported(place))), None)


def _imported(place: str) -> ModuleType | None:
    try:
        return importlib.import_module(place) if importlib.util.find_spec(place) else None
    except ModuleNotFoundError:  # of what it is below
        return None


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _snake(name: str) -> str:
    """A name as Python has it, as the SDK's generator writes it: `getVpcIamPool` is `get_vpc_iam_pool`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _shapes(owner: type) -> Shapes:
    """The nested objects of a class, by name, as deep as anybody asks."""
    found: Shapes = {}
    level = [owner]
    for _ in range(_DEEPEST):
        level = [
            below
            for each in level
            for _, annotation in _annotations(each)
            for below in _objects(annotation, vars(sys.modules[each.__module__]))
        ]
        for shape in level:
            namespace = vars(sys.modules[shape.__module__])
            found[shape.__name__] = {
                name: _kind(annotation, namespace) for name, annotation in sorted(_annotations(shape))
            }
    return found


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


if __name__ == "__main__":
    main()
