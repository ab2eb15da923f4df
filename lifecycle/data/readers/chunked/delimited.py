"""Large delimited text to cells: a Parquet file and the description of its columns."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ....core.settings import settings
from ....engine.runner import Report
from ...limits import check_columns, unique_names
from ..column_rules import VERBATIM
from ..decimal_marks import by_evidence
from ..delimited import column_names, lone_comma, to_cells
from ..dialect import Layout, find_layout
from ..encoding import wrong_encoding
from ..footer import say_footer
from ..options import Options
from ..reading import Cells, Typed
from .kinds import codes_seen, describe_column
from .parts import Asked
from .reader import Large, Pass, TooOdd, again, read_large


def read_large_text(path: Path, folder: Path, report: Report, options: Options) -> Cells | None:
    """Read delimited text into a Parquet file; None when it is too odd to be read in blocks."""
    report(0.1, "Looking at the first rows")
    try:
        layout = find_layout(path, options)
        check_columns(len(layout.names))
        start = first_pass(path, layout, report, options)
        large = read_large(start, folder)
        verbatim = as_written(start, folder) if options.like else None
    except TooOdd:
        return None
    except UnicodeError as error:
        raise wrong_encoding(path, options.encoding) from error
    cells = to_cells(layout, pd.DataFrame(), large.notes, options)
    say_footer(cells, large.footer, options.keep_total)
    cells.typed = described(large, start, report)
    cells.typed.cells = verbatim
    return cells


def as_written(start: Pass, folder: Path) -> Path:
    """Return the Parquet file of the same cells, each as it is written."""
    inner = folder / "cells"
    inner.mkdir()
    every = [Asked(VERBATIM, None) for _ in start.names]
    return read_large(replace(again(start), asked=every), inner).path


def first_pass(path: Path, layout: Layout, report: Report, options: Options) -> Pass:
    first = None if options.day_first == "guess" else options.day_first == "yes"
    names = unique_names(column_names(layout))[0]
    rules = [options.rules(name, lone_comma(layout)) for name in names]
    return Pass(
        path,
        layout,
        names,
        [Asked(rule, first) for rule in by_evidence(rules, pd.DataFrame(columns=names))],
        options.keep_long,
        options.keep_total,
        lambda done, message: report(0.1 + 0.6 * done, message),
    )


def described(large: Large, start: Pass, report: Report) -> Typed:
    """Describe every column, one at a time."""
    pa.default_memory_pool().release_unused()
    typed = Typed(large.path, large.rows, [], Counter(), [], [], [])
    each = list(zip(start.names, large.decisions, large.digests, strict=True))
    with ThreadPoolExecutor(settings().read_threads) as pool:
        told = pool.map(lambda column: describe_column(large, *column), each)
        for i, columns in enumerate(told):
            report(0.7 + 0.3 * i / len(each), "Recognising numbers, dates and missing values")
            kept = set(start.asked[i].rules.kept)
            typed.seen.append((each[i][0], codes_seen(large, *each[i], columns, kept)))
            typed.columns.append(columns)
    for name, decision, _ in each:
        typed.codes += decision.inferred.codes
        if decision.inferred.repaired and decision.inferred.guess is None:
            typed.repaired.append((name, decision.inferred.repaired))
        if decision.said:
            typed.said.append(decision.said)
    return typed
