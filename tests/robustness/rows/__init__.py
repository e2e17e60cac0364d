"""The rows, by name."""

from tests.robustness.row import Row
from tests.robustness.rows import (
    arguments,
    golang,
    judgements,
    lookups,
    nodejs,
    packs,
    places,
    programs,
    signals,
    states,
    streams,
)

ROWS: dict[str, Row] = {
    **programs.ROWS,
    **nodejs.ROWS,
    **golang.ROWS,
    **packs.ROWS,
    **judgements.ROWS,
    **states.ROWS,
    **streams.ROWS,
    **lookups.ROWS,
    **places.ROWS,
    **arguments.ROWS,
    **signals.ROWS,
}
