"""What a row of this table says."""

from typing import NamedTuple

from ...model.arguments import Condition
from ..fault import Fault


class Row(NamedTuple):
    """That AWS refuses a resource of a family of which something holds, and the fault of asking for it."""

    family: str
    refused: Condition
    fault: Fault
