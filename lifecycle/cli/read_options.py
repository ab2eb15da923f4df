"""The options that overrule how a file is read, shared by the commands that read one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ..core.errors import ChoiceError
from ..data.readers.column_rules import code_of
from ..data.readers.dialect import CHOICES
from ..data.readers.options import Options
from ..data.target import unknown_column
from .choice import Choice, Fields, of_options

SIGNS = {sign: title for title, sign in CHOICES.items() if title != "spaces"} | {"\\t": "tab"}
SIGN_HELP = f"a sign, or {', '.join(CHOICES)}"
FIELDS: dict[str, Fields] = {
    name: (("read", name),)
    for name in (
        *("encoding", "delimiter", "decimal", "header", "sheet"),
        *("day_first", "keep_total", "keep_long"),
    )
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = parser.add_argument_group("how the file is read, where the guess is wrong")
    add_argument = group.add_argument
    add_argument("--encoding", metavar="NAME", help="such as utf-8 or cp1252")
    add_argument("--delimiter", type=delimiter, metavar="SIGN", help=SIGN_HELP)
    add_argument("--decimal", metavar="SIGN", help="decimal mark: . or ,")
    add_argument("--header", type=int, metavar="LINE", help="line with the names, 0 for none")
    add_argument("--sheet", metavar="NAME", help="sheet of an Excel workbook")
    add_argument(
        "--missing",
        action="extend",
        nargs="+",
        metavar="WORD",
        help="further words for missing, in any column or as COL:WORD in one",
    )
    add_argument(
        "--keep",
        action="extend",
        nargs="+",
        metavar="COL:WORD",
        help="words that are values in a column though they usually mean missing",
    )
    add_argument(
        "--day-first",
        nargs="?",
        const="yes",
        metavar="no",
        help="03/04/2024 is 3 April; with no, March 4",
    )
    add_argument(
        "--keep-total", action="store_true", default=None, help="keep a last row of totals"
    )
    add_argument(
        "--keep-long",
        action="store_true",
        default=None,
        help="keep rows with too many cells, cut off",
    )


def choices(args: argparse.Namespace) -> list[Choice]:
    """Return what the options choose that were given."""
    return [*of_options(args, FIELDS), *codes(args.missing or [], args.keep or [])]


def check_columns(options: Options, names: Sequence[str]) -> None:
    """Raise ChoiceError when something was said of a column that is not there."""
    for away in options.unknown_columns(names):
        raise unknown_column(away, names)


def delimiter(text: str) -> str:
    """Return the name of a sign between two cells; what has none stays, to be refused."""
    return SIGNS.get(text, text)


def codes(missing: list[str], keep: list[str]) -> list[Choice]:
    """Return the words for missing, and what was said of words in one column.

    A word with a colon of its own is written with one before it: ":n:a".
    """
    words = [text.removeprefix(":") for text in missing if text[:1] == ":" or ":" not in text]
    codes_by_column = []
    for option, texts in (("missing", missing), ("keep", keep)):
        for text in texts:
            name, _, word = text.rpartition(":")
            if name and text[0] != ":":
                codes_by_column.append(
                    {"column": name, "word": code_of(word), "missing": option == "missing"}
                )
            elif option == "keep":
                raise ChoiceError(
                    f"--keep {text} is not understood.",
                    "Write COL:WORD, such as country:NA.",
                )
    found = {"missing_words": tuple(dict.fromkeys(words)), "missing_codes": tuple(codes_by_column)}
    source = "--missing and --keep"
    return [Choice("read", name, value, source) for name, value in found.items() if value]
