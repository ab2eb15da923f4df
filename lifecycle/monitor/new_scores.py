"""The scores of new rows whose outcome is known beside those of the holdout, and what is unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..core.wording import listing
from ..export.schema import classes_of, outputs_of, reference_rows
from ..export.step import Export
from ..metrics.catalog import METRICS
from ..metrics.intervals import SCORES, metrics_frame
from ..metrics.outcome import Outcome
from ..storage.frame_columns import names_of
from .answers import Answers, answers_of, outcome_with_strangers
from .judgement import FEWEST, outcomes_known
from .score_tests import TESTS, Sample, score_tests, tied


def stated(export: Export) -> pd.DataFrame:
    """Return the metrics of the holdout as the bundle states them, in the columns of ``SCORES``."""
    found = pd.DataFrame(export.metrics["metrics"])
    found["title"] = [METRICS[name].title for name in found["name"]]
    return found.reindex(columns=names_of(SCORES)).astype({"low": float, "high": float})


def compared_scores(
    export: Export,
    frame: pd.DataFrame,
    predicted: pd.DataFrame,
    alpha: float,
    ways: Mapping[str, str],
) -> tuple[Answers, pd.DataFrame, pd.DataFrame]:
    """Return the answers of the new rows, their metrics and the tests against the holdout."""
    schema, classes = export.schema, classes_of(export.schema)
    answers = answers_of(schema, frame, ways)
    nothing = pd.DataFrame(columns=names_of(SCORES)), pd.DataFrame(columns=names_of(TESTS))
    known = answers.y.isin(classes) if classes else answers.y.notna()
    have = answers.y.notna().to_numpy()
    if answers.number < FEWEST or not known.any():
        return answers, *nothing
    column = group_of(export.metrics)
    groups = tied(frame.get(column), have)
    outcome = outcome_with_strangers(answers, predicted, classes)
    metrics = metrics_frame(outcome, schema["target"]["task"], groups=groups)
    held = reference_rows(schema, export.reference)
    every = np.ones(len(held), dtype=bool)
    predictions = export.reference[outputs_of(schema)]
    before = Outcome.of(held[schema["target"]["name"]], predictions, classes)
    rows = known.to_numpy()
    labels = answers.y[rows].reset_index(drop=True)
    after = Outcome.of(
        labels if classes else labels.astype(float), predicted[rows].reset_index(drop=True), classes
    )
    tests = score_tests(
        str(export.metrics["metric"]),
        stated(export),
        metrics,
        Sample(before, tied(held.get(column), every)),
        Sample(after, tied(frame.get(column), rows)),
        alpha,
    )
    return answers, metrics, tests


def group_of(metrics: dict[str, Any]) -> str:
    """Return the column whose rows belong together, as a bundle states it; empty if none."""
    split = metrics.get("split") or {}
    return str(split.get("group") or "")


def unseen_of(export: Export, frame: pd.DataFrame, answers: Answers) -> tuple[str, ...]:
    """Return what this comparison cannot see, and how answers were read, as sentences."""
    target, column = export.schema["target"]["name"], group_of(export.metrics)
    notes = []
    if answers.number < FEWEST:
        notes.append(
            f"{outcomes_known(answers.number, target)}: whether the model still scores as it did "
            "cannot be seen."
        )
    if answers.respelled:
        said = listing([f"{k!r} as {v}" for k, v in answers.respelled.items()], 4)
        notes.append(f"Answers were read as the model spells them: {said}.")
    if column and column not in frame:
        notes.append(
            f"Rows of one {column} belong together, and the file has no such column: the intervals "
            "are too narrow."
        )
    notes.append(
        "Rows that the model learned from cannot be told from new ones: a bundle keeps the holdout "
        "alone."
    )
    return tuple(notes)
