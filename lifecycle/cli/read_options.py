"""The options that overrule how a file is read, shared by the commands that read one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from ..core.errors import ChoiceError
from ..data.read_step import ReadParams
from ..data.readers.column_rules import code_of
from ..data.readers.dialect import CHOICES
from ..data.readers.options import Options
from ..data.target import unknown_column

SIGNS = {sign: title for title, sign in CHOICES.items() if title != "spaces"} | {"\\t": "tab"}
NAMES = {"missing_words": "missing", "missing_codes": "missing", "day_first": "day-first"}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = parser.add_argument_group("how the file is read, where the guess is wrong")
    add_argument = group.add_argument
    add_argument("--encoding", default="", metavar="NAME", help="such as utf-8 or cp1252")
    add_argument("--delimiter", default="", metavar="SIGN", help=f"a sign, or {', '.join(CHOICES)}")
    add_argument("--decimal", default="", metavar="SIGN", help="decimal mark: . or ,")
    add_argument("--header", type=int, metavar="LINE", help="line with the names, 0 for none")
    add_argument("--sheet", default="", metavar="NAME", help="sheet of an Excel workbook")
    add_argument(
        "--missing",
        action="extend",
        nargs="+",
        default=[],
        metavar="WORD",
        help="further words for missing, in any column or as COL:WORD in one",
    )
    add_argument(
        "--keep",
        action="extend",
        nargs="+",
        default=[],
        metavar="COL:WORD",
        help="words that are values in a column though they usually mean missing",
    )
    add_argument(
        "--day-first",
        nargs="?",
        const="yes",
        default="guess",
        metavar="no",
        help="03/04/2024 is 3 April; with no, March 4",
    )
    add_argument("--keep-total", action="store_true", help="keep a last row of totals")
    add_argument("--keep-long", action="store_true", help="keep rows with too many cells, cut off")


def chosen(args: argparse.Namespace, source: str = "") -> ReadParams:
    """Return the params of Read; raises ChoiceError for a value that is none."""
    try:
        return ReadParams.model_validate(given(args) | {"source": source})
    except ValidationError as error:
        first = error.errors()[0]
        name = NAMES.get(str(first["loc"][0]), str(first["loc"][0]))
        raise ChoiceError(f"--{name}: {first['msg']}.", "Give another value.") from error


def check_columns(options: Options, names: Sequence[str]) -> None:
    """Raise ChoiceError when something was said of a column that is not there."""
    for away in options.unknown_columns(names):
        raise unknown_column(away, names)


def given(args: argparse.Namespace) -> dict[str, Any]:
    """Return the options as the fields of ReadParams."""
    return {
        "encoding": args.encoding,
        "delimiter": SIGNS.get(args.delimiter, args.delimiter),
        "decimal": args.decimal,
        "header": args.header,
        "sheet": args.sheet,
        **codes(args.missing, args.keep),
        "day_first": args.day_first,
        "keep_total": args.keep_total,
        "keep_long": args.keep_long,
    }


def codes(missing: list[str], keep: list[str]) -> dict[str, Any]:
    """Return the words for missing, and what was said of words in one column.

    A word with a colon of its own is written with one before it: ":n:a".
    """
    words = [text.removeprefix(":") for text in missing if text[:1] == ":" or ":" not in text]
    said = []
    for option, texts in (("missing", missing), ("keep", keep)):
        for text in texts:
            name, _, word = text.rpartition(":")
            if name and text[0] != ":":
                said.append({"column": name, "word": code_of(word), "missing": option == "missing"})
            elif option == "keep":
                raise ChoiceError(
                    f"--keep {text} is not understood.",
                    "Write COL:WORD, such as country:NA.",
                )
    return {"missing_words": tuple(dict.fromkeys(words)), "missing_codes": tuple(said)}
