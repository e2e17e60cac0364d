"""What AWS takes or refuses by the arguments of a resource, and by those of what it names: the words of the rows."""

from .condition import Asked, Condition, Evidence, Read
from .lists import all_of, any_entry, any_item, any_name, any_of, items_beyond
from .named import named, names, same_as
from .numbers import above, beyond, product_above
from .presence import asked_for, given, unset
from .texts import is_, is_not, like, longer, unlike

__all__ = [
    "Asked",
    "Condition",
    "Evidence",
    "Read",
    "above",
    "all_of",
    "any_entry",
    "any_item",
    "any_name",
    "any_of",
    "asked_for",
    "beyond",
    "given",
    "is_",
    "is_not",
    "items_beyond",
    "like",
    "longer",
    "named",
    "names",
    "product_above",
    "same_as",
    "unlike",
    "unset",
]
