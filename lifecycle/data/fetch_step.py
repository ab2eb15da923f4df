"""Fetch: a table or a query of a database becomes a file, as if somebody had uploaded it.

The params name the connection; its address and password are looked up where the work is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from pydantic import Field

from ..core.errors import MissingChoice
from ..core.recipe import Params, Step
from ..engine.runner import Report
from ..storage.frame_columns import Column, frame_of
from . import databases
from .databases import Snapshot

__all__ = ["STEP", "TABLES", "FetchParams", "Snapshot", "TableList", "TablesParams"]


class TablesParams(Params):
    """Whose tables to list, and when that was asked."""

    connection: str = Field(
        "",
        title="Connection",
        description="The database to read. "
        "Connections are set up where the app runs; their passwords are never stored here.",
    )
    asked: float = Field(
        0.0,
        title="Time of the query",
        description="A database changes, so each time it is asked counts as new.",
        json_schema_extra={"opaque": True},
    )

    def missing(self) -> str:
        return "" if self.connection else "No connection yet: choose a database."


class FetchParams(TablesParams):
    """What to fetch, from where, and how much of it."""

    table: str = Field(
        "",
        title="Table",
        description="The table or view to fetch, with all columns that can be used.",
    )
    query: str = Field(
        "",
        title="Query",
        description="One query that only reads. "
        "Use it to join tables, to choose columns or to draw a random sample.",
        max_length=20_000,
    )
    rows: int = Field(
        100_000,
        ge=1,
        title="Maximum rows",
        description="Fetching stops here. The first rows of a large table are seldom a "
        "representative sample of it.",
    )
    seconds: int = Field(
        60,
        ge=1,
        title="Time limit in seconds",
        description="A query that takes longer is stopped, on the server too.",
    )

    def missing(self) -> str:
        chosen = self.table or self.query.strip()
        return super().missing() or ("" if chosen else "Choose a table, or write a query.")


@dataclass(frozen=True)
class TableList:
    """The tables and views of a connection."""

    tables: pd.DataFrame = field(
        metadata=frame_of(
            "one row a table or view",
            Column("table", "its name, with its schema where it is not the usual one"),
            Column("kind", '"table" or "view"'),
        )
    )


def list_tables(params: TablesParams, *, report: Report) -> TableList:
    _check(params)
    report(0.1, "Looking at the database")
    found = databases.list_tables(params.connection)
    return TableList(pd.DataFrame(found, columns=["table", "kind"], dtype=object))


def run(params: FetchParams, *, report: Report) -> Snapshot:
    _check(params)
    return databases.fetch(
        params.connection,
        table=params.table,
        query=params.query,
        rows=params.rows,
        seconds=params.seconds,
        report=report,
    )


def _check(params: TablesParams) -> None:
    if params.missing():
        raise MissingChoice("The database was not asked.", params.missing())


TABLES = Step(
    "tables",
    "Tables of a database",
    "List what a connection can read. A table is then chosen by its name.",
    TablesParams,
    TableList,
    list_tables,
)
STEP = Step(
    "fetch",
    "Fetch from a database",
    "Bring rows of a database into a file. From then on they are like an upload.",
    FetchParams,
    Snapshot,
    run,
)
