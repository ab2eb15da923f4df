"""What a person may say about a file instead of the reader's guess, and for which formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ConfigDict

from ...core.errors import ReadingError
from .column_rules import AS_TEXT, DECIMALS, PLAINLY, Rules, Written, code_of

ANY = frozenset({"missing_words", "missing_codes", "day_first"})
APPLIES = {
    "delimited text": ANY
    | {"encoding", "delimiter", "decimal", "header", "keep_total", "keep_long"},
    "SQLite": ANY | {"sheet"},
    "Excel": ANY | {"sheet", "header", "keep_total"},
    "JSON": ANY | {"encoding"},
    "Parquet": ANY,
}
WORDS = {
    "encoding": "The encoding",
    "delimiter": "The delimiter",
    "decimal": "The decimal mark",
    "header": "The header line",
    "sheet": "The sheet",
    "keep_total": "Keeping a row of totals",
    "keep_long": "Keeping rows with too many cells",
}


class MissingCode(BaseModel):
    """What a person says of one word in one column: that it means missing there, or does not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    word: str
    missing: bool


@dataclass(frozen=True)
class Options:
    """How to read a file where the guess is overruled; every default leaves it to the reader.

    ``header`` is the line with the column names, 0 when there is none; ``day_first`` is "guess",
    "yes" or "no"; ``missing_words`` are further words that mean missing, ``missing_codes`` what is
    so or not so in one column. ``like`` is no choice: it says how the columns of an earlier table
    were read, so that a file with few rows is read as that one was.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    header: int | None = None
    sheet: str = ""
    missing_words: tuple[str, ...] = ()
    missing_codes: tuple[MissingCode, ...] = ()
    day_first: str = "guess"
    keep_total: bool = False
    keep_long: bool = False
    like: Mapping[str, Written] = field(default_factory=dict)

    @property
    def chosen(self) -> frozenset[str]:
        """The names of the options that overrule a guess."""
        default = Options()
        return frozenset(
            name
            for name, value in vars(self).items()
            if name != "like" and value != getattr(default, name)
        )

    def rules(self, name: str, comma: str) -> Rules:
        """Return how the cells of one column are understood; what was said of it goes first."""
        known = self.like.get(name, PLAINLY)
        words, kept = known.words | self.words, known.kept - self.words
        for code, missing in self.said_of(name).items():
            words, kept = (
                (words | {code}, kept - {code}) if missing else (words - {code}, kept | {code})
            )
        usual = DECIMALS.get(known.way, "")
        said = (usual, words, kept, known.way == AS_TEXT)
        rules = Rules(comma, self.decimal, *said, later=name in self.like, unit=known.unit)
        return replace(rules, numeric=known.numeric)

    @property
    def words(self) -> frozenset[str]:
        """The further words that mean missing in any column."""
        return frozenset(word.strip() for word in self.missing_words) - {""}

    def said_of(self, name: str) -> dict[str, bool]:
        """Return the words of which something was said for one column: whether they are missing."""
        return {code_of(s.word): s.missing for s in self.missing_codes if s.column == name}

    def unknown_columns(self, names: Iterable[str]) -> list[str]:
        """Return the columns of which something was said and that are not there."""
        return sorted({said.column for said in self.missing_codes} - set(names))


GUESS = Options()


def applying(format_: str) -> frozenset[str]:
    """Return the options that mean something for a format as the report names it.

    >>> sorted(applying("JSON lines"))
    ['day_first', 'encoding', 'missing_codes', 'missing_words']
    """
    return next((names for kind, names in APPLIES.items() if format_.startswith(kind)), ANY)


def check_applies(options: Options, format_: str) -> None:
    """Raise ReadingError when something was chosen that a file of this format does not have.

    A sheet is let pass: it has always been ignored where there are none.
    """
    idle = sorted(options.chosen - applying(format_) - {"sheet"})
    if idle:
        raise ReadingError(
            f"{WORDS[idle[0]]} was chosen, but means nothing in this file: {format_}.",
            "Take the choice back and let the app find it.",
        )
