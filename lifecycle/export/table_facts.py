"""What was found in the table before anything was trained: rows left out, classes, findings."""

from __future__ import annotations

from typing import Any

from ..checks.step import Checked
from ..data.readers import Reading
from ..data.step import Table

SAID = ["severity", "title", "column", "detail"]


def table_facts(read: Reading, data: Table, checked: Checked) -> dict[str, Any]:
    """Return what metrics.json says of the table, the gravest finding first.

    ``classes``: the rows of each class, in the order of the classes; null for an amount.
    """
    counts = data.y.value_counts()
    return {
        "rows_read": data.rows_read,
        "rows": data.rows,
        "rows_without_target": data.rows_without_target,
        "duplicate_rows": data.duplicate_rows,
        "classes": {name: int(counts[name]) for name in data.classes} or None,
        "warnings": list(read.warnings),
        "findings": checked.findings[SAID].to_dict("records"),
    }
