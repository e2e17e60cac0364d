"""The rows, by name."""

from tests.robustness.row import Row
from tests.robustness.rows import arguments, judgements, packs, places, programs, signals, streams

ROWS: dict[str, Row] = {
    **programs.ROWS,
    **packs.ROWS,
    **judgements.ROWS,
    **streams.ROWS,
    **places.ROWS,
    **arguments.ROWS,
    **signals.ROWS,
}
