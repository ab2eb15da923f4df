"""Fit with every warning collected, and what cannot be fitted said in words."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from ..core.errors import LifecycleError, TaskError
from ..core.settings import settings
from ..core.wording import count, inside
from ..estimators.rule import RuleError

RARE = (
    "the rarest class has too few rows for it.",
    "Bring more rows of the rarest class, or leave this model out.",
)
# what a library warns of, by a part of it, and what that means; nothing where it concerns nobody
WARNED = {
    "n_components > n_samples": "",  # with fewer rows, the kernel compares with all of them
    "number of unique classes is greater": (
        "There are nearly as many classes as rows; the target may be a number, or a name."
    ),
}
# why a fit failed, by a part of what was said, in words: the problem and the remedy
FAILED = {
    "least populated class": RARE,
    "number of classes": RARE,
    "validation set is too small": (
        "there are too few rows to set some of them aside.",
        "Bring more rows, or leave this model out.",
    ),
    "n_neighbors <= n_samples_fit": (
        "it asks for more neighbours than there are rows.",
        "Ask for fewer, with hyperparameters of your own, or leave this model out.",
    ),
}


def _may_raise() -> tuple[type[Exception], ...]:
    """Return what a fit raises for what it cannot do; some libraries have errors of their own."""
    own = (("lightgbm.basic", "LightGBMError"), ("_catboost", "CatBoostError"))
    found = (getattr(sys.modules.get(module), name, None) for module, name in own)
    # LinAlgError and XGBoostError are ValueErrors
    return (ValueError, FloatingPointError, MemoryError, *(each for each in found if each))


@contextmanager
def explained_errors(title: str, y: pd.Series) -> Iterator[list[warnings.WarningMessage]]:
    """Collect warnings, and turn what scikit-learn cannot do into a TaskError in words."""
    try:
        # as many threads everywhere gives the same sums, and so the same model, everywhere
        with warnings.catch_warnings(record=True) as caught, threadpool_limits(settings().threads):
            warnings.simplefilter("always")
            yield caught
    except RuleError as error:
        raise TaskError(f"{title}: {inside(str(error))}.", "Correct it in Define.") from error
    except _may_raise() as error:
        problem, remedy = _in_words(error, y)
        raise TaskError(f"{title} could not be fitted: {problem}", remedy) from error


def may_pass(problem: str) -> bool:
    """Whether a fit that failed so may go well later: after a crash, or under a higher limit."""
    return any(part in problem for part in ("The process ", "LIFECYCLE_TASK_"))


def lacking(errors: Sequence[LifecycleError], fits: int) -> str:
    """Say how many fits failed and why, first what may go well later; empty when none did."""
    if not errors:
        return ""
    why = sorted(map(str, errors), key=lambda problem: not may_pass(problem))[0]
    return f"{len(errors):,} of {count('fit', fits)} failed. {why}"


def warnings_in_words(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    texts = dict.fromkeys(_warning(w.category, str(w.message)) for w in caught)
    return tuple(text for text in texts if text)


def _in_words(error: Exception, y: pd.Series) -> tuple[str, str]:
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, MemoryError) or "bad_alloc" in text or "bad allocation" in text:
        return (
            "it needs more memory than there is.",
            "Use fewer rows, columns or levels, or raise LIFECYCLE_TASK_MEMORY_MB.",
        )
    if y.nunique() < 2:
        return "its rows are all of one class.", "Use fewer folds, or split at random."
    for part, words in FAILED.items():
        if part in text:
            return words
    first = text.split(". ")[0].rstrip(".")
    return f"{first[:200]}.", "Choose another preparation, or leave this model out."


def _warning(category: type[Warning], text: str) -> str:
    """Return a warning as one plain sentence; empty for what only concerns developers."""
    if issubclass(category, ConvergenceWarning):
        return "The fit was stopped before it had converged; its score may still improve."
    if issubclass(category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning)):
        return ""
    for part, words in WARNED.items():
        if part in text:
            return words
    if issubclass(category, RuntimeWarning):
        return "Some numbers grew too large or too small to compute with exactly."
    return " ".join(text.split()).split(". ")[0].rstrip(".")[:200] + "."
