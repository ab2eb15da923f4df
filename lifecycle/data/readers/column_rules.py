"""How the cells of one column are understood where they do not tell themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .dates import MISSING, Texts
from .numbers import measured, parse_numbers
from .units import CURRENCIES, PERCENT, in_unit

BLANK, EMPTY = " ", ""
NAMES = {BLANK: "a space", EMPTY: "empty"}
DECIMALS = {"decimal comma": ",", "decimal point": "."}
AS_TEXT, AS_CLOCK = "text", "clock times"


def code_of(text: str) -> str:
    """Return the word that a cell is among the codes for missing; any blank one is a space.

    >>> code_of(" NA "), code_of("\\t"), code_of("")
    ('NA', ' ', '')
    """
    return text.strip() or (BLANK if text else EMPTY)


def name_of(code: str) -> str:
    """Return how a code for missing is called.

    >>> name_of("NA"), name_of(" ")
    ('NA', 'a space')
    """
    return NAMES.get(code, code)


@dataclass(frozen=True)
class Written:
    """How the cells of a column are written, told by the table that others are to be like.

    ``way``: "day first", "month first", "decimal comma", "decimal point", "clock times" (read as
    hours), "text" (cells that look like numbers are none) or ""; ``words`` mean missing there, and
    ``kept`` do not though they usually would. ``levels`` are the values that it had, where others
    are to be spelled like them: a yes and a no, or codes of digits.
    """

    way: str = ""
    words: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ()
    unit: str | None = None
    zone: str | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column is known to be one of numbers."""
        return self.unit is not None or self.way in DECIMALS


PLAINLY = Written()


@dataclass(frozen=True)
class Rules:
    """``comma`` is what a lone comma in a number means, "group" or "decimal"; ``decimal`` the mark
    that was chosen, ``usual`` the one that an earlier table had and that holds as far as it can.

    ``words`` mean missing beside those that always do, of which ``kept`` do not; ``text`` says
    that there are no numbers, whatever the cells look like, and ``clock`` that they are times.
    ``later`` says that an earlier table knows the column, and ``unit`` in what that one's are;
    ``numeric`` that it held numbers there; ``verbatim`` that every cell is kept as it is written,
    and none means missing.
    """

    comma: str = "group"
    decimal: str = ""
    usual: str = ""
    words: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    text: bool = False
    clock: bool = False
    later: bool = False
    unit: str | None = None
    verbatim: bool = False
    numeric: bool = False

    @classmethod
    def like(cls, written: Written) -> Rules:
        """Return the rules for records of an earlier table's column."""
        usual = DECIMALS.get(written.way, "")
        as_text = written.way == AS_TEXT
        clock = written.way == AS_CLOCK
        said = (usual, written.words, written.kept, as_text, clock)
        return cls("group", "", *said, later=True, unit=written.unit, numeric=written.numeric)

    @cached_property
    def missing(self) -> frozenset[str]:
        """The codes for missing in this column, but for the empty cell, which always is."""
        if self.verbatim:
            return frozenset()
        always = (MISSING - {EMPTY}) | {BLANK}
        return (always | self.words) - self.kept

    def means_missing(self, texts: Texts) -> np.ndarray:
        """Tell which texts mean missing in this column; a number that does, by its value."""
        gone = self.missing
        return np.fromiter((not t or code_of(t) in gone for t in texts), bool, len(texts))

    def keeps(self, texts: Texts) -> np.ndarray:
        """Tell which texts were said to be values, whatever they look like."""
        return np.fromiter((code_of(text) in self.kept for text in texts), bool, len(texts))

    @cached_property
    def missing_numbers(self) -> tuple[float, ...]:
        """The words that are numbers, so that -999 is found where -999.0 is written."""
        words = np.array(sorted(self.words), dtype=object)
        numbers = parse_numbers(words, self.comma, self.decimal)[0] if len(words) else words
        return tuple(float(number) for number in numbers if np.isfinite(number))

    def numbers(self, texts: Texts) -> tuple[np.ndarray, str]:
        """Return the texts as numbers and how they are written.

        The usual decimal mark gives way where fewer of the texts could be read with it.
        """
        free = parse_numbers(texts, self.comma, self.decimal)
        if self.decimal or not self.usual:
            return free
        usual = parse_numbers(texts, self.comma, self.usual)
        return free if np.isnan(usual[0]).sum() > np.isnan(free[0]).sum() else usual

    def mark(self, texts: Texts) -> str:
        """Return with which decimal mark texts are read, "" where they have none."""
        if not any("," in text or "." in text for text in texts):
            return ""
        bare = np.array([measured(text)[0] for text in texts], dtype=object)
        return "decimal comma" if "decimal comma" in self.numbers(bare)[1] else "decimal point"

    def measures(self, texts: Texts) -> tuple[np.ndarray, str]:
        """Return the texts as numbers in the column's unit, and how they are written.

        What cannot be turned into that unit is NaN, and so are several units where it is not known
        which one was meant.
        """
        parts = [measured(text) for text in texts]
        values, how = self.numbers(np.array([bare for bare, _ in parts], dtype=object))
        units = np.array([unit for _, unit in parts], dtype=object)
        found = {*units} - {""}
        several = not self.unit and len(found - CURRENCIES - {PERCENT}) > 1
        for unit in found:
            rows = units == unit
            made = None if several else in_unit(values[rows], unit, self.unit or "")
            values[rows] = np.nan if made is None else made
        return values, how


RULES = Rules()
VERBATIM = Rules(text=True, verbatim=True)
