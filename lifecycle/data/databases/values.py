"""The values of a column, as a driver gives them, to one Arrow column of a type that Parquet has.

A batch decides from its own values alone; `merged` says what two batches become together, and
text is what everything can become.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

INT64 = range(-(2**63), 2**63)
EARLIEST, LATEST = 1678, 2261  # the years that a table's dates reach
TYPES = {
    "empty": pa.null(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "moment": pa.timestamp("us"),
    "moment in UTC": pa.timestamp("us", tz="UTC"),
    "text": pa.string(),
    "bytes": pa.null(),
}
FORMS: tuple[tuple[tuple[type, ...], str], ...] = (  # in this order: a bool is an int too
    ((bool,), "boolean"),
    ((int,), "integer"),
    ((float,), "number"),
    ((Decimal,), "decimal"),
    ((datetime,), "moment"),
    ((date,), "date"),
    ((timedelta,), "duration"),
    ((bytes, bytearray, memoryview), "bytes"),
    ((dict, list, tuple), "structure"),
    ((str, time), "text"),
)
NOTES = {
    "decimal": "exact decimals became floating-point numbers, right to about 15 digits",
    "duration": "durations became seconds",
    "structure": "lists and documents became JSON text",
    "zone": "times were brought to UTC",
    "far": f"dates before {EARLIEST} or after {LATEST} became missing",
    "large": "whole numbers too long for a number column were kept as text",
    "other": "values of a type of this database became text",
    "mixed": "values of different types were kept as text",
    "bytes": "bytes cannot be used and were left out",
}


@dataclass(frozen=True)
class Column:
    """One column of a batch: its kind, its values, and which notes apply."""

    kind: str
    values: pa.Array
    notes: frozenset[str] = frozenset()


def to_column(values: Sequence[Any]) -> Column:
    """Return values of one column as an Arrow array of one type."""
    forms = {_form(kind) for kind in set(map(type, values)) - {type(None)}}
    if not forms:
        return Column("empty", pa.nulls(len(values)))
    if "bytes" in forms:
        return Column("bytes", pa.nulls(len(values)), frozenset({"bytes"}))
    if forms <= {"boolean", "integer"} and len(forms) == 2:
        forms = {"integer"}
    if forms <= {"integer", "number", "decimal"}:
        return _numbers(values, forms)
    if forms <= {"date", "moment"}:
        return _dates(values, forms)
    if len(forms) > 1:
        return _made("text", values, as_text, {"mixed"})
    form = forms.pop()
    kind, make, notes = SINGLE[form]
    return _made(kind, values, make, notes)


def _form(kind: type) -> str:
    return next((form for kinds, form in FORMS if issubclass(kind, kinds)), "other")


def _made(kind: str, values: Sequence[Any], make: Callable[[Any], Any], notes: set[str]) -> Column:
    made = [None if value is None else make(value) for value in values]
    return Column(kind, pa.array(made, TYPES[kind]), frozenset(notes))


def _numbers(values: Sequence[Any], forms: set[str]) -> Column:
    """Whole numbers stay whole; decimals with a fraction become floats."""
    present = [value for value in values if value is not None]
    if all(_whole(value) for value in present):
        if all(int(value) in INT64 for value in present):
            return _made("integer", values, int, set())
        return _made("text", values, lambda value: str(int(value)), {"large"})
    return _made("number", values, _float, {"decimal"} & forms)


def _float(value: Any) -> float:
    """Return a number as a float; of a decimal that is none, Python's float refuses some."""
    return math.nan if isinstance(value, Decimal) and value.is_nan() else float(value)


def _whole(value: Any) -> bool:
    """Whether a value is an integer by its type: a decimal 2.0 is an amount, not a count."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and exponent >= 0
    return isinstance(value, int)


def _dates(values: Sequence[Any], forms: set[str]) -> Column:
    notes: set[str] = set()
    zoned = [v.tzinfo is not None for v in values if isinstance(v, datetime)]
    if any(zoned):
        notes.add("zone")
    if any(v is not None and not EARLIEST <= v.year <= LATEST for v in values):
        values = [v if v is None or EARLIEST <= v.year <= LATEST else None for v in values]
        notes.add("far")
    if "moment" not in forms:
        return _made("date", values, lambda value: value, notes)
    if all(zoned) and "date" not in forms:
        return _made("moment in UTC", values, lambda value: value.astimezone(UTC), notes)
    return _made("moment", values, _naive, notes)


def _naive(value: date) -> datetime:
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


def as_text(value: Any) -> str:
    """Return a value as text that says the same.

    >>> as_text({"a": [1, 2]}), as_text(Decimal("1.50")), as_text(True)
    ('{"a": [1, 2]}', '1.50', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=as_text, ensure_ascii=False)
    return str(value).encode("utf-8", errors="replace").decode()


SINGLE: dict[str, tuple[str, Callable[[Any], Any], set[str]]] = {
    "boolean": ("boolean", bool, set()),
    "duration": ("number", lambda value: value.total_seconds(), {"duration"}),
    "structure": ("text", as_text, {"structure"}),
    "text": ("text", as_text, set()),
    "other": ("text", as_text, {"other"}),
}
WIDER = (("boolean", "integer", "number"), ("date", "moment"), ("moment in UTC", "moment"))


def merged(first: str, second: str) -> tuple[str, frozenset[str]]:
    """Return the kind that holds both kinds, and the note on it.

    >>> merged("empty", "date")[0], merged("integer", "number")[0], merged("date", "integer")[0]
    ('date', 'number', 'text')
    """
    if first == second or second == "empty":
        return first, frozenset()
    if first == "empty":
        return second, frozenset()
    if "bytes" in (first, second):
        return "bytes", frozenset()
    for ladder in WIDER:
        if first in ladder and second in ladder:
            return max(first, second, key=ladder.index), frozenset()
    return "text", frozenset({"mixed"})


def cast(values: pa.Array, kind: str) -> pa.Array:
    """Return an array of one kind as one of a wider kind."""
    wanted = TYPES[kind]
    if values.type == wanted:
        return values
    if kind == "text":
        return pa.array([None if v is None else as_text(v) for v in values.to_pylist()], wanted)
    if kind == "moment" and pa.types.is_timestamp(values.type):
        return values.cast(pa.timestamp("us"))  # from UTC: the same moment without its zone
    return values.cast(wanted, safe=False)
