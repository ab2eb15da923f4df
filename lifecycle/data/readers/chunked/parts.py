"""What is said of a column in one batch: its plan, its values, the texts that stand for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..column_rules import BLANK, EMPTY, Rules
from ..dates import Texts
from ..inference import missing_codes


@dataclass(frozen=True)
class Plan:
    """How a column is read. ``whole``: kept as int64; ``european``: 1.234,5 rather than 1,234.5;
    ``many``: texts of which nearly all differ, so that no dictionary is made of them; ``unit``:
    what stands behind each number."""

    kind: Literal["text", "number", "dressed", "date"]
    whole: bool = False
    european: bool = False
    many: bool = False
    unit: str = ""

    @property
    def type(self) -> pa.DataType:
        if self.kind == "text":
            return pa.string() if self.many else pa.dictionary(pa.int32(), pa.string())
        if self.kind == "date":
            return pa.timestamp("ns")
        return pa.int64() if self.whole else pa.float64()


@dataclass(frozen=True)
class Asked:
    """How a column is to be read."""

    rules: Rules
    day_first: bool | None = None

    @cached_property
    def missing(self) -> pa.Array:
        """The codes for missing, of which the blank cell is one without its spaces."""
        return pa.array(
            sorted(EMPTY if code == BLANK else code for code in self.rules.missing), pa.string()
        )


@dataclass
class Part:
    """A column's values in one batch. ``texts`` stand for all that are not missing, with counts;
    ``unlike`` counts the cells that are no number in any dress; ``change`` is a better plan."""

    values: pa.Array
    texts: dict[str, int] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    unlike: int = 0
    change: Plan | None = None
    alone: int = 0  # cells with a value that ``texts`` holds already
    present: int = 0  # of texts: cells that are not missing
    hashes: np.ndarray | None = None  # of texts, where there are many


@dataclass
class Distinct:
    """The different texts of a batch without those that mean missing."""

    texts: Texts
    counts: np.ndarray
    codes: np.ndarray  # position of each cell's text; that of ``gap`` for a missing one
    missing: Counter[str]

    def take(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(values[self.codes])


def distinct(cells: pa.Array, asked: Asked) -> tuple[pa.DictionaryArray, np.ndarray, Distinct]:
    """Return the cells by dictionary, which of its texts mean missing, and the others' counts."""
    found = cells.dictionary_encode()
    texts = found.dictionary
    codes = found.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    counts = np.bincount(codes, minlength=len(texts) + 1)[: len(texts)]
    missing = pc.is_in(pc.utf8_trim_whitespace(texts), asked.missing).to_numpy(zero_copy_only=False)
    shown: Texts = texts.to_numpy(zero_copy_only=False)
    lost = missing_codes(shown[missing], counts[missing]) if missing.any() else Counter[str]()
    return found, missing, Distinct(shown, counts, codes, lost)


def hashes(texts: Texts) -> np.ndarray:
    """Return a number of 64 bits for each text: two texts share one only by a rare accident."""
    return np.asarray(pd.util.hash_array(texts, categorize=False))
