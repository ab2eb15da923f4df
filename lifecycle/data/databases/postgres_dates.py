"""PostgreSQL's dates beyond Python's calendar (infinity, years before 1 or after 9999).

psycopg refuses them, and with them the whole answer. Here they become the last day there is, which
is too far off for a table's dates too and ends as missing, with a note.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from psycopg import DataError
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader


class EndlessDate(DateLoader):
    """Reads a date."""

    def load(self, data: Any) -> date:
        try:
            return super().load(data)
        except DataError:
            return date.max


class EndlessTimestamp(TimestampLoader):
    """Reads a time without a zone."""

    def load(self, data: Any) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return datetime.max


class EndlessTimestamptz(TimestamptzLoader):
    """Reads a time in a zone."""

    def load(self, data: Any) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return datetime.max.replace(tzinfo=UTC)


def take_endless_dates(connection: Any) -> None:
    """Make a psycopg connection read such dates."""
    connection.adapters.register_loader("date", EndlessDate)
    connection.adapters.register_loader("timestamp", EndlessTimestamp)
    connection.adapters.register_loader("timestamptz", EndlessTimestamptz)
