"""JSON to cells: a list of records, one record a line, or columns by name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from ...core.errors import ReadingError
from ...core.wording import listing
from ..limits import check_columns, check_rows
from .encoding import chosen_encoding, find_encoding, wrong_encoding
from .options import GUESS, Options
from .reading import Cells

LOOKED_AT = 1 << 16
MOST_DIGITS = 300  # as many as a float can have before the point
LONG = re.compile(rf"[0-9]{{{MOST_DIGITS}}}")
DEEPEST = 5  # levels of records inside records


def read_json(path: Path, options: Options = GUESS) -> Cells | None:
    """Read JSON records; None when the text is not JSON after all."""
    encoding, text = text_of(path, options.encoding)
    try:
        rows, shape = records(parsed(text)), "JSON records"
    except json.JSONDecodeError as error:
        lines, shape = json_lines(text), "JSON lines"
        if lines is None:
            if text.lstrip()[:1] == "[" and text.lstrip()[1:2] not in "[{":
                if lists_by_line(text):
                    raise ReadingError(
                        "Each line of the file is a JSON list without names.",
                        "Save one record a line, such as {...}, or the table as CSV.",
                    ) from error
                return None
            raise ReadingError(
                f"The JSON is broken on line {error.lineno}.",
                "Export the data again, or save it as CSV.",
            ) from error
        rows = lines
    flat, nested = flattened(rows)
    cells = to_cells(flat, shape)
    if nested:
        cells.warnings.append(
            f"Records inside records became columns of their own: {listing(nested, 5)}."
        )
    if options.encoding:
        cells.facts.append(("encoding", encoding))
    return cells


def parsed(text: str) -> Any:
    """Return what a JSON text says; raises ReadingError when that is too deep or too long."""
    try:
        return json.loads(text, parse_int=whole if LONG.search(text) else None)
    except RecursionError as error:
        raise ReadingError(
            "The JSON is nested too deeply.", "Export a flat list of records."
        ) from error


def whole(digits: str) -> int:
    """Return a whole number; raises ReadingError for one that no number can hold.

    >>> whole("-12")
    -12
    """
    if len(digits) > MOST_DIGITS:
        raise ReadingError(
            f"The JSON holds a number of {len(digits):,} digits.",
            "Write it as text, in quotation marks, or leave it out.",
        )
    return int(digits)


def text_of(path: Path, chosen: str) -> tuple[str, str]:
    """Return the encoding and the text; raises ReadingError when the chosen one does not fit."""
    if not chosen:
        encoding = find_encoding(path)
        return encoding, path.read_text(encoding=encoding, errors="replace")
    encoding = chosen_encoding(path, chosen)
    try:
        return encoding, path.read_text(encoding=encoding)
    except UnicodeError as error:
        raise wrong_encoding(path, chosen) from error


def json_lines(text: str) -> list[dict[str, Any]] | None:
    """Return one record a line; None when the first line is none."""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = parsed(line)
        except json.JSONDecodeError as error:
            if not rows:
                return None
            raise ReadingError(
                f"Line {number} is not JSON.", f"Mend or remove line {number}."
            ) from error
        if not isinstance(record, dict):
            return None
        rows.append(record)
    return rows


def lists_by_line(text: str) -> bool:
    """Tell whether the first lines are JSON lists.

    >>> lists_by_line('[1, "a"]\\n[2, "b"]\\n'), lists_by_line('[x],1\\n')
    (True, False)
    """
    lines = [line for line in text[:LOOKED_AT].splitlines() if line.strip()][:2]
    try:
        return len(lines) > 1 and all(isinstance(parsed(line), list) for line in lines)
    except json.JSONDecodeError:
        return False


def records(data: Any) -> list[dict[str, Any]]:
    """Return the records of a parsed document; raises ReadingError when it holds no table."""
    found = of_list(data) if isinstance(data, list) else of_object(data)
    if found is None:
        raise ReadingError(
            "The JSON file is not a table.", "Save it as a list of records: [{...}, {...}]."
        )
    return found


def of_list(data: list[Any]) -> list[dict[str, Any]] | None:
    """Return the records of a list: of records, or of rows below a row of names."""
    if all(isinstance(row, dict) for row in data):
        return data
    if len(data) > 1 and all(isinstance(row, list) for row in data):
        names, *rows = data
        named = all(isinstance(name, str) for name in names) and len(set(names)) == len(names)
        if named and all(len(row) == len(names) for row in rows):
            return [dict(zip(names, row, strict=True)) for row in rows]
    return None


def of_object(data: Any) -> list[dict[str, Any]] | None:
    """Return the records of an object: columns by name, a list beside other facts, one record."""
    if not isinstance(data, dict) or not data:
        return None
    columns = list(data.values())
    if all(isinstance(c, list) for c in columns) and not any(
        isinstance(c[0], dict) for c in columns if c
    ):
        if set(data) >= {"columns", "data"}:  # as pandas splits a frame
            return of_list([data["columns"], *data["data"]])
        if len({len(c) for c in columns}) == 1:
            return [dict(zip(data, row, strict=True)) for row in zip(*columns, strict=True)]
    lists = [
        c for c in columns if isinstance(c, list) and c and all(isinstance(r, dict) for r in c)
    ]
    if len(lists) == 1:
        return list(lists[0])
    if all(isinstance(c, dict) and c for c in columns):
        return of_columns(data)
    return [data] if not any(isinstance(c, dict | list) for c in columns) else None


def of_columns(data: dict[str, dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Return the records of columns whose cells are named alike, as pandas writes a frame."""
    rows = list(next(iter(data.values())))
    if any(list(column) != rows for column in data.values()):
        return None
    if not all(row.isdigit() for row in rows):  # records by name, not columns by row
        return [{"": name} | record for name, record in data.items()]
    return [{name: column[row] for name, column in data.items()} for row in rows]


def flattened(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return records with those inside them as columns of their own, and which these are."""
    nested: dict[str, None] = {}

    def flat(record: dict[str, Any], above: str = "") -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in record.items():
            full = f"{above}{name}"
            if isinstance(value, dict) and value and full.count(".") < DEEPEST:
                nested.setdefault(full)
                made |= flat(value, f"{full}.")
            else:
                made[full] = value
        return made

    return [flat(record) for record in found], list(nested)


def to_cells(found: list[dict[str, Any]], shape: str) -> Cells:
    names = list(dict.fromkeys(str(name) for record in found for name in record))
    check_rows(len(found))
    check_columns(len(names))
    columns = {
        i: pd.Series([as_text(record.get(name)) for record in found], dtype="string[pyarrow]")
        for i, name in enumerate(names)
    }
    names = [name.encode("utf-8", errors="replace").decode() for name in names]
    return Cells(names, pd.DataFrame(columns), [("format", shape)])


def as_text(value: Any) -> str | None:
    """Return a value as it would stand in a CSV file; a nested one stays JSON."""
    if isinstance(value, str):  # half a surrogate pair is no letter, and cannot be stored
        return value.encode("utf-8", errors="replace").decode()
    if value is None:
        return value
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
