"""JSON to cells: a list of records, one record a line, or columns by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import ReadingError
from .encoding import chosen_encoding, find_encoding, wrong_encoding
from .options import GUESS, Options
from .reading import Cells, check_columns, check_rows


def read_json(path: Path, options: Options = GUESS) -> Cells | None:
    """Read JSON records; None when the text is not JSON after all."""
    encoding, text = text_of(path, options.encoding)
    try:
        found, shape = records(json.loads(text)), "JSON records"
    except json.JSONDecodeError as error:
        lines, shape = json_lines(text), "JSON lines"
        if lines is None:
            if text.lstrip()[:1] == "[" and text.lstrip()[1:2] not in "[{":
                return None
            raise ReadingError(
                f"The JSON is broken on line {error.lineno}.",
                "Export the data again, or save it as CSV.",
            ) from error
        found = lines
    except RecursionError as error:
        raise ReadingError(
            "The JSON is nested too deeply.", "Export a flat list of records."
        ) from error
    cells = to_cells(found, shape)
    if options.encoding:
        cells.facts.append(("encoding", encoding))
    return cells


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
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            if not found:
                return None
            raise ReadingError(
                f"Line {number} is not JSON.", f"Mend or remove line {number}."
            ) from error
        if not isinstance(record, dict):
            return None
        found.append(record)
    return found


def records(data: Any) -> list[dict[str, Any]]:
    """Return the records of a parsed document; raises ReadingError when it holds no table."""
    if isinstance(data, dict):
        columns = list(data.values())
        if columns and all(isinstance(c, list) for c in columns):
            if len(columns) == 1 and all(isinstance(r, dict) for r in columns[0]):
                return list(columns[0])
            if len({len(c) for c in columns}) == 1:
                return [dict(zip(data, row, strict=True)) for row in zip(*columns, strict=True)]
        elif columns and not any(isinstance(c, dict | list) for c in columns):
            return [data]
    if isinstance(data, list) and all(isinstance(row, dict) for row in data):
        return data
    raise ReadingError(
        "The JSON file is not a table.", "Save it as a list of records: [{...}, {...}]."
    )


def to_cells(found: list[dict[str, Any]], shape: str) -> Cells:
    names = list(dict.fromkeys(str(name) for record in found for name in record))
    check_rows(len(found))
    check_columns(len(names))
    columns = {
        i: pd.Series([as_text(record.get(name)) for record in found], dtype="string[pyarrow]")
        for i, name in enumerate(names)
    }
    return Cells(names, pd.DataFrame(columns), [("format", shape)])


def as_text(value: Any) -> str | None:
    """Return a value as it would stand in a CSV file; a nested one stays JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
