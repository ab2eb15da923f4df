"""A large text file to a Parquet file, block by block: memory holds a few blocks, never the table.

The first block says how each column is probably read; the last one, whether that was right. Where
it was not, the file is read again with what is known then. The rules are those of small files.
"""

from __future__ import annotations

import csv
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ....core.settings import settings
from ....engine.runner import Report
from ...limits import check_rows
from ..delimited import Rows
from ..dialect import Layout
from ..footer import NONE, Footer
from .blocks import Block, NoPlaceToCut, blocks
from .columns import to_part
from .digest import Decision, Digest, better_plan, decide
from .parts import Asked, Part, Plan
from .rows import Batch, plain_batches, slow_batches

TRIES, TRIED_ROWS, EARLY, MANY_SHARE = 6, 8_000, 0.2, 0.5


class TooOdd(Exception):
    """There are no rows or the columns do not settle: the other way of reading has to tell."""


@dataclass
class Large:
    """A table in a Parquet file, what its columns are, and which rows did not fit."""

    path: Path
    rows: int
    decisions: list[Decision]
    digests: list[Digest]
    notes: Rows
    footer: Footer = NONE
    opened: threading.local = field(default_factory=threading.local)

    @property
    def file(self) -> pq.ParquetFile:
        """The file, opened once a thread: a wide table's columns take long to be listed."""
        if not hasattr(self.opened, "file"):
            self.opened.file = pq.ParquetFile(self.path)
        found: pq.ParquetFile = self.opened.file
        return found


@dataclass
class Pass:
    """One reading of the file with one plan a column."""

    path: Path
    layout: Layout
    names: list[str]
    asked: list[Asked]
    keep_long: bool
    keep_total: bool
    report: Report
    slow: bool = False
    strict: bool = True
    digests: list[Digest] = field(default_factory=list)

    def items(self) -> Iterator[Block | Batch]:
        if self.slow:
            return slow_batches(self.path, self.layout, self.keep_long, self.strict)
        return blocks(self.path, self.layout)

    def rows_of(self, item: Block | Batch) -> Batch:
        if isinstance(item, Batch):
            return item
        batch = plain_batches(item, self.layout, self.keep_long)
        batch.last = item.last
        return batch

    def plan(self) -> None:
        """Guess from the first rows how each column is read."""
        item = next(self.items(), None)
        if item is None:
            raise TooOdd
        for column, asked in zip(self.rows_of(item).columns, self.asked, strict=True):
            self.digests.append(Digest(first_plan(column.slice(0, TRIED_ROWS), asked)))

    def run(self, target: Path) -> Large:
        """Read the file into ``target``; a plan that fails leaves the rest unwritten."""
        plans = [digest.plan for digest in self.digests]
        schema = pa.schema([(n, p.type) for n, p in zip(self.names, plans, strict=True)])
        texts = [
            n for n, p in zip(self.names, plans, strict=True) if p.kind == "text" and not p.many
        ]
        rows, footer, notes = 0, NONE, Rows(len(self.names), self.keep_long)
        with pq.ParquetWriter(
            target, schema, store_schema=False, write_statistics=False, use_dictionary=texts
        ) as writer:
            for batch, parts in self.made():
                if batch.last:
                    batch, footer = batch.without_footer(self.keep_total, rows)
                    parts = self.parts(batch)
                rows += batch.rows
                check_rows(rows)
                notes.take(batch.notes)
                for digest, part, pads in zip(self.digests, parts, batch.pads, strict=True):
                    digest.add(part, pads)
                held = [digest.plan for digest in self.digests] == plans
                if not held and batch.done < EARLY:
                    break
                if held and batch.rows:
                    writer.write_table(pa.table([p.values for p in parts], schema=schema))
                self.report(batch.done, f"{rows:,} rows so far")
        notes.count = rows
        each = zip(self.digests, self.asked, self.names, strict=True)
        decisions = [decide(digest, asked, name, rows) for digest, asked, name in each]
        return Large(target, rows, decisions, self.digests, notes, footer)

    def parts(self, batch: Batch) -> list[Part]:
        each = zip(batch.columns, self.digests, self.asked, strict=True)
        return [to_part(cells, one.plan, asked, one.long) for cells, one, asked in each]

    def made(self) -> Iterator[tuple[Batch, list[Part]]]:
        """Yield batches with their columns' values in order, made by several threads."""

        def make(item: Block | Batch) -> tuple[Batch, list[Part]]:
            batch = self.rows_of(item)
            return batch, [] if batch.last else self.parts(batch)

        threads = settings().read_threads
        with ThreadPoolExecutor(threads) as pool:
            waiting: deque[Future[tuple[Batch, list[Part]]]] = deque()
            for item in self.items():
                waiting.append(pool.submit(make, item))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


def first_plan(cells: pa.Array, asked: Asked) -> Plan:
    """Return what the column is if all of it is like its first cells."""
    digest = Digest(Plan("text"))
    digest.add(to_part(cells, digest.plan, asked), 0)
    if not digest.texts:
        return digest.plan
    many = len(digest.texts) > MANY_SHARE * digest.present
    plan = decide(digest, asked, "", len(cells)).plan
    return replace(plan, many=many) if plan.kind == "text" else plan


def read_large(first: Pass, folder: Path) -> Large:
    """Write the table into ``folder``; raises TooOdd when the columns do not settle."""
    reading = first
    for attempt in range(TRIES):
        try:
            if not reading.digests:
                reading.plan()
            pass_made = reading.run(folder / f"table{attempt}.parquet")
        except NoPlaceToCut:
            reading = again(reading, slow=True)
            continue
        except csv.Error:  # a quote inside a cell that is not doubled: read it as it stands
            reading = again(reading, strict=False)
            continue
        plans = [
            better_plan(digest, decision)
            for digest, decision in zip(pass_made.digests, pass_made.decisions, strict=True)
        ]
        whole = pq.read_metadata(pass_made.path).num_rows == pass_made.rows
        if whole and not any(plans):
            return pass_made
        pass_made.path.unlink()
        next_plans = [
            plan or digest.plan for plan, digest in zip(plans, pass_made.digests, strict=True)
        ]
        reading = again(reading)
        reading.digests = [Digest(plan) for plan in next_plans]
    raise TooOdd


def again(reading: Pass, slow: bool = False, strict: bool = True) -> Pass:
    """Return the same reading with nothing seen yet."""
    return Pass(
        *(reading.path, reading.layout, reading.names, reading.asked),
        *(reading.keep_long, reading.keep_total, reading.report),
        slow=slow or reading.slow,
        strict=strict and reading.strict,
    )
