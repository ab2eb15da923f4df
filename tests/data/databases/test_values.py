"""A column's values keep what they say, whatever batch they came in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.data.databases.snapshot import write
from lifecycle.data.databases.values import to_column


def written(values: Sequence[Any], size: int = 10_000) -> tuple[list[Any], tuple[str, ...]]:
    """Return a column as it is read back from the file, and what was noted."""
    out = io.BytesIO()
    rows = [(value, 0) for value in values]
    made = write(["x", "y"], (rows[i : i + size] for i in range(0, len(rows), size)), out)
    return pq.read_table(out)["x"].to_pylist(), made.notes


ZONE = timezone(timedelta(hours=5))
CASES: list[tuple[list[Any], str, list[Any], str]] = [
    ([True, None, False], "boolean", [True, None, False], ""),
    ([1, None, -(2**63)], "integer", [1, None, -(2**63)], ""),
    ([2**63, 1], "text", ["9223372036854775808", "1"], "too long"),
    ([Decimal("7"), Decimal("1E+3")], "integer", [7, 1000], ""),
    ([Decimal("12.30"), None], "number", [12.3, None], "exact decimals"),
    ([Decimal("12345678901234567890"), None], "text", ["12345678901234567890", None], "too long"),
    ([1, 2.5], "number", [1.0, 2.5], ""),
    ([True, 3], "integer", [1, 3], ""),
    ([date(2024, 2, 29)], "date", [date(2024, 2, 29)], ""),
    (
        [date(2024, 2, 29), datetime(2024, 1, 1, 5)],
        "moment",
        [datetime(2024, 2, 29), datetime(2024, 1, 1, 5)],
        "",
    ),
    (
        [datetime(2024, 1, 1, 5, tzinfo=ZONE)],
        "moment in UTC",
        [datetime(2024, 1, 1, tzinfo=UTC)],
        "UTC",
    ),
    (
        [datetime(2024, 1, 1, 5, tzinfo=ZONE), datetime(2024, 1, 1, 7)],
        "moment",
        [datetime(2024, 1, 1), datetime(2024, 1, 1, 7)],
        "UTC",
    ),
    ([date(9999, 12, 31), date(1, 1, 1)], "date", [None, None], "became missing"),
    ([timedelta(days=1, milliseconds=5)], "number", [86400.005], "seconds"),
    ([["a", 1], {"é": None}], "text", ['["a", 1]', '{"é": null}'], "JSON"),
    (["a", 1], "text", ["a", "1"], "different types"),
    (["a\ud800b"], "text", ["a?b"], ""),
]


@pytest.mark.parametrize(
    ("values", "kind", "kept", "noted"),
    CASES,
    ids=[f"{kind} {n}" for n, (_, kind, *_) in enumerate(CASES)],
)
def test_each_type(values: list[Any], kind: str, kept: list[Any], noted: str) -> None:
    assert to_column(values).kind == kind
    back, notes = written(values)
    assert back == kept
    assert (noted in " ".join(notes)) if noted else not notes


PLAIN = st.one_of(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=1),
    st.lists(st.none() | st.floats(allow_nan=False), min_size=1),
    st.lists(st.none() | st.booleans(), min_size=1),
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1),
    st.lists(st.none() | st.dates(date(1678, 1, 1), date(2261, 12, 31)), min_size=1),
    st.lists(st.none() | st.datetimes(datetime(1678, 1, 1), datetime(2261, 1, 1)), min_size=1),
)


@settings(max_examples=60, deadline=None)
@given(values=PLAIN, size=st.integers(1, 5))
def test_plain_values_come_back_equal_however_they_were_batched(
    values: list[Any], size: int
) -> None:
    back, notes = written(values, size)
    assert back == values
    assert notes == ()


ANY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(), st.dates(),
    st.datetimes(timezones=st.none() | st.just(ZONE)), st.timedeltas(), st.binary(max_size=3),
    st.uuids(), st.lists(st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(values=st.lists(ANY, min_size=1, max_size=8), size=st.integers(1, 4))
def test_any_mixture_ends_as_a_file(values: list[Any], size: int) -> None:
    out = io.BytesIO()
    rows = [(value, 0) for value in values]
    made = write(["x", "y"], [rows[i : i + size] for i in range(0, len(rows), size)], out)
    table = pq.read_table(out)
    assert table.num_rows == made.rows == len(values)
    assert ("x" in table.column_names) is not any(isinstance(v, bytes) for v in values)
