"""--least: what was agreed is checked before anything is trained."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from lifecycle.cli import least_options
from lifecycle.cli.choices import params_for, params_of
from lifecycle.cli.main import main
from lifecycle.core.errors import ChoiceError
from lifecycle.steps import DEFINE
from tests.exported import write_csv


def agreed(*words: str, task: str | None = None) -> dict[str, float]:
    parser = argparse.ArgumentParser()
    least_options.add(parser)
    args = parser.parse_args([word for each in words for word in ("--least", each)])
    args.task = task
    bars = params_for(DEFINE, params_of(least_options.choices(args))).bars
    return {bar.metric: bar.least for bar in bars}


def test_each_metric_has_its_own() -> None:
    assert agreed() == {}
    assert agreed("roc_auc=0.8", " recall = .7") == {"roc_auc": 0.8, "recall": 0.7}
    assert agreed("r2=-3", "rmse=1e6", task="regression") == {"r2": -3.0, "rmse": 1e6}
    assert agreed("rmse=3", "rmse=3.0") == {"rmse": 3.0}


@pytest.mark.parametrize(
    ("words", "task", "problem"),
    [
        (["roc_auc"], None, "is not understood. Write METRIC=NUMBER"),
        (["=0.8"], None, "is not understood"),
        (["roc_auc=high"], None, "is not understood"),
        (["roc_auc=nan"], None, "is not understood"),
        (["rmse=inf"], None, "is not understood"),
        (["rocauc=0.8"], None, "no metric rocauc. Did you mean roc_auc"),
        (["roc_auc=7"], None, "ROC AUC lies between 0 and 1"),
        (["accuracy=-0.1"], None, "Accuracy lies between 0 and 1"),
        (["matthews_corrcoef=-2"], None, "lies between -1 and 1"),
        (["rmse=-1"], None, "RMSE is at least 0"),
        (["r2=1.5"], None, "R squared is at most 1"),
        (["rmse=3"], "binary", "does not fit the task binary"),
        (["recall=0.3", "recall=0.4"], None, "gives two numbers for recall"),
    ],
)
def test_what_cannot_be_is_refused(words: list[str], task: str | None, problem: str) -> None:
    with pytest.raises(ChoiceError, match=problem):
        agreed(*words, task=task)


def test_a_metric_of_another_task_is_refused_before_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_csv(tmp_path / "d.csv", "binary")
    command = ["run", str(data), "--target", "y", "--out", str(tmp_path / "out")]
    assert main([*command, "--least", "rmse=3"]) == 2
    said = capsys.readouterr().err
    assert "does not fit this target (binary)" in said
    assert "fold" not in said
