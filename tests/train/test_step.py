"""The whole chain from table to leaderboard: ranked, budgeted, and honest about chance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from lifecycle import models
from lifecycle.core.errors import ChoiceError, LifecycleError, TaskError
from lifecycle.core.recipe import Params, Step, plan
from lifecycle.data.read_step import ReadParams
from lifecycle.data.step import DataParams, Table
from lifecycle.define import step as define
from lifecycle.define.step import DefineParams
from lifecycle.engine.runner import InlineWork, run_recipe, silent
from lifecycle.engine.task_stream import Patience, unending
from lifecycle.metrics.catalog import Outcome, score_all
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.ensemble import blend
from lifecycle.train.fit_step import predict, run_fit, run_fold
from lifecycle.train.model_params import Custom, FitParams, FoldParams
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard, run
from tests.builders import AT_RANDOM, as_given, make_table, mixed_table

QUICK = ("linear", "tree")


def train(store: Store, table: Table, report: Any = silent, **choices: Params) -> Leaderboard:
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=QUICK), **choices})
    store.save(recipes["data"], table)
    made: Leaderboard = run_recipe(recipes["train"], store, GRAPH, report)
    return made


class Direct:
    """Work that runs folds here without a store; ``fails`` names those that raise."""

    def __init__(self, given: dict[str, Any], fails: Callable[[FoldParams], bool]) -> None:
        self.given, self.fails, self.asked = given, fails, 0
        self.slots, self.stopped = 1, False

    def map(
        self,
        step: Step,
        params: Iterable[Any],
        at_once: int | None = None,
        patience: Patience = unending,
    ) -> Iterator[tuple[Any, Any]]:
        for each in params:
            if self.stopped:
                return
            self.asked += 1
            if self.fails(each):
                yield each, TaskError("It broke.", "Mend it.")
                continue
            try:
                yield each, run_fold(each, **self.given)
            except LifecycleError as error:
                yield each, error

    def blob(self, key: str) -> Path:
        raise NotImplementedError


def direct(
    table: Table,
    params: TrainParams,
    fails: Callable[[FoldParams], bool] = lambda each: False,
    cut: SplitParams = SplitParams(method="random"),  # noqa: B008  # frozen
    stopped: bool = False,
) -> tuple[Leaderboard, Direct]:
    parts = split.run(cut, data=table, report=silent)
    made = prepare.run(prepare.PrepareParams(), data=table, split=parts, report=silent)
    given: dict[str, Any] = {
        "data": table,
        "split": parts,
        "prepare": made,
        "labels": as_given(table, parts),
        "report": silent,
    }
    contract = define.run(DefineParams(), report=silent)
    work = Direct(given, fails)
    work.stopped = stopped
    return run(params, define=contract, work=work, **given), work


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_task_ends_in_a_ranked_board(store: Store, task: str) -> None:
    board = train(store, mixed_table(task))
    table = board.table
    assert set(table["model"]) == {"dummy", *QUICK}
    better = table["score"] if task != "regression" else -table["score"]
    assert better.is_monotonic_decreasing
    assert board.best == table.loc[0, "model"] != "dummy"
    assert table["low"].le(table["score"]).all()
    assert table["score"].le(table["high"]).all()
    assert (table["problem"] == "").all()
    assert not table.loc[0, "tied"]
    assert board.sentence.endswith(".")


def test_out_of_fold_predictions_cover_training_rows_once_and_give_the_scores(
    store: Store,
) -> None:
    table = mixed_table("multiclass")
    board = train(store, table)
    parts = split.run(SplitParams(method="random"), data=table, report=silent)
    for name in ("dummy", *QUICK):
        oof = board.oof[board.oof["model"] == name]
        assert sorted(oof["row"]) == parts.train.tolist()
        held = oof.set_index("row").loc[parts.fold(0)[1]]
        outcome = Outcome.of(table.y.loc[held.index], held, table.classes)
        of_fold = board.folds.query("model == @name and fold == 0").set_index("metric")["value"]
        assert score_all(outcome, "multiclass") == pytest.approx(of_fold.to_dict(), nan_ok=True)


def test_the_leaderboard_is_the_mean_of_the_contracts_metric(store: Store) -> None:
    board = train(store, mixed_table(), define=DefineParams(metric="log_loss"))
    assert board.metric == "log_loss"
    means = board.folds.query("metric == 'log_loss'").groupby("model")["value"].mean()
    assert board.table.set_index("model")["score"].to_dict() == pytest.approx(means.to_dict())
    assert board.table["score"].is_monotonic_increasing


def test_progress_tells_of_each_fold(store: Store) -> None:
    said: list[tuple[float, str]] = []
    train(store, mixed_table(), lambda fraction, message: said.append((fraction, message)))
    folds = [m for _, m in said if "fold" in m and "ROC AUC" in m]
    assert folds[0] == "Baseline, fold 1 of 5: ROC AUC 0.5"
    assert folds[5].startswith("Linear model, fold 1 of 5: ROC AUC 0.")
    assert len(folds) == 15


def test_folds_already_done_are_not_done_again(store: Store) -> None:
    table = mixed_table()
    train(store, table)
    before = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    board = train(store, table, train=TrainParams(models=(*QUICK, "neighbors")))
    after = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    assert len(after - before) == 5 + 1  # five folds of the new candidate, one leaderboard
    assert len(board.table) == 4


def test_a_failed_candidate_says_why_and_stops_nobody() -> None:
    board, _ = direct(mixed_table(), TrainParams(models=QUICK), lambda f: f.model == "linear")
    table = board.table.set_index("model")
    assert table.loc["linear", "problem"] == "It broke. Mend it."
    assert np.isnan(table.loc["linear", "score"])
    assert board.best == "tree"
    assert "1 candidate has no score." in board.sentence


def test_a_candidate_without_its_library_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = replace(models.MODELS["lightgbm"], library="no_such_library")
    monkeypatch.setitem(models.MODELS, "lightgbm", absent)
    own = Custom(name="mine", title="Mine", model="lightgbm", settings={"num_leaves": 7})
    params = TrainParams(models=("lightgbm", "tree"), custom=(own,), ensemble=True)
    board, _ = direct(mixed_table(), params)
    rows = board.table.set_index("model")
    assert board.best == "tree"
    assert rows.loc["lightgbm", "problem"].startswith("LightGBM needs the package no_such_library")
    assert "pip install no_such_library" in rows.loc["mine", "problem"]


def test_one_failed_fold_keeps_the_others_but_does_not_lead() -> None:
    broken: Callable[[FoldParams], bool] = lambda f: f.model == "linear" and f.fold == 1  # noqa: E731
    board, _ = direct(mixed_table(), TrainParams(models=QUICK), broken)
    table = board.table.set_index("model")
    assert table.loc["linear", "problem"] == "1 fold of 5 failed. It broke. Mend it."
    assert table.loc["linear", "score"] > table.loc["tree", "score"]
    assert board.best == "tree"


def test_a_stop_before_the_first_score_is_said() -> None:
    table = mixed_table()
    with pytest.raises(TaskError, match="stopped before any candidate had a score"):
        direct(table, TrainParams(models=QUICK, budget=60), stopped=True)


def test_when_nothing_works_the_reason_is_given() -> None:
    with pytest.raises(TaskError, match=r"No candidate has a score\. It broke\."):
        direct(mixed_table(), TrainParams(models=QUICK), lambda f: True)


def test_a_spent_budget_still_leaves_the_baseline_and_one_candidate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = count(0.0, 1.0)  # a second goes by with each fold
    monkeypatch.setattr("lifecycle.train.results.monotonic", lambda: next(clock))
    board, work = direct(mixed_table(), TrainParams(models=("tree", "linear"), budget=1))
    table = board.table.set_index("model")
    assert work.asked == 10
    assert table.loc["linear", "problem"] == "Not started: the time budget was used up."
    assert board.best == "tree"
    assert set(board.oof["model"]) == {"dummy", "tree"}
    board, work = direct(mixed_table(), TrainParams(models=("tree", "linear"), budget=13))
    problem = board.table.set_index("model").loc["linear", "problem"]
    assert problem == "Stopped after 3 of 5 folds: the time budget was used up."


def test_noise_is_not_sold_as_a_model(store: Store) -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(200, 3)), columns=["a", "b", "c"])
    frame["y"] = rng.choice(["no", "yes"], 200)
    board = train(store, make_table(frame, "y", "binary"))
    assert "beats the baseline" in board.sentence
    assert board.sentence.startswith("Nothing")


def test_unknown_models_are_refused_before_anything_is_fitted(store: Store) -> None:
    with pytest.raises(ChoiceError, match="Did you mean boosting"):
        train(store, mixed_table(), train=TrainParams(models=("bosting",)))


def test_a_measure_no_fold_can_compute_is_said() -> None:
    frame = mixed_table().frame
    frame["y"] = np.where(np.arange(200) < 20, "yes", "no")
    frame["t"] = np.arange(200.0)  # later folds, and the holdout, hold one class only
    with pytest.raises(TaskError, match="ROC AUC cannot be computed on these folds"):
        direct(
            make_table(frame, "y", "binary"),
            TrainParams(models=("tree",)),
            cut=SplitParams(method="time", column="t"),
        )


def test_what_a_fit_warned_of_stands_in_its_row(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = models.Model(
        name="hasty",
        title="Hasty",
        description="",
        strengths="",
        weaknesses="",
        simplicity=9,
        make=lambda task, seed: LogisticRegression(max_iter=1),
    )
    monkeypatch.setitem(models.MODELS, "hasty", hasty)
    board = train(store, mixed_table(), train=TrainParams(models=("hasty",)))
    warned = board.table.set_index("model")["warning"]
    assert warned["hasty"].startswith("The fit was stopped before")
    assert warned["dummy"] == ""


def test_inline_work_streams_errors_in_place_of_artifacts(store: Store) -> None:
    table = mixed_table()
    recipes = plan(GRAPH, AT_RANDOM)
    store.save(recipes["data"], table)
    work = InlineWork(store, recipes["train"].needs, GRAPH)
    tasks = [FoldParams(model="dummy"), FoldParams(model="none of ours")]
    results = [result for _, result in work.map(GRAPH["fold"], tasks)]
    assert results[0].scores["value"].notna().any()
    assert isinstance(results[1], ChoiceError)


def test_titanic_is_predicted_as_well_as_it_is_known_to_be(
    store: Store, shared: Callable[[str], Path]
) -> None:
    with shared("data/titanic.csv").open("rb") as file:
        key, _ = store.put_blob(file)
    choices = {
        "read": ReadParams(source=key),
        "data": DataParams(target="Survived"),
        "train": TrainParams(models=("linear", "boosting")),
    }
    board: Leaderboard = run_recipe(plan(GRAPH, AT_RANDOM | choices)["train"], store, GRAPH)
    scores = board.table.set_index("model")["score"]
    assert 0.83 < scores["linear"] < 0.89
    assert 0.84 < scores["boosting"] < 0.90
    assert scores["dummy"] == 0.5


# -- settings, search, ensemble --------------------------------------------------------------------


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_a_search_enters_its_best_and_an_ensemble_its_members(task: str) -> None:
    params = TrainParams(
        models=("kernel", "tree", "neighbors"), tuning=True, trials=6, ensemble=True
    )
    board, _ = direct(mixed_table(task), params)
    assert len(board.trials) >= 6 + 3
    tuned = [name for name in board.fits if name.endswith("-tuned")]
    assert tuned
    for name in tuned:
        row = board.table.set_index("model").loc[name]
        assert row["title"].endswith(" (tuned)")
        assert json.loads(row["settings"]) == board.fits[name].settings
        best = board.trials[board.trials["model"] == board.fits[name].model]
        whole = best[(best["state"] == "complete")]["score"]
        assert row["score"] in whole.to_list()
    together = board.fits["ensemble"].members
    assert len(together) > 1
    assert all(member.weight > 0 for member in together)
    if task == "regression":
        assert sum(member.weight for member in together) == pytest.approx(1)
    oof = board.oof.groupby("model")["row"].apply(lambda rows: sorted(rows))
    assert oof["ensemble"] == oof["dummy"]


def test_the_ensemble_fits_and_answers_as_its_members_do_together() -> None:
    table = mixed_table()
    params = TrainParams(models=("tree", "neighbors", "stump"), ensemble=True)
    board, work = direct(table, params)
    fit = board.fits["ensemble"]
    given = work.given
    whole = run_fit(fit, **given).model
    rows = given["split"].holdout
    x = table.x.iloc[rows]
    parts, weights = {}, {}
    for place, member in enumerate(fit.members):
        alone = run_fit(FitParams(model=member.model, settings=member.settings), **given).model
        parts[str(place)] = predict(alone, x, table.classes).assign(row=rows)
        weights[str(place)] = member.weight
    together = blend(parts, weights, table.classes)["p:yes"].to_numpy()
    found = predict(whole, x, table.classes)["p:yes"].to_numpy()
    # trees see scaled features here, plain ones there
    assert found == pytest.approx(together, abs=0.02)


def test_own_settings_make_a_candidate_of_their_own() -> None:
    own = Custom(name="deep", title="Deep tree", model="tree", settings={"max_depth": 12})
    board, _ = direct(mixed_table(), TrainParams(models=("tree",), custom=(own,)))
    assert set(board.table["model"]) == {"dummy", "tree", "deep"}
    assert board.fits["deep"].settings == {"max_depth": 12}
    wrong = own.model_copy(update={"settings": {"max_depth": 0}})
    with pytest.raises(ChoiceError, match="maximum depth cannot be 0"):
        direct(mixed_table(), TrainParams(models=("tree",), custom=(wrong,)))


def test_what_a_search_led_to_can_be_trained_again_without_it() -> None:
    table = mixed_table()
    params = TrainParams(models=("linear", "tree"), tuning=True, trials=4, ensemble=True, budget=60)
    board, _ = direct(table, params)
    assert board.again.budget is None
    assert not board.again.tuning
    replayed, _ = direct(table, board.again)
    columns = ["model", "title", "score", "low", "high", "settings"]
    assert replayed.table[columns].equals(board.table[columns])
    assert replayed.best == board.best
    assert replayed.fits == board.fits


def test_balanced_classes_find_more_of_the_rare_one() -> None:
    frame = mixed_table(n=400).frame
    rng = np.random.default_rng(0)
    rare = (frame["y"] == "yes") & (rng.random(len(frame)) < 0.15)
    kept = frame[rare | (frame["y"] == "no")].reset_index(drop=True)
    table = make_table(kept, "y", "binary")
    found = {}
    for balance in (False, True):
        board, _ = direct(table, TrainParams(models=("linear",), balance=balance))
        oof = board.oof[board.oof["model"] == "linear"]
        found[balance] = (oof["prediction"] == "yes").mean()
    assert found[True] > 2 * found[False]


def test_the_board_says_how_far_behind_the_best_each_candidate_is() -> None:
    board, _ = direct(mixed_table(), TrainParams(models=QUICK))
    table = board.table
    assert table.loc[0, "behind"] == 0
    gaps = table.loc[0, "score"] - table["score"]
    assert table["behind"].to_numpy() == pytest.approx(gaps.to_numpy())
    assert (table["behind_low"] <= table["behind_high"]).all()
    assert (table["features"] > 0).all()
    assert (table["megabytes"] > 0).all()


def test_a_random_guess_is_no_candidate_for_numbers() -> None:
    board, _ = direct(mixed_table("regression"), TrainParams(models=("guess", "stump")))
    assert set(board.table["model"]) == {"dummy", "stump"}
