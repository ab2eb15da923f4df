"""Yes and no are one thing, however a file, a record or an answer spells them."""

from __future__ import annotations

import doctest
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.recipe import Params, plan
from lifecycle.data.read_step import ReadParams
from lifecycle.data.readers import Written, booleans, read_table, to_kinds
from lifecycle.data.step import DataParams
from lifecycle.engine.runner import run_recipe
from lifecycle.export.schema import input_schema, kinds_of, written_of
from lifecycle.export.training_script import spelled
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

N = 60
SAYS = [i % 3 == 0 for i in range(N)]


def test_the_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(booleans).failed == 0


def test_no_word_says_both() -> None:
    said = [
        (word, truth) for pair in booleans.EACH for word, truth in zip(pair, (1, 0), strict=True)
    ]
    assert len(dict(set(said))) == len(set(said))


@pytest.mark.parametrize("pair", booleans.PAIRS)
def test_every_pair_is_understood_in_any_case(pair: str) -> None:
    for yes, no in (pair.split(), pair.upper().split(), pair.title().split()):
        assert booleans.truth_of(f" {yes} ") is True
        assert booleans.truth_of(no) is False
        assert booleans.as_levels(np.array([yes, no], object), ["NO", "YES"]).tolist() == [
            "YES",
            "NO",
        ]


@pytest.mark.parametrize("levels", [("M", "F"), ("E", "F"), ("A", "B", "O"), ("y", "n", "u")])
def test_other_letters_are_no_yes_and_no(levels: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "".join(f"{levels[i % len(levels)]},{i}\n" for i in range(N)))
    assert read_table(path).columns["kind"].iloc[0] == "category"


SPELLINGS: dict[str, Callable[[bool], object]] = {
    "1 and 0": lambda b: int(b),
    "numbers": lambda b: float(b),
    "capitals": lambda b: "YES" if b else "NO",
    "letters": lambda b: "y" if b else "N",
    "German": lambda b: "Ja" if b else "nein",
    "truth": lambda b: "TRUE" if b else "False",
    "stored": lambda b: b,
    "on": lambda b: " on" if b else "off ",
}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What models know of the column, learned from words and from numbers."""
    home = tmp_path_factory.mktemp("schemas")
    store = Store(home / "store")
    found = {}
    for name, (yes, no) in {"words": ("Yes", "no"), "numbers": ("1", "0")}.items():
        cells = [yes if b else no for b in SAYS]
        cells[3:5] = [f"{yes} ".upper(), f" {no}"]
        text = "flag;x;y\n" + "".join(f"{cell};{i};{'ab'[i % 2]}\n" for i, cell in enumerate(cells))
        (home / name).write_text(text)
        with (home / name).open("rb") as file:
            key, _ = store.put_blob(file)
        choices: dict[str, Params] = {
            "read": ReadParams(source=key),
            "data": DataParams(target="y"),
        }
        table = run_recipe(plan(GRAPH, choices)["data"], store, GRAPH)
        schema = input_schema(table, ["flag", "x"], range(N), "m")
        found[name] = json.loads(json.dumps(schema))
        if name == "words":
            reading = run_recipe(plan(GRAPH, choices)["read"], store, GRAPH)
            assert spelled(reading, table) == {"flag": {"YES ": "Yes", " no": "no"}}
    return found


def test_the_column_is_boolean_with_one_spelling_each(schemas: dict[str, dict]) -> None:
    about = schemas["words"]["properties"]["flag"]
    assert (about["kind"], about["levels"]) == ("boolean", ["no", "Yes"])


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
@pytest.mark.parametrize("learned", ["words", "numbers"])
def test_a_new_file_is_understood(
    spelling: str, ending: str, learned: str, schemas: dict[str, dict], tmp_path: Path
) -> None:
    path = tmp_path / f"new.{ending}"
    frame = pd.DataFrame({"flag": [SPELLINGS[spelling](b) for b in SAYS], "x": range(N)})
    if ending == "csv":
        frame.to_csv(path, index=False)
    elif ending == "json":
        frame.to_json(path, orient="records")
    else:
        frame.to_parquet(path)
    schema = schemas[learned]
    raw = pd.DataFrame(frame.to_dict("records"))
    for new in (read_table(path).frame, raw):  # a file, and the records of an endpoint
        got = to_kinds(new, kinds_of(schema), written_of(schema))["flag"]
        want = ["Yes", "no"] if learned == "words" else [1.0, 0.0]
        assert got.tolist() == [want[0] if b else want[1] for b in SAYS]


@pytest.mark.parametrize(
    ("levels", "cells", "want"),
    [
        (
            ("01234", "00501"),
            ["1234.0", 501.0, "00501", 501, None],
            ["01234", *3 * ["00501"], None],
        ),
        (("12", "7"), [12.0, "7.0", "7.5", "x"], ["12", "7", "7.5", "x"]),
        (("A1", "01"), ["1.0"], ["1.0"]),
    ],
)
def test_codes_that_became_numbers_are_codes_again(
    levels: tuple[str, ...], cells: list[object], want: list[str | None]
) -> None:
    written = {"code": Written("text", levels=levels)}
    frame = pd.DataFrame({"code": pd.Series(cells, dtype=object)})
    assert to_kinds(frame, {"code": "category"}, written)["code"].tolist() == want


def test_the_endpoint_is_told_what_it_may_be_sent(schemas: dict[str, dict]) -> None:
    for schema in schemas.values():
        assert {"boolean", "null"} <= set(schema["properties"]["flag"]["type"])
        assert "boolean" not in schema["properties"]["x"]["type"]
