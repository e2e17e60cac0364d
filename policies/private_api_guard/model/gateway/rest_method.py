"""Methods of REST APIs that stand as resources: what ties them to their integrations and responses.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from ..families import API, AUTHORIZERS, REST_API
from ..values import Key, Resource, Stack, Value, grouped
from ..verdict import Verdict, closed, opened, unknown
from .integration import Integrations
from .method import Method

RESOURCE: Final = "apigateway.Resource"
METHOD: Final = "apigateway.Method"
INTEGRATION: Final = "apigateway.Integration"
METHOD_RESPONSE: Final = "apigateway.MethodResponse"
RESPONSE: Final = "apigateway.IntegrationResponse"


@dataclass(frozen=True)
class Slot:
    """The place of a method in a REST API, which ties it to its integration and responses: API, resource and verb.

    Where the resource can not be told, `owner` holds all that may be meant.
    """

    api: Key | None
    owner: Key | tuple[Key, ...]
    verb: Value[str]

    def beside(self, other: "Slot") -> bool:
        """Whether both are of one resource."""
        return (self.api, self.owner) == (other.api, other.owner)

    @property
    def placed(self) -> bool:
        """Whether resource and verb are known."""
        return isinstance(self.owner, str) and self.verb.known is not None

    @property
    def unknown(self) -> str:
        """The property that keeps it from being known; empty where it is known."""
        if self.api is None:
            return "restApi"
        if self.verb.known is None:
            return "httpMethod"
        return "" if isinstance(self.owner, str) else "resourceId"


class RestMethods:
    """The methods of REST APIs, by the key of their API, each with its integration.

    `whole` are the APIs of which the stack shows all methods, as far as it is known where these belong. `strays` are
    the integrations of theirs that belong to no method, `adrift` the methods of which nobody can say whose they are.
    """

    def __init__(self, stack: Stack, integrations: Integrations, whole: Container[Key]) -> None:
        self._stack = stack
        self._methods = self._slots(METHOD)
        self._integrations = self._slots(INTEGRATION)
        self._of_slot = {slot: resource for resource, slot in self._integrations.items()}
        self._of_method = self._followers()
        self._loose = self._vague(self._integrations)
        responses = self._slots(RESPONSE)
        self._response = next(iter(self._vague(responses).values()), "")
        made = self._slots(METHOD_RESPONSE) | responses
        self._responding = grouped((slot, each) for each, slot in made.items())
        self.strays = self._strays(whole)
        self.adrift = tuple(resource for resource, slot in self._methods.items() if slot.api is None)
        self.by_api = grouped(
            (slot.api, self._method(each, slot, integrations)) for each, slot in self._methods.items()
        )

    def _slots(self, family: str) -> dict[Resource, Slot]:
        return {resource: self._slot(resource) for resource in self._stack.of(family)}

    def _slot(self, resource: Resource) -> Slot:
        owner = self._stack.refer(resource, "resourceId", RESOURCE, REST_API)
        return Slot(
            self._stack.refer(resource, "restApi", *API).key,
            owner.key or tuple(sorted(owner.keys)),
            resource.text("httpMethod").map(str.upper),
        )

    @staticmethod
    def _vague(slots: dict[Resource, Slot]) -> dict[Key, str]:
        """By API, the property that keeps a slot from being known; the empty key stands for any API."""
        return {slot.api or "": f"{resource.name}.{slot.unknown}" for resource, slot in slots.items() if slot.unknown}

    def _strays(self, whole: Container[Key]) -> tuple[Resource, ...]:
        filled, vague = set(self._methods.values()), self._vague(self._methods)
        return tuple(
            resource
            for resource, slot in self._integrations.items()
            if not slot.unknown
            and slot not in filled
            and slot.api is not None
            and slot.api in whole
            and not {slot.api, ""} & vague.keys()
            # A resource that another stack adds may have its method from there as well.
            and slot.owner in self._stack.by_urn
        )

    def _followers(self) -> dict[str, Resource]:
        """Integrations whose place is not known, by the method from which the missing part is made."""
        methods = {resource.urn for resource in self._methods}
        found: dict[str, Resource] = {}
        for resource, slot in self._integrations.items():
            for key in () if slot.placed else ("httpMethod", "resourceId"):
                sources = [urn for urn in resource.feeds(key) if urn in methods]
                if len(sources) == 1:
                    found.setdefault(sources[0], resource)
        return found

    def _method(self, resource: Resource, slot: Slot, integrations: Integrations) -> Method:
        integration = self._of_slot.get(slot) or self._of_method.get(resource.urn)
        loose = self._loose.get(slot.api or "") or self._loose.get("", "")
        beside = (each for each in self.strays if slot.beside(self._integrations[each]))
        return Method(
            resource=resource,
            verb=slot.verb.known or "?",
            path=self._path(resource),
            place=slot.owner if isinstance(slot.owner, str) else "",
            key_required=resource.flag("apiKeyRequired").or_else(False),
            authorization=resource.text("authorization").or_else("NONE"),
            authorizer=self._stack.refer(resource, "authorizerId", *AUTHORIZERS),
            integration=integrations.of_rest_api(integration) if integration else None,
            unmatched=f"{resource.name}.{slot.unknown}" if slot.unknown else loose,
            beside=next(beside, None) if integration is None else None,
            responds=self._responds(slot),
            responses=self._responding.get(slot, ()),
            declared=resource.mapping("requestParameters").or_else({}),
        )

    def _responds(self, slot: Slot) -> Verdict:
        if any(each.family == RESPONSE for each in self._responding.get(slot, ())):
            return opened()
        return unknown(self._response) if self._response else closed("no integration response has its place")

    def _path(self, method: Resource) -> str:
        """The path of a method, put together from its resources."""
        parts: list[str] = []
        seen: set[str] = set()
        owner = self._stack.refer(method, "resourceId", RESOURCE).one
        while owner is not None and owner.urn not in seen:
            seen.add(owner.urn)
            parts.append(owner.text("pathPart").known or "…")
            owner = self._stack.refer(owner, "parentId", RESOURCE).one
        return "/" + "/".join(reversed(parts))
