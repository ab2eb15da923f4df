"""The codes for missing of a table, by column: those read so, those offered, those decided on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ...storage.frame_columns import Column, names_of
from .column_rules import EMPTY, Written, name_of
from .kinds import shorten
from .missing_candidates import offered
from .options import Options

CODES = (
    Column("column", 'where it is found, "" for a word chosen for all columns'),
    Column("word", "the code as it is written"),
    Column("cells", "how many cells hold it", unit="cells"),
    Column("missing", "whether it is read as missing, or only offered"),
    Column("how", '"found" or "chosen"'),
)
DTYPES: dict[str, Any] = {
    "column": object,
    "word": object,
    "cells": "int64",
    "missing": bool,
    "how": object,
}
FOUND, CHOSEN = "found", "chosen"


@dataclass(frozen=True)
class Seen:
    """What stands in one column: cells read as missing, words among numbers that became so, and
    values that may mean missing, each with its count."""

    codes: Mapping[str, int]
    words: Mapping[str, int]
    offered: Mapping[str, int]


def no_codes() -> pd.DataFrame:
    """Return a table of codes without a row."""
    return pd.DataFrame(columns=names_of(CODES)).astype(DTYPES)


def table_of(seen: Iterable[tuple[str, Seen]], options: Options) -> pd.DataFrame:
    """Return one row a column and word: column, word, cells, missing, how.

    An empty cell is always missing and has no row. A word that was said to mean missing in any
    column has a row without a column's name, too, as it holds for tables that are to be like this.
    """
    rows: list[tuple[str, str, int, bool, str]] = []
    totals: Counter[str] = Counter()
    for name, found in seen:
        said = options.said_of(name)
        cells = Counter(found.offered) + Counter(found.words) + Counter(found.codes)
        for word in sorted(cells.keys() | said.keys(), key=lambda word: (-cells[word], word)):
            gone = word in found.codes or word in found.words
            how = CHOSEN if word in said or word in options.words else FOUND
            if word != EMPTY:
                rows.append((name, word, cells[word], said.get(word, gone), how))
        totals.update({word: found.codes.get(word, 0) for word in options.words})
    rows += [("", word, totals[word], True, CHOSEN) for word in sorted(options.words)]
    return pd.DataFrame(rows, columns=names_of(CODES)).astype(DTYPES)


def seen_in(column: pd.Series, codes: Counter[str], words: Counter[str], kept: set[str]) -> Seen:
    """Return what stands in a column that is held whole; ``kept`` are counted as values."""
    return Seen(codes, words, offered(column) | counted(column, kept))


def counted(column: pd.Series, words: set[str]) -> Counter[str]:
    """Return how often some words stand in a column of texts."""
    if not words or column.dtype != object:
        return Counter()
    texts = column.dropna()
    plain = texts.str.strip().where(texts.str.strip() != "", " ")
    counts = plain[plain.isin(words)].value_counts()
    return Counter({str(word): int(count) for word, count in counts.items()})


def written_of(codes: pd.DataFrame, ways: Mapping[str, str]) -> dict[str, Written]:
    """Return how each column is written: its way, and what was decided about its codes."""
    said = codes[codes["how"] == CHOSEN]
    gone, kept = said[said["missing"]], said[~said["missing"]]
    anywhere = frozenset(gone.loc[gone["column"] == "", "word"])
    words = gone.groupby("column")["word"].agg(frozenset).to_dict()
    values = kept.groupby("column")["word"].agg(frozenset).to_dict()
    none = frozenset[str]()
    return {
        name: Written(
            way, (words.get(name, none) | anywhere) - values.get(name, none), values.get(name, none)
        )
        for name, way in ways.items()
    }


def in_words(options: Options) -> str:
    """Return what was decided column by column, in words."""
    by_column: dict[str, list[str]] = {}
    for said in options.missing_codes:
        what = "is missing" if said.missing else "is a value"
        word = name_of(said.word.strip() or " ")
        by_column.setdefault(said.column, []).append(f"{shorten(word)} {what}")
    return "; ".join(f"{shorten(name)}: {', '.join(said)}" for name, said in by_column.items())


def unknown(options: Options, names: Iterable[str]) -> list[str]:
    """Return a sentence for the columns of which something was said and that are not there."""
    away = options.unknown_columns(names)
    shown = ", ".join(map(shorten, away[:5]))
    said = f"What was chosen about codes for missing has no effect for columns not there: {shown}."
    return [said] if away else []
