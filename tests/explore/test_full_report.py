"""Report: no script, no outside world, the same bytes again, and odd columns survive."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from lifecycle.engine.runner import silent
from lifecycle.explore import full_report
from lifecycle.explore.full_report import ProfileReport, ReportParams, harmless
from tests.builders import make_table, mixed_table
from tests.explore.test_step import split_of

SCRIPT = "<script>alert(1)</script>"


def hostile() -> pd.DataFrame:
    n = 40
    return pd.DataFrame(
        {
            SCRIPT: [SCRIPT, "\" onload='x' `"] * 20,
            "<img src=x onerror=alert(2)>": ["$\\frac{$", "{{7*7}}"] * 20,
            "constant": [SCRIPT] * n,
            "empty": np.nan,
            "nothing": pd.Series([None] * n, dtype=object),
            "extreme": np.arange(n) * 4e306,
            "infinite": [np.inf, 1.0] * 20,
            "day": pd.to_datetime(["1700-01-01", "2200-01-01"] * 20),
            "y": ["a", "b"] * 20,
        }
    )


@pytest.fixture(scope="module")
def made() -> ProfileReport:
    kinds = {"constant": "constant", "nothing": "text"}
    table = make_table(hostile(), "y", "binary", kinds)
    return full_report.run(ReportParams(), data=table, split=split_of(40), report=silent)


def test_nothing_of_the_user_becomes_markup(made: ProfileReport) -> None:
    html = made.html.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "onload='x'" not in html
    assert "‹script›alert(1)" in html
    assert "49" not in re.findall(r"[｛{]{2}7\*7", html)
    assert (made.rows, made.columns) == (30, 9)


def test_the_page_asks_no_other_host(made: ProfileReport) -> None:
    html = made.html.decode()
    assert not re.findall(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", html)
    assert not re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", html)


def test_the_same_recipe_gives_the_same_bytes_and_no_time() -> None:
    table = mixed_table(n=60)
    made = [
        full_report.run(ReportParams(), data=table, split=split_of(60), report=silent)
        for _ in range(2)
    ]
    assert made[0].html == made[1].html
    assert b"Analysis started" not in made[0].html


def test_rows_and_columns_are_capped_and_the_holdout_is_out() -> None:
    table = mixed_table(n=800)
    held = split_of(800).holdout
    table.frame.loc[held, "colour"] = "unseen-level"
    params = ReportParams(rows=100, columns=4)
    made = full_report.run(params, data=table, split=split_of(800), report=silent)
    assert (made.rows, made.columns) == (100, 4)
    assert "a random 100 of 600 training rows, 4 columns of 5" in made.sentence
    assert b"unseen-level" not in made.html


def test_names_that_become_the_same_stay_apart() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["a<", "a‹", " a< "])
    assert list(harmless(frame)) == ["a‹", "a‹_", "a‹__"]
