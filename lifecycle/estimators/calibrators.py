"""Maps from stated to better probabilities, each a small scikit-learn estimator.

They are learned on predictions of rows the model has not seen, and stand behind the model. They
need numpy and scikit-learn alone, so that a script outside this project can hold a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

Floats = NDArray[np.float64]
SURE = 1e-6  # a stated 0 or 1 has no log odds; nearer to it single rows would decide the line
TINY = 2.0**-52  # as in scikit-learn, within a logarithm


class Calibrator(BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Stated probabilities (one column a class, or the event's alone) made right.

    ``sigmoid``: a line through the log odds, fitted with Platt's targets (Platt 1999).
    ``isotonic``: never-falling steps (Zadrozny and Elkan 2002). Both take two classes by the last
    column, and more one against the rest, normalised. ``temperature``: one divisor of all log
    probabilities (Guo, Pleiss, Sun, Weinberger 2017); the order of the classes never changes.
    ``learned``: the numbers that an earlier fit found (its ``learned_``): columns, and lines, steps
    or sharpness. Given these it is ready, and stays so when it is copied.
    """

    def __init__(self, method: str = "sigmoid", learned: dict[str, Any] | None = None) -> None:
        self.method = method
        self.learned = learned

    def fit(self, proba: ArrayLike, y: ArrayLike, sample_weight: Any = None) -> Calibrator:
        """Learn from probabilities and each row's class as the position of its column."""
        p, codes = both_columns(proba), np.asarray(y, dtype=int)
        weight = np.ones(len(p)) if sample_weight is None else np.asarray(sample_weight, float)
        self.n_features_in_ = p.shape[1]
        self.learned_: dict[str, Any] = {"columns": p.shape[1]}
        events = [(p[:, k], codes == k, weight) for k in _columns(p.shape[1])]
        if self.method == "temperature":
            self.learned_["sharpness"] = _sharpness(p, codes, weight)
        elif self.method == "isotonic":
            self.learned_["steps"] = [_steps(*each) for each in events]
        else:
            self.learned_["lines"] = [_line(*each).tolist() for each in events]
        return self

    def predict_proba(self, proba: ArrayLike) -> Floats:
        """Return the better probabilities, one column a class; rows sum to 1."""
        p, known = both_columns(proba), self._known
        if self.method == "temperature":
            return _softmax(known["sharpness"] * np.log(p + TINY))
        each = [self._one(p[:, k], at) for at, k in enumerate(_columns(known["columns"]))]
        if known["columns"] == 2:
            return np.column_stack([1 - each[0], each[0]])
        found = np.column_stack(each)
        total = found.sum(axis=1, keepdims=True)
        # where every class is said not to occur, what was stated stands
        return np.asarray(np.where(total > 0, found / np.where(total > 0, total, 1.0), p))

    def predict(self, proba: ArrayLike) -> NDArray[np.intp]:
        return np.asarray(self.predict_proba(proba).argmax(axis=1))

    @property
    def classes_(self) -> NDArray[np.intp]:
        return np.arange(self._known["columns"])

    @property
    def _known(self) -> dict[str, Any]:
        found: dict[str, Any] = self.learned_ if self.learned is None else self.learned
        return found

    def _one(self, p: Floats, at: int) -> Floats:
        if self.method == "isotonic":
            return np.asarray(np.interp(p, *self._known["steps"][at]))
        level, slope = self._known["lines"][at]
        return _expit(level + slope * _logit(p))

    def __sklearn_is_fitted__(self) -> bool:
        return self.learned is not None or hasattr(self, "learned_")


class Recalibrated(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """A classifier whose probabilities go through a fitted calibrator.

    ``classes`` names the calibrator's columns. Fitting fits the classifier alone: a calibrator
    that saw the rows of the fit would trust them too much.
    """

    def __init__(self, estimator: Any, calibrator: Any, classes: Any = None) -> None:
        self.estimator = estimator
        self.calibrator = calibrator
        self.classes = classes

    def fit(self, x: Any, y: Any, **given: Any) -> Recalibrated:
        self.estimator.fit(x, y, **given)
        self.fitted_ = True
        return self

    @property
    def classes_(self) -> NDArray[Any]:
        return np.asarray(self.estimator.classes_)

    def predict_proba(self, x: Any) -> Floats:
        stated = np.asarray(self.estimator.predict_proba(x), dtype=float)
        known = [str(name) for name in self.classes_]
        names = known if self.classes is None else [str(name) for name in self.classes]
        p = np.zeros((len(stated), len(names)))
        for at, name in enumerate(names):
            if name in known:
                p[:, at] = stated[:, known.index(name)]
        better = self.calibrator.predict_proba(p)[:, [names.index(name) for name in known]]
        total = better.sum(axis=1, keepdims=True)
        return np.asarray(np.where(total > 0, better / np.where(total > 0, total, 1.0), stated))

    def predict(self, x: Any) -> NDArray[Any]:
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self.estimator, "classes_")


def _columns(number: int) -> list[int]:
    """Return which columns have a map of their own: of two classes the event alone."""
    return [1] if number == 2 else list(range(number))


def both_columns(proba: ArrayLike) -> Floats:
    """Return one column a class; chances of an event alone become two."""
    p = np.asarray(proba, dtype=float)
    return np.column_stack([1 - p, p]) if p.ndim == 1 else p


def _line(p: Floats, event: NDArray[np.bool_], weight: Floats) -> Floats:
    """Return level and slope of a logistic regression of the event on its log odds."""
    z, cases = _logit(p), float(weight[event].sum())
    others = float(weight.sum()) - cases
    target = np.where(event, (cases + 1) / (cases + 2), 1 / (others + 2))
    mean = float(np.average(target, weights=weight)) if weight.sum() > 0 else 0.5
    line = np.array([np.log(mean / (1 - mean)), 0.0])
    if np.ptp(z) < 1e-9:
        return line
    x, middle = np.column_stack([np.ones(len(z)), z - z.mean()]), z.mean()
    loss = _cross_entropy(x @ line, target, weight)
    for _ in range(100):
        chance = _expit(x @ line)
        bend = x.T @ (x * (weight * chance * (1 - chance))[:, None]) + 1e-10 * np.eye(2)
        step = np.linalg.solve(bend, x.T @ (weight * (target - chance)))
        for _ in range(40):  # a full step can overshoot; halving it always leads downhill
            if (new := _cross_entropy(x @ (line + step), target, weight)) <= loss + 1e-12:
                break
            step = step / 2
        line, loss = line + step, min(new, loss)
        if np.abs(step).max() < 1e-10:
            break
    return np.array([line[0] - line[1] * middle, line[1]])


def _steps(p: Floats, event: NDArray[np.bool_], weight: Floats) -> list[list[float]]:
    """Return the places of the steps and their heights."""
    from sklearn.isotonic import IsotonicRegression  # slow to import

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    fitted.fit(p, event.astype(float), sample_weight=weight)
    places, heights = fitted.X_thresholds_, fitted.y_thresholds_
    return [np.asarray(places, float).tolist(), np.asarray(heights, float).tolist()]


def _sharpness(p: Floats, codes: NDArray[np.int_], weight: Floats) -> float:
    """Return the factor of the log probabilities with the least log loss; 1 / temperature."""
    from scipy.optimize import minimize_scalar

    logs, rows = np.log(p + TINY), np.arange(len(p))

    def loss(log_factor: float) -> float:
        z = np.exp(log_factor) * logs
        top = z.max(axis=1, keepdims=True)
        total = top[:, 0] + np.log(np.exp(z - top).sum(axis=1))
        return float((weight * (total - z[rows, codes])).sum() / weight.sum())

    if np.ptp(logs) == 0 or weight.sum() == 0:
        return 1.0
    # no colder than 20: separable rows would go on without end; hot enough to say nothing at all
    found = minimize_scalar(loss, bounds=(-10.0, 3.0), method="bounded", options={"xatol": 1e-10})
    return float(np.exp(found.x))


def _cross_entropy(z: Floats, target: Floats, weight: Floats) -> float:
    return float((weight * (np.logaddexp(0.0, z) - target * z)).sum())


def _logit(p: Floats) -> Floats:
    inside = np.clip(p, SURE, 1 - SURE)
    return np.asarray(np.log(inside / (1 - inside)))


def _expit(z: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def _softmax(z: Floats) -> Floats:
    grown = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
