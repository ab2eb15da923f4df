"""What a person may say about a file instead of the reader's guess, and for which formats."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ReadingError

ANY = frozenset({"missing_words", "day_first"})
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
    "header": "The line with the column names",
    "sheet": "The sheet",
    "keep_total": "Keeping a row of totals",
    "keep_long": "Keeping rows with too many cells",
}


@dataclass(frozen=True)
class Options:
    """How to read a file where the guess is overruled; every default leaves it to the reader.

    ``header`` is the line with the column names, 0 when there is none; ``day_first`` is "guess",
    "yes" or "no"; ``missing_words`` are further words that mean missing.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    header: int | None = None
    sheet: str = ""
    missing_words: tuple[str, ...] = ()
    day_first: str = "guess"
    keep_total: bool = False
    keep_long: bool = False

    @property
    def chosen(self) -> frozenset[str]:
        """The names of the options that overrule a guess."""
        default = Options()
        return frozenset(
            name for name, value in vars(self).items() if value != getattr(default, name)
        )


GUESS = Options()


def applying(format_: str) -> frozenset[str]:
    """Return the options that mean something for a format as the report names it.

    >>> sorted(applying("JSON lines"))
    ['day_first', 'encoding', 'missing_words']
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
