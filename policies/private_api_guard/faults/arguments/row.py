"""What a row of this table says."""

from typing import NamedTuple

from ...model.arguments import Condition
from ...model.hop import Hop
from ..fault import Fault
from ..symptoms import APPLY_FAILS

AWS = "https://docs.aws.amazon.com"


class Row(NamedTuple):
    """That AWS refuses a resource of a family of which something holds, and the fault of asking for it."""

    family: str
    refused: Condition
    fault: Fault


def refusal(
    fault: str, hop: Hop, title: str, error: str, remedy: str, source: str, covers: tuple[str, ...] = ()
) -> Fault:
    """A fault by what AWS answers; `source` is a page of its documentation, without the host."""
    symptom = APPLY_FAILS.told(f": {error}")
    return Fault(
        id=fault, hop=hop, title=title, symptom=symptom, remedy=remedy, source=f"{AWS}/{source}", covers=covers
    )
