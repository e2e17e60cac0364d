"""By what rows name things."""

from ...model.families import API, REST_API
from ...model.gateway.rest_method import RESOURCE
from ...model.relations import Field

METHOD_OF: tuple[Field, ...] = (("restApi", API), ("resourceId", (RESOURCE, REST_API)), ("httpMethod", ()))
