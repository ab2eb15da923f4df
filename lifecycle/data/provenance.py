"""Where a Parquet file's rows were fetched from, as the file itself tells.

Written by `data.databases.snapshot`, read with the file, so that it is known wherever the file
goes. A file is a stranger's: what it says is cut to length and never trusted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..core.wording import short

SOURCE = b"lifecycle.source"
MOST, LONGEST = 20, 400


def stamp(connection: str, table: str, query: str, notes: tuple[str, ...]) -> dict[bytes, bytes]:
    """Return the metadata for a file of rows that a connection brought; no time, no address.

    >>> origin(stamp("shop", "visits", "", ("Look.",)))
    ([('fetched from', 'connection shop'), ('table', 'visits')], ['Look.'])
    """
    told = {"connection": connection, "table": table, "query": query, "notes": notes}
    return {SOURCE: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}


def origin(metadata: Mapping[bytes, bytes] | None) -> tuple[list[tuple[str, str]], list[str]]:
    """Return facts and warnings for the reading report; none when the file tells nothing."""
    try:
        told: Any = json.loads((metadata or {}).get(SOURCE, b"{}"))
    except (ValueError, RecursionError):
        return [], []
    if not isinstance(told, dict) or not told.get("connection"):
        return [], []
    facts = [("fetched from", f"connection {short(told['connection'])}")]
    facts += [(n, short(told[n], LONGEST)) for n in ("table", "query") if told.get(n)]
    notes = told.get("notes")
    return facts, [short(n, LONGEST) for n in notes[:MOST]] if isinstance(notes, list) else []
