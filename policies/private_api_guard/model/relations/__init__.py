"""What AWS asks of how resources refer to each other: the mechanisms behind the rows of that table."""

from .named import Field
from .precedence import Early, Precedence, early
from .shared import API_OF, REGION_OF, Shared, Stray, strays
from .single import Single, again

__all__ = [
    "API_OF",
    "REGION_OF",
    "Early",
    "Field",
    "Precedence",
    "Shared",
    "Single",
    "Stray",
    "again",
    "early",
    "strays",
]
