"""What each column of a large table is, told from one column at a time.

The kinds are those of small files. Where they need every different value, texts are counted as
they came, and numbers are sorted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..column_report import describe
from ..dates import is_missing_word, parse_dates
from ..inference import Inferred
from ..kinds import Guess, guess_number, guess_text
from ..missing_candidates import odd_ends, odd_words
from ..missing_codes import Seen, counted
from .digest import Decision, Digest
from .reader import Large

FEW = 1000  # different numbers that are quickly counted
LOOKED_AT = 100_000  # numbers that show the shares of so few different ones
MANY = 1_000_000  # cells that show the shares of at most a tenth as many different texts
BAD = "no possible date"
OFFERED = "offered"  # where a description carries what may mean missing among numbers


def describe_column(
    large: Large, name: str, decision: Decision, digest: Digest
) -> dict[str, object]:
    """Return the description of a column as the small path gives it."""
    if decision.plan.kind == "text":
        if digest.long:
            return long_text(large, name, decision.inferred, digest)
        return short_text(large, name, decision.inferred, digest)
    column = large.file.read([name], use_threads=False).column(0)
    if decision.plan.kind == "date":
        return describe(name, column.to_pandas(), decision.inferred)
    return numbers(name, column, decision.inferred)


def short_text(large: Large, name: str, inferred: Inferred, digest: Digest) -> dict[str, object]:
    """Describe a column whose texts were all kept: its kind is told by their shares."""
    told = describe(name, digest.series(large.rows, MANY), inferred)
    if BAD in str(told["note"]):  # here a number of cells is told too
        told = describe(name, digest.series(large.rows), inferred)
    return told | {"missing": large.rows - digest.present, "distinct": len(digest.texts)}


def numbers(name: str, column: pa.ChunkedArray, inferred: Inferred) -> dict[str, object]:
    """Describe a column of numbers by its sorted values; a few of them stand for many."""
    present = column.drop_null().to_numpy()
    odd = odd_ends(present)
    present = present if present.flags.writeable else present.copy()
    if len(present) <= LOOKED_AT:
        return describe(name, column.to_pandas(), inferred) | {OFFERED: odd}
    gone, first = column.null_count, present[:1].copy()
    present.sort()
    distinct = 1 + int(np.count_nonzero(present[1:] != present[:-1]))
    if distinct <= FEW:
        starts = np.flatnonzero(np.append(True, present[1:] != present[:-1]))
        counts = np.diff(np.append(starts, len(present)))
        shares = np.maximum(1, counts * LOOKED_AT // len(present))
        cells = np.append(first, np.repeat(present[starts], shares))
        cells = np.append(cells, [np.nan]) if gone else cells
        told = describe(name, pd.Series(cells), inferred)
    else:
        ordered = pd.Series(present, copy=False)
        ordered = ordered.astype(np.float64) if gone else ordered
        guess = inferred.guess or guess_number(name, ordered, distinct, len(column))
        head = pd.Series(first.astype(np.float64) if gone else first)
        told = describe(name, head, replace(inferred, guess=guess))
    return told | {"missing": gone, "distinct": distinct, OFFERED: odd}


def codes_seen(
    large: Large,
    name: str,
    decision: Decision,
    digest: Digest,
    told: dict[str, Any],
    kept: set[str],
) -> Seen:
    """Return what stands in a column of codes for missing, as the small path finds it."""
    offered = Counter(told.pop(OFFERED, {}))
    if decision.plan.kind == "text":
        if not digest.long:
            offered = odd_words(*digest.arrays())
        offered |= kept_values(large, name, kept)
    return Seen(decision.inferred.codes, decision.inferred.words, offered)


def kept_values(large: Large, name: str, kept: set[str]) -> Counter[str]:
    """Return how often words stand in a column of texts that were said to be values."""
    found: Counter[str] = Counter()
    for batch in large.file.iter_batches(columns=[name]) if kept else ():
        found += counted(batch.column(0).to_pandas().astype(object), kept)
    return found


def long_text(large: Large, name: str, inferred: Inferred, digest: Digest) -> dict[str, object]:
    """Describe a column with more different texts than are kept: those kept stand for all."""
    distinct = digest.distinct()
    present = digest.series(digest.present)
    guess = guess_text(name, present, distinct)
    if guess.kind == "date":
        guess = exact_dates(large, name, guess, digest, distinct)
    told: dict[str, Any] = describe(name, present.head(1), replace(inferred, guess=guess))
    return told | {"missing": large.rows - digest.present, "distinct": distinct}


def exact_dates(large: Large, name: str, guess: Guess, digest: Digest, distinct: int) -> Guess:
    """Return the guess about dates after all of them were looked at."""
    order = True if "day first" in guess.reason else None
    order = False if "month first" in guess.reason else order
    bad, words, odd = 0, 0, ""
    for batch in large.file.iter_batches(columns=[name]):
        cells = batch.column(0).drop_null()
        if order is None and all_iso(cells):
            continue
        found = cells.dictionary_encode()
        texts = np.array(found.dictionary.to_pylist(), dtype=object)
        counts = np.bincount(found.indices.to_numpy(), minlength=len(texts))
        lost = np.isnat(parse_dates(texts, order)[0])
        bad += int(counts[lost].sum())
        words += int(counts[lost & is_missing_word(texts)].sum())
        odd = odd or (str(texts[lost][0]) if lost.any() else "")
    texts, _ = digest.arrays()
    good = texts[~np.isnat(parse_dates(texts, order)[0])]
    stand = Digest(digest.plan, {str(good[0]): digest.present - bad} | ({odd: bad} if bad else {}))
    looked = guess_text(name, stand.series(digest.present), distinct)
    if looked.kind != "date":
        return looked
    kept = guess.reason.split("; ")[0]
    return replace(looked, reason="; ".join([kept, *looked.reason.split("; ")[1:]]))


def all_iso(cells: pa.Array) -> bool:
    """Tell whether every text is a date, year first, with or without a time."""
    try:
        cells.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return False
    return True
