"""Search the settings of promising candidates: propose a trial, see a fold, go on or give it up.

Each model has a study of its own (Optuna's TPE: Bergstra, Bardenet, Bengio, Kégl, NeurIPS 2011),
which starts from the model's defaults. A trial is fitted fold after fold and given up once its
mean lies behind the median of earlier trials at the same fold, or more than a standard deviation
of the folds behind the defaults: so wide, since what is different helps an ensemble.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import optuna
import pandas as pd

from ..models import MODELS, Hyperparameter, Setting
from ..models.model import Model
from ..storage.frame_columns import names_of
from .columns import HYPERPARAMETERS, TRIALS

optuna.logging.set_verbosity(optuna.logging.WARNING)

BROAD = 8  # trials of a model that are drawn at random before what was seen guides them


@dataclass
class Trial:
    """One choice of settings and what its folds have brought."""

    model: str
    settings: dict[str, Setting]
    asked: Any  # Optuna's trial, None for the defaults
    values: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0
    state: str = "running"

    @property
    def score(self) -> float:
        return float(np.mean(list(self.values.values()))) if self.values else float("nan")


class Search:
    """Proposes trials for the models given, the promising ones more often."""

    def __init__(self, task: str, folds: Sequence[int], greater_is_better: bool, seed: int) -> None:
        self.task, self.folds, self.greater, self.seed = task, list(folds), greater_is_better, seed
        self.studies: dict[str, optuna.Study] = {}
        self.starts: dict[str, int] = {}  # settings that often do well, not tried yet
        self.trials: list[Trial] = []

    def add(self, name: str, defaults: Mapping[int, float], seconds: float) -> None:
        """Take a model in, with the fold scores that its default settings have brought."""
        model = MODELS[name]
        if not turned(model, self.task):
            return
        study = optuna.create_study(
            direction="maximize" if self.greater else "minimize",
            sampler=optuna.samplers.TPESampler(
                seed=self.seed + len(self.studies),
                n_startup_trials=BROAD,
                multivariate=True,
                constant_liar=True,
            ),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=0),
        )
        usual = model.defaults(self.task)
        settings = {each.name: usual[each.name] for each in turned(model, self.task)}
        first = Trial(name, settings, None, dict(defaults), seconds, "complete")
        study.add_trial(
            optuna.trial.create_trial(
                params=first.settings,
                distributions=distributions(model, self.task),
                value=first.score,
                intermediate_values=_means(list(defaults.values())),
            )
        )
        starts = [start for start in model.warm_starts if start.keys() <= settings.keys()]
        for start in starts:
            study.enqueue_trial(settings | dict(start))
        self.starts[name] = len(starts)
        self.studies[name] = study
        self.trials.append(first)

    def needs(self, trial: Trial) -> float:
        """Return how many seconds the rest of a trial will take, judged by its folds so far."""
        rest, known = len(self.folds) - len(trial.values), len(trial.values)
        return rest * trial.seconds / known if known else 0.0

    def takes(self, name: str) -> float:
        """Return how many seconds a whole trial of a model takes, on the mean of those so far."""
        tried = [t for t in self.trials if t.model == name and t.values]
        fold = sum(t.seconds for t in tried) / max(sum(len(t.values) for t in tried), 1)
        return len(self.folds) * fold

    def ends_with(self, trial: Trial) -> bool:
        """Whether the fold that is fitted now is the trial's last."""
        return len(trial.values) == len(self.folds) - 1

    def propose(self, names: Sequence[str] = ()) -> Trial:
        """Return a new trial of the model whose turn it is, of these (all where none is named)."""
        name = self._turn(names or list(self.studies))
        self.starts[name] = max(self.starts[name] - 1, 0)
        study = self.studies[name]
        asked = study.ask(distributions(MODELS[name], self.task))
        hyperparameters = turned(MODELS[name], self.task)
        trial = Trial(
            name, {k.name: rounded(k, asked.params[k.name]) for k in hyperparameters}, asked
        )
        self.trials.append(trial)
        return trial

    def _turn(self, names: Sequence[str]) -> str:
        """Return the model with the largest share of trials still owed: rank r is owed 1/r.

        Before that come the settings that often do well: the first of each model, then the second.
        """
        best = {name: self._best(name) for name in names}
        order = sorted(best, key=lambda name: -best[name] if self.greater else best[name])
        count = {name: sum(t.model == name for t in self.trials) for name in order}
        if starting := [name for name in order if self.starts[name]]:
            return min(starting, key=lambda name: count[name])
        owed = {name: 1 / (rank * count[name]) for rank, name in enumerate(order, start=1)}
        return max(owed, key=lambda name: owed[name])

    def _best(self, name: str) -> float:
        scores = [t.score for t in self.trials if t.model == name and t.state == "complete"]
        return max(scores) if self.greater else min(scores)

    def take(self, trial: Trial, fold: int, value: float, seconds: float) -> None:
        """Note a fold's score; ends the trial when it was the last, or is not worth more."""
        if not np.isfinite(value):
            return self.fail(trial)
        trial.values[fold] = value
        trial.seconds += seconds
        if len(trial.values) == len(self.folds):
            trial.state = "complete"
            self.studies[trial.model].tell(trial.asked, trial.score)
            return None
        trial.asked.report(trial.score, len(trial.values) - 1)
        if trial.asked.should_prune() or self._far_behind(trial):
            trial.state = "given up"
            self.studies[trial.model].tell(trial.asked, state=optuna.trial.TrialState.PRUNED)
        return None

    def _far_behind(self, trial: Trial) -> bool:
        """Whether the folds so far are much worse than those of the model's defaults."""
        usual = next(t for t in self.trials if t.model == trial.model).values
        behind = np.mean([usual[fold] - value for fold, value in trial.values.items()])
        return bool((behind if self.greater else -behind) > np.std(list(usual.values()), ddof=1))

    def fail(self, trial: Trial) -> None:
        """Note that a trial could not be fitted."""
        trial.state = "failed"
        self.studies[trial.model].tell(trial.asked, state=optuna.trial.TrialState.FAIL)

    def best(self, name: str) -> Trial | None:
        """Return the best whole trial of a model that is not its defaults."""
        whole = [t for t in self.trials if t.model == name and t.state == "complete" and t.asked]
        if not whole:
            return None
        return max(whole, key=lambda t: t.score if self.greater else -t.score)

    def given_up(self) -> list[dict[int, float]]:
        """Return the fold scores of the trials that no candidate was made of."""
        best = [self.best(name) for name in self.studies]
        return [t.values for t in self.trials if t.asked and not any(t is b for b in best)]

    # -- what is shown ----------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """Return one row a trial, in the order tried."""
        rows, best = [], float("nan")
        for number, t in enumerate(self.trials, start=1):
            if t.state == "complete":
                best = np.fmax(best, t.score) if self.greater else np.fmin(best, t.score)
            state = "stopped" if t.state == "running" else t.state
            text = json.dumps(t.settings)
            rows.append((number, t.model, state, t.score, float(best), t.seconds, text))
        return pd.DataFrame(rows, columns=names_of(TRIALS))

    def hyperparameters(self) -> pd.DataFrame:
        """Return one row a hyperparameter of a searched model.

        ``importance``: its share in how much the score differs between trials (PED-ANOVA: Watanabe,
        Bansal, Hutter, IJCAI 2023), NaN with too few trials. ``edge``: the best value found lies
        at the end of the range.
        """
        rows = [row for name in self.studies for row in self._hyperparameters_of(name)]
        return pd.DataFrame(rows, columns=names_of(HYPERPARAMETERS))

    def _hyperparameters_of(self, name: str) -> list[tuple[str, str, str, str, float, str]]:
        best = self.best(name)
        if best is None:
            return []
        weight = importances(self.studies[name])
        return [
            (name, k.name, k.title, str(best.settings[k.name]), weight.get(k.name, np.nan), "")
            if not (side := edge(k, best.settings[k.name]))
            else (
                name,
                k.name,
                k.title,
                str(best.settings[k.name]),
                weight.get(k.name, np.nan),
                side,
            )
            for k in turned(MODELS[name], self.task)
        ]


def turned(model: Model, task: str) -> list[Hyperparameter]:
    """Return the hyperparameters of a model that a search turns."""
    return [each for each in model.hyperparameters_of(task) if each.searched]


def distributions(model: Model, task: str) -> dict[str, optuna.distributions.BaseDistribution]:
    """Return the ranges of a model's hyperparameters as Optuna takes them."""
    return {each.name: _distribution(each) for each in turned(model, task)}


def _distribution(hyperparameter: Hyperparameter) -> optuna.distributions.BaseDistribution:
    if hyperparameter.choices:
        return optuna.distributions.CategoricalDistribution(hyperparameter.choices)
    if hyperparameter.whole:
        return optuna.distributions.IntDistribution(
            int(hyperparameter.low), int(hyperparameter.high), log=hyperparameter.log
        )
    return optuna.distributions.FloatDistribution(
        hyperparameter.low, hyperparameter.high, log=hyperparameter.log
    )


def importances(study: optuna.Study) -> dict[str, float]:
    """Return each hyperparameter's share in the spread of the scores; empty with too few trials."""
    states = (optuna.trial.TrialState.COMPLETE,)
    if len(study.get_trials(deepcopy=False, states=states)) < BROAD:
        return {}
    judge = optuna.importance.PedAnovaImportanceEvaluator()
    return optuna.importance.get_param_importances(study, evaluator=judge)


def rounded(hyperparameter: Hyperparameter, value: Setting) -> Setting:
    """Return a value in three digits, which is as fine as it matters.

    >>> strength = MODELS["linear"].hyperparameters[0]
    >>> rounded(strength, 0.0626930)
    0.0627
    """
    if hyperparameter.choices or hyperparameter.whole:
        return value
    return min(max(float(f"{value:.3g}"), hyperparameter.low), hyperparameter.high)


def edge(hyperparameter: Hyperparameter, value: Setting) -> str:
    """Return which end of its range a value lies at: "low", "high", or neither.

    >>> strength = MODELS["linear"].hyperparameters[0]
    >>> edge(strength, 95.0)
    'high'
    """
    if hyperparameter.choices:
        return ""
    low, high, at = hyperparameter.low, hyperparameter.high, float(value)
    if hyperparameter.log:
        low, high, at = np.log(low), np.log(high), np.log(at)
    place = (at - low) / (high - low)
    return "low" if place < 0.03 else "high" if place > 0.97 else ""


def _means(values: Sequence[float]) -> dict[int, float]:
    """Return the running means, as they stood after each fold."""
    return {i: float(np.mean(values[: i + 1])) for i in range(len(values))}
