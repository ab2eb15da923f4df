"""Limits of a table and names of its columns, shared by the readers and the databases."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.errors import ReadingError
from ..core.settings import settings


def unique_names(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return names that are not empty and differ, and a sentence for each kind of change.

    >>> unique_names(["a", "", "a"])[0]
    ['a', 'Unnamed: 1', 'a.1']
    """
    given = [name.strip().lstrip("\ufeff") for name in names]
    taken, result, empty, twice = set(given), [], 0, []
    used: set[str] = set()
    for position, name in enumerate(given):
        new, number = name or f"Unnamed: {position}", 1
        empty += not name
        while new in used or (new != name and new in taken):
            new, number = f"{name or f'Unnamed: {position}'}.{number}", number + 1
        if name and new != name:
            twice.append(name)
        used.add(new)
        result.append(new)
    notes = []
    if empty:
        notes.append(f"{empty} of the columns had no name and got one, such as 'Unnamed: 0'.")
    if twice:
        shown = ", ".join(repr(name) for name in sorted(set(twice))[:5])
        notes.append(f"Column names came more than once and were numbered: {shown}.")
    return result, notes


def check_rows(rows: int) -> None:
    """Raise ReadingError when a table grows past the limit of rows."""
    if rows > settings().rows:
        raise ReadingError(
            f"The table has more than {settings().rows:,} rows.",
            "Upload a random sample of it, or raise LIFECYCLE_ROWS on the server.",
        )


def check_columns(columns: int) -> None:
    """Raise ReadingError when a table is wider than the limit."""
    if columns > settings().columns:
        raise ReadingError(
            f"The table has {columns:,} columns; at most {settings().columns:,} can be used.",
            "Leave out columns you do not need, or raise LIFECYCLE_COLUMNS on the server.",
        )


def plural(count: int, noun: str) -> str:
    """Return the count with its noun.

    >>> plural(1, "row"), plural(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
