"""Fit the candidates fold after fold, then search the settings of the promising ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set

import numpy as np

from ..core.errors import LifecycleError
from ..core.wording import count, number
from ..engine.runner import Report, Work
from ..metrics.catalog import Metric
from ..models import MODELS
from .fit_step import FOLD, Fold
from .model_params import FoldParams, ModelParams
from .results import Candidate, Clock, Results
from .search import Search, Trial

PROMISING = 4  # models whose settings are searched; of the others, only what often does well


class Run:
    """One training: hands out folds to fit and takes their results, within the budget."""

    def __init__(
        self,
        folds: Sequence[int],
        metric: Metric,
        work: Work,
        report: Report,
        share: float = 1.0,
        within: int | None = None,
    ) -> None:
        self.metric, self.work, self.report = metric, work, report
        self.share = share  # of a fold's rows that is learned from
        self.within = within  # the outer fold, when folds are nested
        self.results = Results(list(folds))

    def compare(self, candidates: Sequence[Candidate], clock: Clock, share: float) -> None:
        """Fit every candidate on every fold; the first two whatever the budget.

        ``share`` is what this may fill of the progress bar.
        """
        for each in candidates:
            self.results.enter(each)
        stuck: set[str] = set()
        while more := self._fit(candidates, stuck, clock, share):
            stuck |= more
            clock.tick(math.inf)

    def _fit(
        self, candidates: Sequence[Candidate], stuck: Set[str], clock: Clock, share: float
    ) -> set[str]:
        """Fit what is missing, but for ``stuck``; return what was waited for in vain."""
        owners_by_fit: dict[
            str, list[Candidate]
        ] = {}  # two may be the same model with the same settings

        def tasks() -> Iterator[FoldParams]:
            for place, each in enumerate(candidates):
                for k in self.results.missing(each.name):
                    over = clock.over or self._too_slow(each, clock)
                    if each.name in stuck or (place > 1 and over):
                        break
                    params = self._on(each.params, k)
                    owners_by_fit.setdefault(params.model_dump_json(), []).append(each)
                    yield params

        def patience() -> float | None:
            """A fit that does not end leaves half of the time to what comes after it."""
            first = all(self.results.ended(each.name) for each in candidates[:2])
            return clock.patience(0.5) if first else None

        at_once = None if clock.budget is None else self.work.slots
        for params, result in self.work.map(FOLD, tasks(), at_once, patience):
            each = owners_by_fit[params.model_dump_json()].pop(0)
            self.results.add(each.name, params.fold, result)
            clock.tick(_seconds(result))
            self._tell(each, params.fold, result, clock, share)
        vain = {each.name for owners in owners_by_fit.values() for each in owners}
        return set() if self.work.stopped else vain

    def _tell(
        self,
        each: Candidate,
        fold: int,
        result: Fold | LifecycleError,
        clock: Clock,
        share: float,
    ) -> None:
        folds, fitted = self.results.folds, self.results
        done = fitted.count / (len(fitted.candidates) * len(folds))
        done = max(done, min(clock.spent / clock.budget, 1.0)) if clock.budget else done
        place = f"{each.title}, fold {folds.index(fold) + 1}"
        self.report(share * done, f"{place} of {len(folds)}: {self._news(result)}")

    def _too_slow(self, each: Candidate, clock: Clock) -> bool:
        """Whether its remaining folds would take more than is left."""
        done = self.results.done[each.name]
        if not done:
            return False
        rest = len(self.results.folds) - len(done)
        return rest * self.results.seconds(each.name) / self.work.slots > clock.left

    def search(self, search: Search, clock: Clock, trials: int, share: float) -> None:
        """Try settings until the budget or the number of trials is used up."""
        searched = self._searchable(clock)
        for name in searched:
            scores = {k: self._value(f) for k, f in self.results.done[name].items()}
            seconds = self.results.seconds(name) * len(scores)
            search.add(name, scores, seconds)
        if not search.studies:
            return
        scores_by_trial: dict[str, dict[int, dict[int, Fold]]] = {
            name: {} for name in search.studies
        }
        flying: dict[str, Trial] = {}
        known, promising = len(search.trials), searched[:PROMISING]

        def tasks() -> Iterator[FoldParams]:
            while not clock.over:
                busy = set(map(id, flying.values()))
                waiting = (t for t in search.trials if t.state == "running" and id(t) not in busy)
                trial = next((t for t in waiting if search.needs(t) <= clock.left), None)
                on = [n for n in search.studies if n in promising or search.starts[n]]
                in_time = [name for name in on if search.takes(name) <= clock.left]
                if trial is None and (len(search.trials) - known >= trials or not in_time):
                    return
                trial = trial or search.propose(in_time)
                k = self.results.folds[len(trial.values)]
                base = self.results.candidates[trial.model].params
                params = self._on(base.model_copy(update={"settings": trial.settings}), k)
                if params.model_dump_json() in flying:  # the same settings, proposed twice at once
                    search.fail(trial)
                    continue
                flying[params.model_dump_json()] = trial
                yield params

        for params, result in self.work.map(FOLD, tasks(), self.work.slots, clock.patience):
            trial = flying.pop(params.model_dump_json())
            clock.tick(_seconds(result))
            if isinstance(result, LifecycleError):
                search.fail(trial)
            else:
                scores_by_trial[trial.model].setdefault(id(trial), {})[params.fold] = result
                search.take(trial, params.fold, self._value(result), _seconds(result))
            self._forget(scores_by_trial[trial.model], search, trial.model)
            ended = len(search.trials) - known
            done = max(ended / trials, clock.spent / clock.budget if clock.budget else 0.0)
            self.report(share + (1 - share) * min(done, 1.0), self._best_so_far(search, trial))
            if clock.over and not any(search.ends_with(t) for t in flying.values()):
                break  # what is still being fitted would be part of a trial only
        self._enter_best(search, scores_by_trial)

    def _searchable(self, clock: Clock) -> list[str]:
        """Return the candidates whose settings can be searched, best first: whole and not slow."""
        whole = [
            each.name
            for each in self.results.candidates.values()
            if self.results.whole(each.name)
            and each.name == each.params.model
            and MODELS[each.name].hyperparameters
            and np.isfinite(self._mean(each.name))
            and self.results.seconds(each.name) * len(self.results.folds)
            < max(clock.left * self.work.slots / 4, 0)
        ]
        sign = -1 if self.metric.greater_is_better else 1
        return sorted(whole, key=lambda name: sign * self._mean(name))

    def _forget(self, kept: dict[int, dict[int, Fold]], search: Search, model: str) -> None:
        """Let go of predictions that no candidate will need, to bound memory."""
        mine = {id(t): t for t in search.trials if t.model == model}
        for key in [k for k in kept if mine[k].state in ("given up", "failed")]:
            del kept[key]
        best = search.best(model)
        for key in [k for k in kept if mine[k].state == "complete" and mine[k] is not best]:
            del kept[key]

    def _enter_best(
        self, search: Search, kept: Mapping[str, Mapping[int, Mapping[int, Fold]]]
    ) -> None:
        """Make the best trial of each model a candidate of its own."""
        for name in search.studies:
            best = search.best(name)
            if best is not None:
                base = self.results.candidates[name].params
                params = base.model_copy(update={"settings": best.settings})
                title = f"{MODELS[name].title} (tuned)"
                self.results.enter(Candidate(f"{name}-tuned", title, params), kept[name][id(best)])

    def _best_so_far(self, search: Search, trial: Trial) -> str:
        best = search.table()["best"].iloc[-1]
        tried = count("trial", len(search.trials))
        title = MODELS[trial.model].title
        return f"{tried}, now {title}: best {self.metric.title} so far {number(float(best))}"

    def _on(self, params: ModelParams, fold: int) -> FoldParams:
        where = {"fold": fold, "share": self.share, "within": self.within}
        return FoldParams.model_validate({**params.model_dump(), **where})

    def _value(self, fold: Fold) -> float:
        return float(fold.scores.set_index("metric")["value"][self.metric.name])

    def _mean(self, name: str) -> float:
        return float(np.mean([self._value(f) for f in self.results.done[name].values()]))

    def _news(self, result: Fold | LifecycleError) -> str:
        if isinstance(result, LifecycleError):
            return "no score"
        return f"{self.metric.title} {number(self._value(result))}"


def _seconds(result: Fold | LifecycleError) -> float:
    if isinstance(result, LifecycleError):
        return 0.0
    return float(result.fit_seconds + result.predict_seconds)
