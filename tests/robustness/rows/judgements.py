"""What a pack writes where PRIVATE_API_REPORT says, and what `render` is given."""

from tests.robustness.row import CHECK, JUDGEMENT, RULES, Row, pack_that

_UNDRAWN = "(?s)the judgement of empty.*None of its paths is drawn"


def _written(statement: str, *, says: str = _UNDRAWN) -> Row:
    return Row(line=CHECK, status=0, says=says, writes="clean", pack=pack_that(statement))


ROWS = {
    "judgement-is-a-fifo": _written("os.path.lexists(report) or os.mkfifo(report)"),
    "judgement-is-a-folder": _written("os.path.isdir(report) or os.mkdir(report); open(report + '/x', 'w').close()"),
    "judgement-is-a-socket": _written("import socket; socket.socket(socket.AF_UNIX).bind(report)"),
    "judgement-is-a-link-to-nothing": _written("os.path.lexists(report) or os.symlink('/nowhere', report)"),
    "judgement-is-half": _written("open(report, 'w').write('{\"version\": 1, \"pa')"),
    "judgement-is-of-another-shape": _written(
        'open(report, \'w\').write(\'{"version": 1, "paths": [], "presumptions": 5}\')',
        says="(?s)presumptions.*None of its paths is drawn",
    ),
    "judgement-is-no-text": _written("open(report, 'wb').write(bytes([255, 254]))"),
    "judgement-is-missing": Row(
        line=CHECK, status=0, says="(?s)wrote no judgement.*None of its paths is drawn", files=RULES
    ),
    "judgement-of-a-pack-that-writes-none": Row(line=CHECK, status=0, quiet=True, writes="clean"),
    "rendered-judgement-of-a-command": Row(
        line='"$PREFLIGHT" render <(cat j.json)', status=0, writes="clean", files=JUDGEMENT, quiet=True
    ),
    "rendered-judgement-is-of-another-shape": Row(
        line='"$PREFLIGHT" render x.json --format json',
        status=2,
        says="presumptions",
        files={"x.json": '{"version": 1, "paths": [], "presumptions": 5}'},
    ),
}
