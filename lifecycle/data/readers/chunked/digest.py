"""What all batches of a column together say: whether its plan held, and what was done to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ..column_rules import EMPTY, Rules
from ..dates import Texts, clocked, is_missing_word, parse_dates
from ..day_first import in_chosen_order
from ..inference import NUMBER_SHARE, Inferred, as_numbers, finite, whole_texts
from ..numbers import without_unit
from .parts import Asked, Part, Plan, hashes

MOST = 100_000  # different texts that are kept; of a column with more, these stand for all


@dataclass
class Digest:
    """A column so far. ``texts``: what stands for its cells, in the order it came, with counts."""

    plan: Plan
    texts: dict[str, int] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    present: int = 0  # cells that are not missing
    beyond: int = 0  # of these, the ones whose text is not among ``texts``
    lost: int = 0  # and of those, the ones that could not be read as planned
    unlike: int = 0
    hashes: list[np.ndarray] = field(default_factory=list)
    settled: bool = False  # text, whatever the first rows look like

    @property
    def long(self) -> bool:
        """Whether there are more different texts than are kept."""
        return len(self.texts) >= MOST and self.plan.kind in ("text", "date")

    def add(self, part: Part, pads: int) -> None:
        """Take in a batch; ``pads`` of its empty cells were not in the file."""
        self.codes += part.codes
        self.codes[EMPTY] -= pads
        self.unlike += part.unlike
        if self.plan.kind in ("text", "date"):
            self.add_texts(part)
        else:
            for text, count in part.texts.items():
                self.texts[text] = self.texts.get(text, 0) + count
        if part.change and not self.settled:
            self.plan = part.change
        elif len(self.texts) > MOST and self.plan.kind in ("number", "dressed"):
            self.plan = Plan("text")  # numbers have few shapes: these are none

    def add_texts(self, part: Part) -> None:
        self.present += part.present
        if part.hashes is not None:
            self.hashes.append(part.hashes)
        full = self.long or len(self.texts) >= MOST
        if full:
            self.beyond += part.present
            self.lost += part.values.null_count - sum(part.codes.values())
            if part.hashes is None:  # made while there seemed to be few different texts
                self.hashes.append(hashes(np.array(list(part.texts), dtype=object)))
            return
        for text, count in part.texts.items():
            self.texts[text] = self.texts.get(text, 0) + count

    def distinct(self) -> int:
        """Return how many different texts a long column has."""
        few = hashes(np.array(list(self.texts), dtype=object))
        found = np.concatenate([few, *self.hashes])
        self.hashes.clear()
        found.sort()
        return int(np.count_nonzero(found[1:] != found[:-1])) + bool(len(found))

    def arrays(self) -> tuple[Texts, np.ndarray]:
        """Return the texts and how many cells each stands for."""
        texts: Texts = np.array(list(self.texts), dtype=object)
        counts = np.array(list(self.texts.values()), dtype=np.int64)
        if len(counts):
            counts[0] += self.beyond
        return texts, counts

    def series(self, rows: int, most: int | None = None) -> pd.Series:
        """Return a column with the same texts as often as in the file, the missing cells last.

        With ``most``, about so many cells in the same shares, each text at least once.
        """
        texts, counts = self.arrays()
        gone = rows - int(counts.sum())
        if most is not None and rows > most:
            counts = np.maximum(1, counts * most // rows)
            gone = -(-gone * most // rows)
        size = np.int16 if len(texts) < 1 << 15 else np.int32
        codes = np.full(counts.sum() + gone, -1, size)
        codes[: counts.sum()] = np.repeat(np.arange(len(texts), dtype=size), counts)
        made = pd.Categorical.from_codes(codes, categories=pd.Index(texts), validate=False)
        return pd.Series(made, copy=False)


@dataclass(frozen=True)
class Decision:
    """What a column is, now that all of it was seen, and what was done to its cells."""

    plan: Plan
    inferred: Inferred
    said: str = ""


def decide(digest: Digest, asked: Asked, name: str, rows: int) -> Decision:
    """Return what the rules for small files say of the column."""
    texts, counts = digest.arrays()
    inferred = Inferred(pd.Series(dtype=object), +digest.codes)
    if digest.settled or not len(texts) or surely_text(digest, texts):
        return text_or_date(digest, inferred, asked, name, rows)
    nothing = np.zeros(len(texts), bool)
    numbers = as_numbers(texts, counts, nothing, asked.rules, inferred)
    if numbers is None:
        inferred = Inferred(pd.Series(dtype=object), +digest.codes)
        return text_or_date(digest, inferred, asked, name, rows)
    good = ~np.isnan(numbers)
    european = any("decimal comma" in note for note in inferred.notes)
    dressed = european or any("removed" in n or "separators" in n for n in inferred.notes)
    dressed = dressed or bool(inferred.unit) or written_oddly(texts[good], asked.rules)
    infinite = np.repeat(numbers[np.isinf(numbers)], counts[np.isinf(numbers)])
    if len(infinite):
        finite(inferred, infinite)
    known = numbers[good & np.isfinite(numbers)]
    whole = whole_texts(without_unit(texts[good], inferred.unit)) and bool(
        (known == np.round(known)).all()
    )
    return Decision(
        Plan("dressed" if dressed else "number", whole, european, unit=inferred.unit), inferred
    )


def written_oddly(texts: Texts, rules: Rules) -> bool:
    """Tell whether numbers in a file with a decimal comma hold a point, which groups there.

    Digits of other scripts are no plain numbers either.
    """
    if not all(text.isascii() for text in texts):
        return True
    return "," in (rules.decimal, rules.usual) and any("." in text or "," in text for text in texts)


def surely_text(digest: Digest, texts: Texts) -> bool:
    """Tell whether too many cells are no number in any dress."""
    if not digest.long:
        return False
    words = sum(digest.texts[text] for text in texts[is_missing_word(texts)])
    return digest.unlike - words > (1 - NUMBER_SHARE) * (digest.present - words)


def text_or_date(
    digest: Digest, inferred: Inferred, asked: Asked, name: str, rows: int
) -> Decision:
    """Return what a column is that holds no numbers: times only where their order was chosen."""
    if asked.day_first is None or not digest.texts:
        return Decision(Plan("text"), inferred)
    if digest.plan.kind == "date" and digest.long:
        stand_in(digest, asked)
    inferred.values = digest.series(rows).astype(object)
    made, said = in_chosen_order(name, inferred, asked.day_first)
    dates = pd.api.types.is_datetime64_any_dtype(made.values)
    return Decision(Plan("date" if dates else "text"), made, said)


def stand_in(digest: Digest, asked: Asked) -> None:
    """Let the texts that were kept stand for the others by what these could be read as."""
    texts, _ = digest.arrays()
    bad = np.isnat(clocked(parse_dates(texts, asked.day_first)[0]))
    good = texts[~bad]
    lost = texts[bad][0] if bad.any() else "?"
    digest.texts[lost] = digest.texts.get(lost, 0) + digest.lost
    if len(good):
        digest.texts[good[0]] += digest.beyond - digest.lost
    digest.beyond = digest.lost = 0


def better_plan(digest: Digest, decision: Decision) -> Plan | None:
    """Return the plan to read the column with instead; None when its values are right."""
    was, now = digest.plan, decision.plan
    if replace(was, many=False) == now:
        return None
    if was.kind == "dressed" and now.kind == "number":
        return None if not was.european and not was.unit and was.whole == now.whole else now
    if was.kind == now.kind == "dressed" and was.whole == now.whole:
        same = (was.european, was.unit) == (now.european, now.unit)
        return None if same else now
    return now
