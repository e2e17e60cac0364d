"""The report as JSON, as `report.schema.json` describes it."""

import json

from preflight.report.report import Report


def to_json(report: Report) -> str:
    """The report's document."""
    return json.dumps(report.document(), indent=2, ensure_ascii=False) + "\n"
