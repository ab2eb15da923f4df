"""Declarations of frames: what departs from one is named."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
import pytest

from lifecycle.storage.frame_columns import (
    Column,
    Frame,
    declared_frames,
    frame_of,
    frames_in,
    frames_of,
)

SCORES = Frame(
    "one row a metric",
    (
        Column("name", "the metric"),
        Column("low", "where it has an interval", unit="metric", optional=True),
        Column("share of <class>", "of the rows", unit="share"),
    ),
)


@dataclass(frozen=True)
class Artifact:
    """An artifact with a frame and a dictionary of frames."""

    table: pd.DataFrame = field(metadata=frame_of(SCORES.rows, *SCORES.columns))
    curves: dict[str, pd.DataFrame] = field(metadata=frames_of({"roc": SCORES}))
    rows: int = 0


@pytest.mark.parametrize(
    ("columns", "differences"),
    [
        (["name"], []),
        (["name", "low", "share of yes", "share of "], []),
        (["name", "high"], ["high is not declared"]),
        (["low"], ["name is missing"]),
        (["name", "the share of yes"], ["the share of yes is not declared"]),
    ],
)
def test_what_departs_from_a_declaration_is_named(
    columns: list[str], differences: list[str]
) -> None:
    assert SCORES.differences(pd.DataFrame([[1] * len(columns)], columns=columns)) == differences


def test_a_frame_without_rows_may_lack_columns_but_has_none_of_its_own() -> None:
    assert SCORES.differences(pd.DataFrame()) == []
    assert SCORES.differences(pd.DataFrame(columns=["high"])) == ["high is not declared"]


def test_a_column_by_its_own_name_goes_before_an_open_one() -> None:
    frame = Frame("one row", (Column("<feature>", "any"), Column("row", "the row")))
    found = frame.column("row")
    assert found is not None
    assert found.meaning == "the row"


def test_a_field_keeps_its_declaration_and_stays_required() -> None:
    frame = pd.DataFrame({"name": ["a"]})
    assert declared_frames(Artifact) == {"table": SCORES, 'curves["roc"]': SCORES}
    assert list(frames_in(Artifact(frame, {"roc": frame}))) == ["table", 'curves["roc"]']
    with pytest.raises(TypeError, match="table"):
        Artifact()  # type: ignore[call-arg]  # that is the test
