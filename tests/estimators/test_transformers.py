"""Our transformers meet what they never saw when they were fitted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from lifecycle.estimators.transformers import (
    MISSING,
    OTHER,
    DateParts,
    LevelGrouper,
    MissingIndicator,
    NumericCleaner,
    TfidfColumns,
)
from lifecycle.storage import codec

FRAMES: dict[str, tuple[Any, pd.DataFrame]] = {
    "numbers": (
        NumericCleaner(),
        pd.DataFrame({"a": [1.0, np.nan, np.inf], "b": [0.0, 1e300, -1.0]}),
    ),
    "gaps": (
        MissingIndicator(),
        pd.DataFrame({"a": [1.0, np.nan], "b": ["x", None], "c": [1.0, 2.0]}),
    ),
    "levels": (LevelGrouper(rare=0.3), pd.DataFrame({"a": ["x", "x", None, "y", "x", None, "y"]})),
    "dates": (DateParts(), pd.DataFrame({"d": pd.to_datetime(["2024-02-29 13:00", None])})),
    "words": (TfidfColumns(), pd.DataFrame({"t": ["red house", "red car", None, "blue house"]})),
}


@pytest.mark.parametrize("name", FRAMES)
def test_each_survives_saving_and_names_its_features(name: str, tmp_path: Path) -> None:
    transformer, frame = FRAMES[name]
    fitted = clone(transformer).fit(frame)
    codec.save_model(fitted, tmp_path / "m.skops")
    again = codec.load_model(tmp_path / "m.skops")
    out = fitted.transform(frame)
    assert np.array_equal(
        pd.DataFrame(out).fillna("gap").to_numpy(),
        pd.DataFrame(again.transform(frame)).fillna("gap").to_numpy(),
    )
    names = list(fitted.get_feature_names_out())
    assert len(names) == out.shape[1]
    assert list(again.get_feature_names_out()) == names


def test_numbers_take_what_is_no_number_as_missing() -> None:
    out = NumericCleaner().fit_transform(
        pd.DataFrame({"a": ["1.5", "x", None], "b": [np.inf, -1e300, 2], "c": [None] * 3})
    )
    expected = [[1.5, np.nan, np.nan], [np.nan, -1e30, np.nan], [np.nan, 2, np.nan]]
    assert np.array_equal(out, np.array(expected), equal_nan=True)


def test_gaps_are_marked_where_there_were_some() -> None:
    frame = FRAMES["gaps"][1]
    fitted = MissingIndicator().fit(frame)
    assert list(fitted.get_feature_names_out()) == ["a was missing", "b was missing"]
    new = pd.DataFrame({"a": [np.inf], "b": ["x"], "c": [np.nan]})
    assert fitted.transform(new).tolist() == [[1.0, 0.0]]


def test_rare_and_unseen_levels_become_one() -> None:
    frame = pd.DataFrame({"a": ["x"] * 6 + ["y"] * 3 + ["rare"]})
    fitted = LevelGrouper(rare=0.2).fit(frame)
    new = pd.DataFrame({"a": ["x", "rare", "never seen", None, np.nan]})
    assert fitted.transform(new)[:, 0].tolist() == ["x", OTHER, OTHER, OTHER, OTHER]
    assert LevelGrouper(rare=0.0, most=1).fit(frame).kept_ == [["x"]]


def test_gaps_of_levels_are_a_level_or_the_commonest() -> None:
    frame = pd.DataFrame({"a": ["x", "x", "y", None]})
    assert LevelGrouper().fit_transform(frame)[3, 0] == MISSING
    assert LevelGrouper(missing="most_frequent").fit_transform(frame)[3, 0] == "x"


def test_levels_that_are_numbers_or_truth_values_become_text() -> None:
    fitted = LevelGrouper(rare=0.0).fit(pd.DataFrame({"a": ["1", "2", "True"]}))
    assert fitted.transform(pd.DataFrame({"a": [1, 2, True]}))[:, 0].tolist() == ["1", "2", "True"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=1, max_size=60),
    st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1, max_size=20),
    st.floats(0, 0.2),
)
def test_levels_yield_only_what_they_kept(old: list[Any], new: list[Any], rare: float) -> None:
    fitted = LevelGrouper(rare=rare).fit(pd.DataFrame({"a": pd.Series(old, dtype=object)}))
    out = fitted.transform(pd.DataFrame({"a": pd.Series(new, dtype=object)}))
    assert set(out[:, 0]) <= {*fitted.kept_[0], OTHER}


def test_date_parts_are_what_the_calendar_says() -> None:
    frame = pd.DataFrame({"d": pd.to_datetime(["2024-02-29 13:00", "2023-01-02 00:00", None])})
    fitted = DateParts().fit(frame)
    names = [f"d: {part}" for part in ("year", "month", "day", "weekday", "hour", "days")]
    assert list(fitted.get_feature_names_out()) == names
    out = fitted.transform(frame)
    assert out[0].tolist() == [2024, 2, 29, 3, 13, 19782 + 13 / 24]  # a Thursday
    assert out[1, 3] == 0  # a Monday
    assert np.isnan(out[2]).all()


def test_date_parts_that_never_vary_are_left_out() -> None:
    days = pd.DataFrame({"d": pd.date_range("2024-03-01", periods=5)})
    names = list(DateParts().fit(days).get_feature_names_out())
    assert names == ["d: day", "d: weekday", "d: days"]
    zoned = days.assign(d=days["d"].dt.tz_localize("UTC"))
    assert np.array_equal(DateParts().fit(days).transform(zoned), DateParts().fit_transform(days))


def test_text_without_a_common_word_yields_no_feature() -> None:
    frame = pd.DataFrame({"t": ["one", "two", None]})
    assert TfidfColumns().fit_transform(frame).shape == (3, 0)
