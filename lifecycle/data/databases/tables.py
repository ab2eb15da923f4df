"""The tables and views of a database, by the names under which a person chooses them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...core.errors import ChoiceError
from ...core.wording import listing

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Inspector
    from sqlalchemy.sql import Select
    from sqlalchemy.sql.elements import ColumnClause

MOST = 5_000  # more names nobody chooses from
SYSTEM = {"information_schema", "performance_schema", "mysql", "sys", "INFORMATION_SCHEMA"}


@dataclass(frozen=True)
class Place:
    """One table or view. ``schema`` is None for those that need no schema before their name."""

    schema: str | None
    name: str
    kind: str

    @property
    def label(self) -> str:
        """The name to choose it by."""
        return self.name if self.schema is None else f"{self.schema}.{self.name}"


def places(connection: Connection) -> dict[str, Place]:
    """Return what can be read, by label: the usual schema first, then the others."""
    from sqlalchemy import inspect

    inspector: Inspector = inspect(connection)
    found: dict[str, Place] = {}
    for place in _walk(inspector):
        found.setdefault(place.label, place)
        if len(found) == MOST:
            break
    return found


def _walk(inspector: Inspector) -> Iterator[Place]:
    usual = inspector.default_schema_name
    if inspector.dialect.name == "sqlite":
        schemas: list[str | None] = [None]
    else:
        others = sorted(set(inspector.get_schema_names()) - SYSTEM - {usual})
        schemas = [None, *(name for name in others if not name.startswith("pg_"))]
    for schema in schemas:
        yield from (Place(schema, n, "table") for n in sorted(inspector.get_table_names(schema)))
        views = set(inspector.get_view_names(schema))
        if inspector.dialect.name == "postgresql":
            views |= set(inspector.get_materialized_view_names(schema))
        yield from (Place(schema, name, "view") for name in sorted(views))


def find(known: dict[str, Place], label: str) -> Place:
    """Return the table of a label; raises ChoiceError with those that come close."""
    if label in known:
        return known[label]
    close = difflib.get_close_matches(label, known, n=3) or sorted(known)
    raise ChoiceError(
        f"There is no table '{label}' in this database.",
        f"Choose one of its tables, such as {listing(close)}."
        if known
        else "It has no table that this connection may see.",
    )


def select(
    connection: Connection, place: Place, rows: int | None = None
) -> tuple[Select[Any], list[str]]:
    """Return the query for a table's (first) rows, and the columns of bytes that it leaves out.

    Every name in it comes from the database itself and is quoted by SQLAlchemy.
    """
    from sqlalchemy import column, inspect, table
    from sqlalchemy import select as sql_select
    from sqlalchemy.types import LargeBinary

    columns = inspect(connection).get_columns(place.name, place.schema)
    left_out = [c["name"] for c in columns if isinstance(c["type"], LargeBinary)]
    kept: list[ColumnClause[Any]] = [
        column(c["name"]) for c in columns if c["name"] not in left_out
    ]
    if not kept:
        raise ChoiceError(
            f"The table '{place.label}' has no column that can be read.", "Choose another table."
        )
    source = table(place.name, *kept, schema=place.schema)
    return sql_select(*source.columns).limit(rows), left_out
