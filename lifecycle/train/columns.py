"""The columns that several frames of Train share: a candidate, its score, what a fit took."""

from __future__ import annotations

from ..storage.frame_columns import Column

MODEL = Column("model", "name of the candidate")
TITLE = Column("title", "what people call it")
BASELINE = Column("baseline", "whether it is there to be beaten")
SETTINGS = Column("settings", "what was set, as JSON")
OF_FOLD = Column("fold", "which fold it was validated on", unit="index")
SCORE = Column("score", "mean over folds of the success metric", unit="metric")
LOW = Column("low", "lower end of its corrected resampled 95% interval", unit="metric")
HIGH = Column("high", "upper end of its corrected resampled 95% interval", unit="metric")
STD = Column("std", "standard deviation over folds", unit="metric")
TRAIN_SCORE = Column("train_score", "mean score on the rows fitted on", unit="metric")
TIED = Column("tied", "cannot be told apart from the best; false for the best itself")
FITTED_FOLDS = Column("folds", "how many could be fitted", unit="folds")
BEHIND = (
    Column("behind", "how much worse than the best, fold by fold", unit="metric"),
    Column("behind_low", "lower end of its interval; positive is worse", unit="metric"),
    Column("behind_high", "upper end of its interval", unit="metric"),
)
VALUES = (
    Column("value", "the metric on the rows left out", unit="metric"),
    Column("train_value", "the metric on rows fitted on", unit="metric"),
)
METRIC = Column("metric", "name in the metric catalog")
FOLDS = (MODEL, OF_FOLD, METRIC, *VALUES)
LEADERBOARD = (
    MODEL,
    TITLE,
    BASELINE,
    SCORE,
    LOW,
    HIGH,
    STD,
    TRAIN_SCORE,
    *BEHIND,
    Column("fit_seconds", "mean time of a fit", unit="seconds"),
    Column("predict_seconds", "mean time to predict a fold", unit="seconds"),
    Column("features", "mean number that the model took", unit="features"),
    Column("megabytes", "mean size in memory, preparation included", unit="megabytes"),
    SETTINGS,
    Column("simplicity", "its rank in the catalog; the lowest is the simplest", unit="rank"),
    TIED,
    Column("clear", "clear of the best baseline, once its having been chosen is counted"),
    Column("equals", "name of the candidate that it gives the same answers as, or empty"),
    Column("problem", "why it has no score, or not of every fold, or empty"),
    Column("warning", "what its fits warned of, or empty"),
)
TRIALS = (
    Column("trial", "in the order tried, from 1", unit="number"),
    MODEL,
    Column("state", '"complete", "given up", "failed" or "stopped"'),
    Column("score", "mean of the folds fitted", unit="metric"),
    Column("best", "the best of whole trials so far", unit="metric"),
    Column("seconds", "how long it took", unit="seconds"),
    SETTINGS,
)
HYPERPARAMETERS = (
    MODEL,
    Column("knob", "name of the hyperparameter"),
    Column("title", "what people call the hyperparameter"),
    Column("best", "the best value found, as text"),
    Column("importance", "its part in how scores differ, NaN with few trials", unit="share"),
    Column("edge", "at which end of the range the best value lies, or empty"),
)
