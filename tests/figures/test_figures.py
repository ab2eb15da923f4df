"""Figures: every one is drawn from its frame, says itself in words, and shows no markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from lifecycle import figures
from lifecycle.explore.step import Profile
from lifecycle.stats import corp_curve, decision_curve, pit_histogram
from lifecycle.stats import mean_calibration as by_tenths
from tests.builders import make_table, mixed_table
from tests.explore.test_step import profile, split_of

HOSTILE = "<b>x</b><a href='javascript:alert(1)'>y</a> $z$ %{x}"
LABELS = {"plain": ("no", "yes"), "hostile": (HOSTILE, "<img src=x onerror=alert(1)>")}


def of(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[frame["column"] == column]


def explored(a: str, b: str) -> Profile:
    table = mixed_table()
    frame = table.frame.rename(columns={"a": a, "colour": b})
    frame[b] = frame[b].replace({"red": a, "green": b})
    frame["y"] = frame["y"].map({"yes": a, "no": b})
    frame["gap"] = frame[a] * 2
    return profile(make_table(frame, "y", "binary"))


def curve(a: str, x: str, y: str) -> pd.DataFrame:
    points = np.linspace(0, 1, 11)
    frame = pd.DataFrame({"class": a, x: points, y: points if y == "tpr" else 1 - 0.6 * points})
    return frame.assign(threshold=1 - points)


def scores(a: str, b: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame({"model": ["m", "d"], "title": [a, b], "baseline": [False, True]})
    table = table.assign(score=[0.8, 0.5], low=[0.7, 0.5], high=[0.9, 0.5], tied=False, problem="")
    fold = pd.DataFrame({"model": ["m", "m", "d"], "fold": [0, 1, 0], "metric": "roc_auc"})
    return table, fold.assign(value=[0.8, 0.7, 0.5], train_value=[0.9, np.nan, 0.5])


def metrics(a: str, *values: float) -> pd.DataFrame:
    frame = pd.DataFrame({"name": ["roc_auc", "log_loss"], "title": [a, "Log loss"]})
    return frame.assign(value=values[0], low=values[1], high=values[2])


def margins(a: str) -> pd.DataFrame:
    frame = pd.DataFrame({"title": [a, "Log loss"], "difference": [0.03, np.inf], "low": -0.01})
    return frame.assign(high=[0.05, np.inf], margin=0.01, verdict=["open", "better"])


def steps() -> tuple[pd.DataFrame, pd.DataFrame]:
    p = np.linspace(0.1, 0.9, 9)
    return corp_curve(p > 0.4, p), pd.DataFrame({"predicted": p, "observed": p})


def held(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"part": [a, b], "count": [40, 9], "coverage": [0.93, 0.7]})
    return frame.assign(low=[0.85, 0.4], high=[0.98, 0.9])


def shared(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"columns": [a, b], "values": [b, a], "contribution": [0.2, -0.1]})
    return frame.assign(low=[0.1, -0.2], high=[0.3, 0.0])


def followed(a: str, value: str, place: float) -> pd.DataFrame:
    frame = pd.DataFrame({"column": a, "value": [value, value], "place": [place, place]})
    return frame.assign(answer=[0.3, 0.4], own=[True, False])


def drifted(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"column": [a, b], "measure": a, "effect": [0.3, 0.01]})
    return frame.assign(low=[0.2, np.nan], high=[0.4, np.nan], drifted=[True, False])


def compared(a: str, b: str) -> pd.DataFrame:
    bins = pd.DataFrame({"column": a, "bin": [a, b], "left": np.nan, "right": np.nan})
    return pd.concat(
        [bins.assign(part=p, share=[s, 1 - s]) for p, s in (("reference", 0.5), ("new", 0.2))]
    )


def confused(a: str, b: str) -> pd.DataFrame:
    return pd.DataFrame({"actual": [a, a, b, b], "predicted": [a, b, a, b], "count": [9, 1, 2, 8]})


def reliable(a: str) -> pd.DataFrame:
    frame = pd.DataFrame({"class": a, "predicted": [0.2, 0.8], "observed": [0.3, 0.7]})
    return frame.assign(low=[0.1, 0.5], high=[0.5, 0.9], count=[20, 30])


def beneficial() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    p = rng.random(300)
    return decision_curve(rng.random(300) < p, p)


def weak(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"slice": [a, b], "group": [a, b], "reference": b, "metric": "accuracy"})
    return frame.assign(difference=[0.2, 0.1], low=[0.1, -0.1], high=0.3, flagged=[True, False])


def important(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"columns": [a, b], "importance": [0.2, 0.0], "low": [0.1, -0.1]})
    return frame.assign(high=[0.3, np.nan], clear=[True, False])


def along(a: str, value: str, *places: float) -> pd.DataFrame:
    frame = pd.DataFrame({"column": a, "value": value, "place": places})
    return frame.assign(answer=0.4, low=0.2, high=0.6)


def residual() -> pd.DataFrame:
    frame = pd.DataFrame({"row": range(5000), "y": np.arange(5000.0)})
    return frame.assign(prediction=frame["y"] + 1, residual=-1.0)


def gained(a: str) -> pd.DataFrame:
    called = np.linspace(0.1, 1, 10)
    frame = pd.DataFrame({"class": a, "called": called, "gain": called**0.5})
    frame = frame.assign(low=frame["gain"] - 0.05, high=np.minimum(1, frame["gain"] + 0.05))
    ends = {"lift": "gain", "lift_low": "low", "lift_high": "high"}
    return frame.assign(**{name: frame[part] / called for name, part in ends.items()})


def banded(a: str, x: str, y: str) -> pd.DataFrame:
    frame = curve(a, x, y).drop(columns="threshold")
    return frame.assign(low=frame[y] * 0.9, high=frame[y] * 1.05)


def rated(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"class": [a, b], "name": "recall", "value": [0.5, 0.7], "n": [20, 30]})
    return frame.assign(low=frame["value"] - 0.1, high=frame["value"] + 0.1)


def paired(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"a": [a, a, b], "b": [b, "c", "c"], "value": [0.6, 0.9, 0.95]})
    return frame.assign(low=0.55, high=0.97, n=40)


def parted(a: str, b: str) -> pd.DataFrame:
    frame = pd.DataFrame({"place": [0, 1], "label": [a, b], "mean": [0.5, -0.2], "n": [20, 30]})
    return frame.assign(low=frame["mean"] - 0.1, high=frame["mean"] + 0.1, lower=-2.0, upper=2.0)


def sized() -> pd.DataFrame:
    return pd.DataFrame(
        {"share": [0.5, 0.9], "value": [1.0, 2], "low": [0.9, 1.8], "high": [1.2, 3]}
    )


def tried(a: str) -> pd.DataFrame:
    said = [json.dumps({"C": c, a: 3, "kind": a}) for c in (0.1, 1.0, 10.0)]
    frame = pd.DataFrame({"trial": [1, 2, 3], "model": a, "state": "complete", "settings": said})
    return frame.assign(score=[0.7, 0.8, 0.75], best=[0.7, 0.8, 0.8])


def turned(a: str) -> pd.DataFrame:
    frame = pd.DataFrame({"knob": ["C", "d"], "title": [a, "Depth"], "importance": [0.8, 0.2]})
    return frame.assign(model="m", best="1", edge="")


def grown(a: str, *values: float) -> pd.DataFrame:
    frame = pd.DataFrame({"rows": [50, 100], "value": values, "text": [a, "b"]})
    frame = frame.assign(score=[0.7, 0.8], low=[0.6, 0.75], high=[0.8, np.nan])
    return frame.assign(train_score=[0.95, 0.9], usual=[True, False])


Draw = Callable[[str, str], go.Figure]


def passes(held: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"epoch": [1, 2], "loss": [0.9, 0.4], "held": held})


FIGURES: dict[str, Draw] = {
    "contributions": lambda a, b: figures.contributions(shared(a, b), a),
    "ice": lambda a, b: figures.ice(followed(a, b, 1.0), b),
    "ice of levels": lambda a, b: figures.ice(followed(a, b, np.nan), b),
    "ice of dates": lambda a, b: figures.ice(followed(a, "2024-01-01", 1.7e9), b),
    "differences": lambda a, b: figures.differences(margins(a), a, b),
    "distribution": lambda a, b: figures.distribution(of(explored(a, b).distributions, a)),
    "distribution of levels": lambda a, b: figures.distribution(
        of(explored(a, b).distributions, b)
    ),
    "distribution of dates": lambda a, b: figures.distribution(
        of(explored(a, b).distributions, "when")
    ),
    "relation": lambda a, b: figures.relation(of(explored(a, b).relations, a), b),
    "relation of levels": lambda a, b: figures.relation(of(explored(a, b).relations, b), a),
    "relation of dates": lambda a, b: figures.relation(of(explored(a, b).relations, "when"), a),
    "correlations": lambda a, b: figures.correlations(explored(a, b).correlations),
    "missing": lambda a, b: figures.missing(explored(a, b).missing),
    "missing_pairs": lambda a, b: figures.missing_pairs(explored(a, b).missing_pairs),
    "split_parts": lambda a, b: figures.split_parts(split_of(40).rows),
    "leaderboard": lambda a, b: figures.leaderboard(scores(a, b)[0], "ROC AUC"),
    "folds": lambda a, b: figures.folds(scores(a, b)[1], "roc_auc", "ROC AUC", scores(a, b)[0]),
    "roc": lambda a, b: figures.roc(curve(a, "fpr", "tpr")),
    "roc of a band": lambda a, b: figures.roc(curve(a, "fpr", "tpr"), banded(a, "fpr", "tpr")),
    "gain": lambda a, b: figures.gain(gained(a)),
    "gain of lift": lambda a, b: figures.gain(gained(a), lift=True),
    "against_rest": lambda a, b: figures.against_rest(rated(a, b), "Recall"),
    "class_pairs": lambda a, b: figures.class_pairs(paired(a, b)),
    "errors_along": lambda a, b: figures.errors_along(parted(a, b), a),
    "error_sizes": lambda a, b: figures.error_sizes(sized()),
    "pr": lambda a, b: figures.pr(curve(a, "recall", "precision")),
    "net_benefit": lambda a, b: figures.net_benefit(beneficial(), 0.3),
    "slices": lambda a, b: figures.slices(weak(a, b)),
    "groups": lambda a, b: figures.groups(weak(a, b), "accuracy"),
    "importance": lambda a, b: figures.importance(important(a, b), "ROC AUC"),
    "corp": lambda a, b: figures.corp(*steps()),
    "kept_promises": lambda a, b: figures.kept_promises(held(a, b), 0.9),
    "mean_calibration": lambda a, b: figures.mean_calibration(by_tenths([1.0, 2.0], [1.5, 2.5])),
    "pit": lambda a, b: figures.pit(pit_histogram([0.1, 0.5, 0.9])),
    "effect": lambda a, b: figures.effect(along(a, "1", 1.0, 2.0), b),
    "effect of levels": lambda a, b: figures.effect(along(a, b, np.nan), b),
    "effect of dates": lambda a, b: figures.effect(along(a, "2024-01-01", 1.7e9), b),
    "confusion": lambda a, b: figures.confusion(confused(a, b)),
    "confusion of calls": lambda a, b: figures.confusion(
        confused(a, b).assign(called_low=0.1, called_high=0.9), "predicted"
    ),
    "reliability": lambda a, b: figures.reliability(reliable(a)),
    "residuals": lambda a, b: figures.residuals(residual()),
    "observed_predicted": lambda a, b: figures.observed_predicted(residual()),
    "metric_intervals": lambda a, b: figures.metric_intervals(
        metrics(a, 0.8, 0.7, 0.9), metrics(a, 0.5, 0.5, 0.5)
    ),
    "best_so_far": lambda a, b: figures.best_so_far(tried(a), "ROC AUC", {a: b}),
    "settings_lines": lambda a, b: figures.settings_lines(
        tried(a), a, "ROC AUC", {"C": (a, True), a: (b, False), "kind": ("kind", False)}
    ),
    "knob_importance": lambda a, b: figures.knob_importance(turned(a), b),
    "score_against_cost": lambda a, b: figures.score_against_cost(
        scores(a, b)[0].assign(fit_seconds=[0.1, 0.0]), "ROC AUC"
    ),
    "learning": lambda a, b: figures.learning(grown(a, 1, 2), "ROC AUC"),
    "validation": lambda a, b: figures.validation(grown(a, 1.0, 10.0), "ROC AUC", a, True),
    "validation of words": lambda a, b: figures.validation(
        grown(a, np.nan, np.nan), "ROC AUC", b, False
    ),
    "losses": lambda a, b: figures.losses(passes([0.5, 0.7]), a),
    "losses of passes alone": lambda a, b: figures.losses(passes([np.nan, np.nan]), a),
    "drift": lambda a, b: figures.drift(drifted(a, b), 0.1),
    "compare_distribution": lambda a, b: figures.compare_distribution(compared(a, b)),
}
EMPTY: dict[str, Callable[[], go.Figure]] = {
    "distribution": lambda: figures.distribution(pd.DataFrame({"column": []})),
    "relation": lambda: figures.relation(pd.DataFrame({"column": []})),
    "correlations": lambda: figures.correlations(pd.DataFrame(columns=["a", "b", "value"])),
    "missing": lambda: figures.missing(pd.DataFrame({"column": ["a"], "missing_share": [0.0]})),
    "leaderboard": lambda: figures.leaderboard(scores("a", "b")[0].assign(score=np.nan), "R"),
    "folds": lambda: figures.folds(scores("a", "b")[1], "f1", "F1"),
    "roc": lambda: figures.roc(curve("a", "fpr", "tpr")[:0]),
    "gain": lambda: figures.gain(gained("a")[:0]),
    "against_rest": lambda: figures.against_rest(rated("a", "b")[:0], "Recall"),
    "class_pairs": lambda: figures.class_pairs(paired("a", "b")[:0]),
    "errors_along": lambda: figures.errors_along(parted("a", "b")[:0], "age"),
    "error_sizes": lambda: figures.error_sizes(sized()[:0]),
    "net_benefit": lambda: figures.net_benefit(beneficial()[:0]),
    "slices": lambda: figures.slices(weak("a", "b")[:0]),
    "groups": lambda: figures.groups(weak("a", "b"), "precision"),
    "importance": lambda: figures.importance(important("a", "b")[:0], "R"),
    "effect": lambda: figures.effect(along("a", "b", 1.0)[:0], "R"),
    "confusion": lambda: figures.confusion(confused("a", "b")[:0]),
    "reliability": lambda: figures.reliability(reliable("a")[:0]),
    "residuals": lambda: figures.residuals(residual()[:0]),
    "best_so_far": lambda: figures.best_so_far(tried("a")[:0], "R", {}),
    "settings_lines": lambda: figures.settings_lines(tried("a")[:2], "a", "R", {}),
    "knob_importance": lambda: figures.knob_importance(turned("a")[:0], "R"),
    "score_against_cost": lambda: figures.score_against_cost(
        scores("a", "b")[0].assign(score=np.nan, fit_seconds=1.0), "R"
    ),
    "learning": lambda: figures.learning(grown("a", 1, 2)[:0], "R"),
    "validation": lambda: figures.validation(grown("a", 1, 2)[:0], "R", "k", False),
    "losses": lambda: figures.losses(passes([0.5, 0.7])[:0], "R"),
    "drift": lambda: figures.drift(drifted("a", "b")[:0], 0.1),
    "contributions": lambda: figures.contributions(shared("a", "b")[:0], "R"),
    "ice": lambda: figures.ice(followed("a", "b", 1.0)[:0], "R"),
    "differences": lambda: figures.differences(margins("a")[:0], "a", "b"),
}
# What plotly reads as markup, beside its own <br> and the <extra> of a hover template.
MARKUP = re.compile(r"<(?!br>|/?extra>)|\$[^$]*\$|javascript:[^)]*\)'>")


def texts(value: object) -> list[str]:
    """Return every string that plotly may draw."""
    if isinstance(value, dict):
        return [t for k, v in value.items() if k not in {"meta", "template"} for t in texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_words_axes_and_no_markup(name: str, labels: tuple[str, str]) -> None:
    figure = FIGURES[name](*labels)
    drawn = json.loads(figure.to_json())
    assert figure.layout.title.text
    assert re.fullmatch(r"[A-Z0-9].{10,}\.", figure.layout.meta["alt"])
    titles = [figure.layout[a].title.text for a in figure.layout if re.match("[xy]axis", a)]
    assert any(titles) or name in {"correlations", "missing_pairs", "settings_lines"}
    assert figure.layout.paper_bgcolor == "rgba(0, 0, 0, 0)"
    assert not [text for text in texts(drawn) if MARKUP.search(text)]
    placeholders = {p for text in texts(drawn) for p in re.findall(r"%\{(\w+)", text)}
    assert placeholders <= {"x", "y", "z", "text", "hovertext", "customdata"}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said_in_a_sentence(name: str) -> None:
    figure = EMPTY[name]()
    assert figure.layout.annotations[0].text == figure.layout.meta["alt"]
    assert figure.layout.meta["alt"].endswith(".")


def test_all_public_figures_are_tried_here() -> None:
    drawn = {name.split(" of ")[0] for name in FIGURES}
    assert drawn == set(figures.__all__) - {"CONFIG", "plain"}
    assert list(figures.__all__) == sorted(figures.__all__)


def test_equal_labels_stay_apart() -> None:
    frame = pd.DataFrame(
        {"column": "c", "kind": "category", "bin": ["x" * 60 + "1", "x" * 60 + "2"]}
    )
    figure = figures.distribution(frame.assign(left=np.nan, right=np.nan, count=[3, 4]))
    assert list(figure.data[0].y) == [0, 1]
    assert len(set(figure.layout.yaxis.ticktext)) == 1


def test_the_baseline_is_a_line_and_the_prevalence_too() -> None:
    board = figures.leaderboard(scores("a", "b")[0], "ROC AUC")
    assert board.layout.shapes[0].x0 == 0.5
    pr = figures.pr(curve("yes", "recall", "precision"))
    assert list(pr.data[1].y) == [pytest.approx(0.4)] * 2


def test_an_open_ended_bin_is_drawn_as_wide_as_the_others() -> None:
    x = np.append(np.random.default_rng(0).normal(size=399), 1e6)
    frame = pd.DataFrame({"x": x, "y": ["a", "b"] * 200})
    frame.loc[1, "x"], frame.loc[399, "x"] = 1e6, 0.0
    found = profile(make_table(frame, "y", "binary"))
    bar = figures.distribution(of(found.distributions, "x")).data[0]
    assert len(set(np.round(bar.width, 9))) == 1
    assert bar.marker.pattern.shape[-1] == "/"


def test_a_wide_table_shows_its_strongest_columns() -> None:
    rng = np.random.default_rng(0)
    names = [f"c{i}" for i in range(40)]
    pairs = [(a, b, rng.uniform(-0.5, 0.5)) for i, a in enumerate(names) for b in names[i + 1 :]]
    frame = pd.DataFrame(pairs, columns=["a", "b", "value"])
    frame.loc[(frame["a"] == "c0") & (frame["b"] == "c39"), "value"] = 0.99
    figure = figures.correlations(frame)
    assert "30 of 40 columns" in figure.layout.title.text
    assert "c39" in figure.layout.yaxis.ticktext
    assert "strongest between c0 and c39 with 0.99" in figure.layout.meta["alt"]


def test_a_difference_beyond_the_edge_is_a_triangle() -> None:
    shown = margins("a").head(1).assign(difference=0.9, low=0.8, high=1.0, margin=0.01)
    drawn = figures.differences(shown.assign(verdict="better"), "a", "b")
    assert list(drawn.data[0].marker.symbol) == ["triangle-right"]
    assert "farther off" in drawn.layout.xaxis.title.text


def test_the_line_of_the_leaderboard_lies_at_the_constant_answer_and_not_at_a_lucky_guess() -> None:
    table = pd.DataFrame(
        {
            "model": ["linear", "guess", "dummy"],
            "title": ["Linear model", "Random guess", "Baseline"],
            "baseline": [False, True, True],
            "score": [0.8, 0.52, 0.5],
            "low": [0.7, 0.49, 0.5],
            "high": [0.9, 0.55, 0.5],
            "tied": False,
        }
    )
    (line,) = figures.leaderboard(table, "ROC AUC").layout.shapes
    assert (line.x0, line.x1) == (0.5, 0.5)
