"""Faults by what AWS answers: the apply ends there."""

from ..model.hop import Hop
from .fault import Fault
from .symptoms import APPLY_FAILS

AWS = "https://docs.aws.amazon.com"


def refusal(
    fault: str,
    hop: Hop,
    title: str,
    error: str,
    remedy: str,
    source: str,
    covers: tuple[str, ...] = (),
    *,
    not_modelled: str = "",
) -> Fault:
    """A fault by AWS's error; `source` is a page of its documentation, without the host."""
    return Fault(
        id=fault,
        hop=hop,
        title=title,
        symptom=APPLY_FAILS.told(f": {error}"),
        remedy=remedy,
        source=f"{AWS}/{source}",
        not_modelled=not_modelled,
        covers=covers,
    )
