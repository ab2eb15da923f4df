"""Codes for missing are counted by column, and a person decides what each means there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core import settings as server
from lifecycle.data.readers import MissingCode, Options, Reading, Written, read_table, to_kinds
from lifecycle.data.step import DataParams, run
from lifecycle.engine.runner import silent

Read = Callable[..., Reading]
TEXT = "land,size,who,gap\n" + "".join(
    f"{'NA' if i % 7 == 0 else 'DE'},{-999 if i % 9 == 0 else i},"
    f"{'unknown' if i % 5 == 0 else 'a'},{' ' if i % 3 == 0 else 'k'}\n"
    for i in range(60)
)


@pytest.fixture(params=[1_000_000, 0], ids=["small", "large"])
def read(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Read]:
    monkeypatch.setenv("LIFECYCLE_LARGE_MB", str(request.param))
    server.settings.cache_clear()

    def read(text: str, **options: Any) -> Reading:
        path = tmp_path / "blob"
        path.write_text(text)
        return read_table(path, Options(**options))

    yield read
    server.settings.cache_clear()


def code(column: str, word: str, missing: bool) -> MissingCode:
    return MissingCode(column=column, word=word, missing=missing)


def rows(reading: Reading) -> list[tuple[Any, ...]]:
    return list(reading.codes.itertuples(index=False, name=None))


def test_codes_are_offered_with_their_counts(read: Read) -> None:
    got = read(TEXT)
    assert rows(got) == [
        ("land", "NA", 9, True, "found"),
        ("size", "-999", 7, False, "found"),
        ("who", "unknown", 12, False, "found"),
        ("gap", " ", 20, True, "found"),
    ]


def test_what_was_said_of_a_column_holds_there_alone(read: Read) -> None:
    said = (
        *(code("land", "NA", False), code("size", "-999", True)),
        *(code("gap", " ", False), code("who", "DE", True)),
    )
    got = read(TEXT.replace("a,k", "NA,k"), missing_codes=said)
    assert set(got.frame["land"]) == {"NA", "DE"}
    assert got.frame["who"].isna().sum() > 0, "NA still means missing here"
    assert got.frame["size"].isna().sum() == 7
    assert set(got.frame["gap"]) == {" ", "k"}
    assert ("land", "NA", 9, False, "chosen") in rows(got)
    assert ("who", "DE", 0, True, "chosen") in rows(got)
    facts = got.report.set_index("item")
    assert facts.loc["codes for missing by column", "how"] == "chosen"
    assert "'land': 'NA' is a value" in facts.loc["codes for missing by column", "value"]


def test_a_word_for_every_column_can_be_kept_in_one(read: Read) -> None:
    text = "a,b\n" + "unknown,unknown\nx,y\nx,z\n" * 4
    got = read(text, missing_words=("unknown",), missing_codes=(code("a", "unknown", False),))
    assert got.frame.isna().sum().tolist() == [0, 4]
    assert ("", "unknown", 4, True, "chosen") in rows(got)


def test_a_word_kept_among_numbers_makes_them_names(read: Read) -> None:
    text = "a\n" + "".join(f"{i}\n" for i in range(90)) + "none\n" * 3
    assert read(text).frame["a"].isna().sum() == 3
    assert ("a", "none", 3, True, "found") in rows(read(text))
    got = read(text, missing_codes=(code("a", "none", False),))
    assert got.frame["a"].tolist()[-4:] == ["89", "none", "none", "none"]
    assert got.columns.loc[0, "kind"] != "number"


def test_an_empty_cell_is_missing_whatever_is_said(read: Read) -> None:
    text = "a,b\n" + ",1\nempty,2\nx,3\n" * 3
    got = read(text, missing_codes=(code("a", " ", False),))
    assert got.frame["a"].isna().sum() == 3
    assert (got.frame["a"] == "empty").sum() == 3
    gone = read(text, missing_codes=(code("a", "empty", True),))
    assert gone.frame["a"].isna().sum() == 6


def test_a_column_that_is_not_there_is_named(read: Read) -> None:
    got = read(TEXT, missing_codes=(code("lnad", "NA", False),))
    assert any("'lnad'" in warning for warning in got.warnings)
    assert got.frame["land"].isna().sum() == 9


def test_a_kept_code_may_be_a_class(read: Read) -> None:
    reading = read(TEXT, missing_codes=(code("land", "NA", False), code("size", "-999", True)))
    table = run(DataParams(target="land"), read=reading, report=silent)
    assert table.classes == ("DE", "NA") or table.classes == ("NA", "DE")
    assert len(table.frame) == 60
    assert table.written["land"].kept == {"NA"}
    assert table.written["size"].words == {"-999"}


LIKE = {
    "land": Written(kept=frozenset({"NA"})),
    "size": Written("decimal comma", words=frozenset({"-999"})),
    "code": Written("text"),
}


def test_a_later_file_is_read_as_the_first_was(read: Read) -> None:
    got = read("land;size;code\nNA;1.234;1.50\n?;-999;2\n", like=LIKE)
    assert got.frame["land"].tolist() == ["NA", None]
    assert got.frame["size"].iloc[0] == 1234
    assert np.isnan(got.frame["size"].iloc[1])
    assert got.frame["code"].tolist() == ["1.50", "2"]


def test_but_not_where_its_cells_say_otherwise(read: Read) -> None:
    got = read("size\n1.5\n2.25\n1.234\n", like=LIKE)
    assert got.frame["size"].tolist() == [1.5, 2.25, 1.234]
    grouped = {"size": Written("decimal point")}
    assert read("a;size\n1;1,234\n", like=grouped).frame["size"].tolist() == [1234]
    assert read("a;size\n1;1,23\n", like=grouped).frame["size"].tolist() == [1.23]
    chosen = read("a;size\n1;1,234\n", like=grouped, decimal=",")
    assert chosen.frame["size"].tolist() == [1.234]


def test_records_are_read_as_the_first_file_was() -> None:
    kinds: Any = {"land": "category", "size": "number", "code": "category"}
    record = pd.DataFrame([{"land": "NA", "size": -999, "code": 3}, {"land": "", "size": "1.234"}])
    got = to_kinds(record, kinds, LIKE)
    assert got["land"].tolist() == ["NA", None]
    assert np.isnan(got["size"].iloc[0])
    assert got["size"].iloc[1] == 1234
