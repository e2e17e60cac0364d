"""A resource's provider, which checks its inputs, tells differences, and makes and changes it.

Of a type that has no schema nobody knows more than its inputs.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from preflight.protocol import wire
from preflight.protocol.wire import UNKNOWN, Properties
from preflight.provider.check import checked
from preflight.provider.create import World, all_tags, created
from preflight.provider.difference import Difference, difference
from preflight.provider.preview import planned
from preflight.provider.schema import ResourceSchema, is_aws, schema_of
from preflight.provider.update import readable, tags_differ, updated


@dataclass(frozen=True)
class Bridge:
    """The provider of one resource, in a preview or in an update. `config` is the provider's own.

    `decided` are outputs that it decides, of a type without a schema, as far as they are known.
    """

    token: str
    urn: str
    name: str
    config: Properties
    preview: bool
    world: World
    decided: Sequence[str] = ()

    @property
    def schema(self) -> ResourceSchema | None:
        """The schema of the type; None where there is none."""
        return schema_of(self.token)

    def check(self, inputs: Properties, old: Properties | None = None, seed: str = "") -> Properties:
        """The inputs with what the provider adds.

        Defaults of the inputs `old` stay; what is made up comes of `seed`, else of the URN.
        Raises `ResourceError` where there is no room for a name.
        """
        if self.schema:
            return checked(self.schema, seed or self.urn, self.name, inputs, self.config, old)
        given = {key: value for key, value in inputs.items() if value is not None}
        region = self.config.get("region")
        return {"region": region, **given} if is_aws(self.token) and region and "region" not in given else given

    def diff(self, old: tuple[Properties, Properties], new: Properties) -> Difference:
        """What is other than in the inputs and outputs `old`."""
        inputs, outputs = old
        found = difference(self.token, self.schema, inputs, new)
        if self.schema and "tags" not in found.changed and tags_differ(self.schema, outputs, new, self.config):
            return replace(found, paths=(*found.paths, "tagsAll"))
        return found

    def create(self, inputs: Properties, seed: str = "") -> Properties:
        """The outputs of a new resource."""
        if self.schema is None:
            made = UNKNOWN if self.preview else str(uuid.uuid5(uuid.NAMESPACE_URL, seed or self.urn))
            return self._made({**dict.fromkeys(self.decided, UNKNOWN), **inputs, "id": made})
        if self.preview:
            return planned(self.schema, inputs)
        return self._made(created(self.schema, self.urn, inputs, self.config, self.world, seed))

    def update(self, old: tuple[Properties, Properties], new: Properties, found: Difference) -> Properties:
        """The outputs of a resource that is updated in place."""
        inputs, outputs = old
        if self.schema is None:
            return self._made({**outputs, **new})
        made = (
            planned(self.schema, new) if self.preview else created(self.schema, self.urn, new, self.config, self.world)
        )
        if "tagsAll" in made and not wire.has_unknown(new.get("tags")):
            made["tagsAll"] = all_tags(new, self.config)
            found = replace(found, paths=(*found.paths, "tagsAll"))
        return self._made(readable(updated(self.schema, outputs, made, new, found), inputs, new))

    def same(self, old: tuple[Properties, Properties], new: Properties) -> Properties:
        """The outputs of a resource that stays as it is."""
        inputs, outputs = old
        return self._made(readable(outputs, inputs, new))

    def _made(self, outputs: Properties) -> Properties:
        """Outputs of what is there, which others refer to."""
        made = outputs.get("id")
        if isinstance(made, str) and not wire.is_unknown(made):
            self.world[made] = wire.in_clear(outputs)
            root = outputs.get("rootResourceId")
            if self.schema and self.schema.module == "apigateway" and isinstance(root, str):
                self.world[root] = {"path": "/"}
        return outputs
