"""Labels: planted mistakes are found, and decisions about them stay where they belong."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.define import step
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.train import label_audit, label_decisions, relabel_effect
from lifecycle.train.label_decisions import LabelDecision, LabelParams, as_text

from ..builders import mixed_table

TASKS = ("binary", "multiclass", "regression")


def say(fraction: float, message: str) -> None:
    assert 0 <= fraction <= 1
    assert message


@dataclass
class Planted:
    """A table with labels that are known to be wrong, and what the split made of it."""

    table: Table
    split: split.Split
    prepare: prepare.Preparation
    wrong: set[int]
    truth: Table

    @property
    def fixes(self) -> tuple[LabelDecision, ...]:
        return tuple(
            LabelDecision(
                row=row,
                action="fix",
                given=as_text(self.table.y.iloc[row]),
                label=as_text(self.truth.y.iloc[row]),
            )
            for row in sorted(self.wrong)
        )

    def labels(self, *decisions: LabelDecision) -> label_decisions.Labels:
        params = LabelParams(decisions=decisions)
        return label_decisions.run(params, data=self.table, split=self.split, report=say)

    def audit(self, **params: object) -> label_audit.Audit:
        chosen = label_audit.AuditParams.model_validate(params)
        return label_audit.run(
            chosen, data=self.table, split=self.split, prepare=self.prepare, report=say
        )


def easy(task: str, n: int = 400) -> Table:
    """A table whose target follows from its features nearly without noise."""
    table = mixed_table(task, n=n)
    frame = table.frame.drop(columns=["a", "colour", "when"])
    x = np.random.default_rng(5).normal(size=n)
    frame.insert(0, "x", x)
    if task == "regression":
        frame["y"] = 3 * x + np.random.default_rng(6).normal(scale=0.2, size=n)
    else:
        cuts = [0.0] if task == "binary" else [-0.5, 0.5]
        names = np.array(["no", "yes"] if task == "binary" else ["a", "b", "c"], dtype=object)
        frame["y"] = names[np.digitize(x, cuts)]
    columns = table.columns[table.columns["name"].isin(["b", "y"])]
    first = columns.iloc[[0]].assign(name="x")
    return replace(table, frame=frame, columns=pd.concat([first, columns], ignore_index=True))


@pytest.fixture(scope="module", params=TASKS)
def planted(request: pytest.FixtureRequest) -> Planted:
    truth = easy(request.param)
    cut = split.run(split.SplitParams(method="random"), data=truth, report=say)
    far = np.flatnonzero(np.abs(truth.frame["x"].to_numpy()) > 1.2)
    rng = np.random.default_rng(0)
    wrong = rng.choice(np.intersect1d(cut.train, far), 12, replace=False)
    frame = truth.frame.copy()
    for row in wrong:
        now = frame.loc[row, "y"]
        others = [c for c in truth.classes if c != now]
        frame.loc[row, "y"] = now + 8 if truth.task == "regression" else others[0]
    table = replace(truth, frame=frame)
    made = prepare.run(prepare.STEP.params(), data=table, split=cut, report=say)
    return Planted(table, cut, made, {int(row) for row in wrong}, truth)


def test_planted_mistakes_head_the_list(planted: Planted) -> None:
    found = planted.audit()
    top = set(found.issues["row"].head(len(planted.wrong)))
    assert len(top & planted.wrong) >= len(planted.wrong) - 1
    flagged = set(found.issues.loc[found.issues["flagged"], "row"])
    assert flagged >= planted.wrong
    assert f"{found.flagged} labels of {found.reviewed:,}" in found.sentence


def test_the_audit_sees_no_holdout_row(planted: Planted) -> None:
    found = planted.audit(most=1000)
    assert set(found.issues["row"]) == set(planted.split.train.tolist())
    assert found.issues["quality"].between(0, 1).all()


def test_the_suggestion_is_nearer_to_the_truth(planted: Planted) -> None:
    found = planted.audit().issues.set_index("row")
    for row in planted.wrong:
        given, suggested = found.loc[row, "given"], found.loc[row, "suggested"]
        true = planted.truth.y.iloc[row]
        if planted.table.task == "regression":
            assert abs(float(suggested) - true) < abs(float(given) - true) / 2
        else:
            assert suggested == true


def test_fixes_bring_the_truth_back_and_nothing_else(planted: Planted) -> None:
    made = planted.labels(*planted.fixes)
    assert made.y(planted.table).tolist() == planted.truth.y.tolist()
    assert made.skipped == 0
    assert "12 labels corrected" in made.sentence
    again = planted.table.y.tolist()
    assert again != planted.truth.y.tolist()  # the table itself is untouched


def test_a_dropped_row_leaves_the_training_rows_only(planted: Planted) -> None:
    row = min(planted.wrong)
    given = as_text(planted.table.y.iloc[row])
    made = planted.labels(LabelDecision(row=row, action="drop", given=given))
    assert set(planted.split.train) - set(made.kept(planted.split.train)) == {row}
    assert made.kept(planted.split.holdout).tolist() == planted.split.holdout.tolist()


def test_decisions_that_no_longer_fit_do_nothing(planted: Planted) -> None:
    held = int(planted.split.holdout[0])
    locked = LabelDecision(row=held, action="drop", given=as_text(planted.table.y.iloc[held]))
    row = min(planted.wrong)
    other = LabelDecision(row=row, action="drop", given="another label")
    beyond = LabelDecision(row=10**6, action="drop", given="yes")
    made = planted.labels(locked, other, beyond)
    assert made.skipped == 3
    assert made.changes.empty
    assert made.y(planted.table) is planted.table.y or made.y(planted.table).equals(planted.table.y)
    assert "3 decisions no longer fit" in made.sentence


def test_a_label_that_does_not_exist_is_refused(planted: Planted) -> None:
    row = min(planted.wrong)
    given = as_text(planted.table.y.iloc[row])
    with pytest.raises(ChoiceError, match="perhaps"):
        planted.labels(LabelDecision(row=row, action="fix", given=given, label="perhaps"))


def test_better_labels_show_on_rows_no_one_touched(planted: Planted) -> None:
    contract = step.run(step.STEP.params(), report=say)
    made = relabel_effect.run(
        relabel_effect.RelabelParams(),
        define=contract,
        data=planted.table,
        split=planted.split,
        prepare=planted.prepare,
        labels=planted.labels(*planted.fixes),
        report=say,
    )
    before, after = made.folds["before"].mean(), made.folds["after"].mean()
    assert after <= before if made.metric == "rmse" else after >= before
    assert len(made.folds) == len(planted.split.folds)
    if made.metric == "rmse":  # wrong by 8 where the noise is 0.2
        assert "make the model better" in made.sentence


def test_without_a_decision_there_is_nothing_to_compare(planted: Planted) -> None:
    with pytest.raises(ChoiceError, match="No label was changed"):
        relabel_effect.run(
            relabel_effect.RelabelParams(),
            define=step.run(step.STEP.params(), report=say),
            data=planted.table,
            split=planted.split,
            prepare=planted.prepare,
            labels=planted.labels(),
            report=say,
        )
