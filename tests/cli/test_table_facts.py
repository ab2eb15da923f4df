"""What `run` says of the table: before the scores for people, under ``table`` in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.cli.main import main
from lifecycle.cli.new_bundle import baseline_in_words

N = 90


def table() -> pd.DataFrame:
    """Two spellings of a class, rows without a target, and rows that repeat another."""
    rng = np.random.default_rng(3)
    x = rng.permutation(np.linspace(-2, 2, N)).round(4)
    label = np.where(x + rng.normal(size=N) > 0, "good", "bad").astype(object)
    label[:6], label[6:9] = None, "Good "
    frame = pd.DataFrame({"x": x, "code": np.where(rng.random(N) < 0.2, -999.0, x * 2), "y": label})
    return pd.concat([frame, frame.tail(4)], ignore_index=True)


def run(folder: Path, *more: str) -> int:
    table().to_csv(folder / "t.csv", index=False)
    given = ["run", str(folder / "t.csv"), "--target", "y", "--out", str(folder / "out")]
    chosen = ["--models", "dummy", "--set", "data.drop_duplicates=true", *more]
    return main([*given, *chosen])


def test_what_was_found_comes_before_the_scores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 0
    said = capsys.readouterr().out
    facts = (
        "Read: 94 rows.",
        "6 rows without a target",
        "4 rows that repeat another",
        "'Good ' (3)",
    )
    places = [said.index(fact) for fact in facts]
    scores = said.index("Holdout")
    assert max(places) < said.index("spelled differently") < scores
    assert said.index("may mean missing") < scores


def test_json_has_it_by_rank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)["table"]
    assert (told["rows_read"], told["rows"], told["rows_without_target"]) == (94, 84, 6)
    assert told["classes"]["Good "] == 3
    assert sum(told["classes"].values()) == told["rows"]
    ranks = [["risk", "warning", "note"].index(each["severity"]) for each in told["findings"]]
    assert ranks == sorted(ranks)
    assert {"y", "code"} <= {each["column"] for each in told["findings"]}


def test_a_baseline_that_does_not_exist_is_undefined() -> None:
    assert baseline_in_words({"value": None, "reference": "always the mean"})[0] == "undefined"
    assert baseline_in_words({"value": 0.5}) == ("0.5", "")
