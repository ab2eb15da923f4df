"""The columns of what Evaluate makes; those of an evaluation's curves are in `curve_columns`."""

from __future__ import annotations

from dataclasses import replace

from ..metrics.predictions import ROW_COLUMN
from ..storage.frame_columns import Column


def ends_of(name: str, what: str, unit: str) -> tuple[Column, Column]:
    """Return the columns of the interval of one of several values of a row."""
    low, high = interval_of(what, unit)
    return replace(low, name=f"{name}_low"), replace(high, name=f"{name}_high")


def interval_of(what: str, unit: str) -> tuple[Column, Column]:
    """Return the two ends of an interval."""
    return (
        Column("low", f"lower end of the interval of {what}", unit=unit),
        Column("high", f"upper end of the interval of {what}", unit=unit),
    )


ANSWER = "probability or target"
SHARE_ROWS = Column("share_rows", "of all rows", unit="share")
SHARE_LOSS = Column("share_loss", "of the loss of all rows", unit="share")
LEVEL = Column("level", "how sure it is meant to be", unit="probability")
COLUMN = Column("column", "which column")
VALUE_TEXT = Column("value", "its value, as text")
GROUP = Column("group", "which value of the column")

THRESHOLDS = (
    Column("rule", "by which rule it is chosen"),
    Column("title", "what people call the rule"),
    Column(
        "threshold", "from this probability on the positive class is called", unit="probability"
    ),
    Column("reached", "whether what the rule asks for is reached"),
    Column("recall", "how many cases are flagged", unit="share"),
    Column("precision", "how many of the flagged are cases", unit="share"),
    Column("flagged", "how many rows are flagged", unit="share"),
    Column(
        "cost",
        "mean a row, under the contract's costs; of the cheapest on rows that did not choose it",
        unit="cost",
    ),
    *interval_of("the cost", "cost"),
    Column("saved_usual", "how much less a row costs than at 0.5", unit="cost"),
    *ends_of("saved_usual", "the saving", "cost"),
    Column(
        "saved_costs", "how much less a row costs than at the threshold from the costs", unit="cost"
    ),
    *ends_of("saved_costs", "the saving", "cost"),
)
COMPARED = (
    Column("name", "name in the metric catalog"),
    Column("title", "what people call the metric"),
    Column("first", "of the first", unit="metric"),
    Column("second", "of the second", unit="metric"),
    Column("difference", "how much better the first is", unit="metric"),
    *interval_of("the difference", "metric"),
    LEVEL,
    Column("method", "how the interval was found"),
    Column("n", "rows that both predicted", unit="rows"),
    Column("margin", "a difference below it does not matter", unit="metric"),
    Column("verdict", "as in `metrics.paired.VERDICTS`"),
)
FOLD_GAINS = (
    Column("fold_gain", "the difference, mean over folds", unit="metric"),
    Column("fold_low", "lower end of its corrected resampled interval", unit="metric"),
    Column("fold_high", "upper end; it also counts how fits vary", unit="metric"),
)
CANDIDATES = (
    Column("model", "name of the candidate"),
    Column("title", "what people call it"),
    Column("simplicity", "its rank in the catalog; the lowest is the simplest", unit="rank"),
    Column("baseline", "whether it is there to be beaten"),
    Column("value", "the success metric", unit="metric"),
    Column("gain", "over the best by value; negative is worse", unit="metric"),
    *interval_of("the gain", "metric"),
    Column("margin", "a difference below it does not matter", unit="metric"),
    Column("verdict", "as in `metrics.paired.VERDICTS`"),
    Column("within", "whether the gain is no worse than the margin"),
)
SLICES = (
    Column("slice", "its conditions, in words"),
    Column("n", "rows of the half that tests it", unit="rows"),
    Column("loss", "mean loss inside", unit="loss"),
    Column("rest", "mean loss outside", unit="loss"),
    Column("difference", "inside less outside", unit="loss"),
    *interval_of("the difference (Welch)", "loss"),
    Column("p_value", "one-sided", unit="p-value"),
    Column("p_adjusted", "Benjamini-Hochberg over the slices tested", unit="p-value"),
    Column("flagged", "whether it is clear after adjusting"),
    SHARE_ROWS,
    SHARE_LOSS,
    Column("gain", "fall of the mean loss of all rows if it were as the rest", unit="loss"),
)
ERROR_TREE = (
    Column("node", "its number, 0 is all rows", unit="index"),
    Column("parent", "the node it is part of, -1 for none", unit="index"),
    Column("depth", "conditions above it", unit="conditions"),
    Column("text", "its own condition"),
    Column("path", "all its conditions"),
    Column("n", "rows of the half that tests it", unit="rows"),
    Column("loss", "mean loss inside", unit="loss"),
    *interval_of("the loss", "loss"),
    SHARE_ROWS,
    SHARE_LOSS,
    Column("p_adjusted", "of the split it comes from", unit="p-value"),
    Column("leaf", "whether it is not cut further"),
)
MISTAKES = (
    ROW_COLUMN,
    Column("given", "what was observed, as text"),
    Column("said", "what was predicted, as text"),
    Column(
        "sure", "probability of any class but the actual one; for regression the error", unit=ANSWER
    ),
)
CONFUSIONS = (
    Column("given", "the class observed"),
    Column("said", "the class predicted"),
    Column("n", "how often", unit="rows"),
    Column("share", "of the mistakes", unit="share"),
)
VALUES = (COLUMN, VALUE_TEXT)
CONTRIBUTIONS = (
    Column("columns", "the columns that share it, by name"),
    Column("contribution", "how far they move the prediction from the mean", unit=ANSWER),
    *interval_of("the contribution", ANSWER),
    Column("values", "their values, as text"),
)
INDIVIDUAL_CURVES = (
    COLUMN,
    VALUE_TEXT,
    Column("place", "where to draw it, NaN for levels", unit="column"),
    Column("answer", "the prediction with that value", unit=ANSWER),
    Column("own", "whether it is the row's own value, which stands first"),
)
COUNTERFACTUALS = (
    Column("option", "changes that go together, 0 the smallest", unit="index"),
    COLUMN,
    Column("was", "the value, as text"),
    Column("now", "the value that changes the prediction, as text"),
    Column("answer", "with all changes of the option", unit=ANSWER),
    Column("distance", "of all changes of the option", unit="ranks"),
)
GROUP_RATES = (
    GROUP,
    Column("metric", "which rate"),
    Column("value", "the rate", unit="share"),
    *interval_of("the rate (Wilson)", "share"),
    Column("n", "rows that it rests on", unit="rows"),
    Column("hits", "how many of them count for it", unit="rows"),
    Column("small", "whether it rests on fewer than 30 independent rows"),
    Column("worth", "as how many independent rows they count", unit="rows"),
    COLUMN,
)
GROUP_GAPS = (
    GROUP,
    Column("reference", "the group it is compared with"),
    Column("metric", "which rate"),
    Column("difference", "the group's rate less the reference's", unit="share"),
    *interval_of("the difference (Newcombe)", "share"),
    Column("ratio", "the group's rate over the reference's", unit="ratio"),
    Column("ratio_low", "lower end of its interval (Katz)", unit="ratio"),
    Column("ratio_high", "upper end of its interval (Katz)", unit="ratio"),
    Column("p_value", "two-sided", unit="p-value"),
    Column("p_adjusted", "Benjamini-Hochberg over the rows that are not small", unit="p-value"),
    Column("flagged", "whether it is clear, and for selection beyond four fifths"),
    COLUMN,
)
GROUP_SCORES = (
    COLUMN,
    GROUP,
    Column("score", '"error", "chances" or "roc_auc"'),
    Column("value", "of error and chances a difference from the rest", unit="score"),
    *interval_of("the value", "score"),
    Column("n", "rows of the group", unit="rows"),
    Column("small", "whether it has fewer than 30"),
    Column("flagged", "whether it is clear after adjusting for the number of groups"),
)
GROUP_THRESHOLDS = (
    COLUMN,
    Column("rule", "as in `stats.fairness_mitigation.RULES`"),
    GROUP,
    Column("threshold", "of the group", unit="probability"),
)
MITIGATION = (
    Column("rule", "as in `stats.fairness_mitigation.RULES`"),
    Column("title", "what people call the rule"),
    Column("cost", "mean a row", unit="cost"),
    Column("extra", "over one threshold for all", unit="cost"),
    *interval_of("the extra cost", "cost"),
    Column("selection_gap", "largest less smallest selection rate", unit="share"),
    Column("recall_gap", "largest less smallest recall", unit="share"),
    Column("accuracy", "of all rows", unit="share"),
    COLUMN,
)
RECALIBRATIONS = (
    Column("method", 'the way, "none" as it is'),
    Column("log_loss", "on rows it was not learned from", unit="log loss"),
    Column("better", "how much lower the log loss is than as is", unit="log loss"),
    *interval_of("the gain", "log loss"),
    Column("clear", "whether all of the interval is above 0"),
    Column("brier", "Brier score", unit="Brier score"),
    Column("slope", "calibration slope, 1 is right", unit="slope"),
    Column("ece", "debiased calibration error, 0 is right", unit="share"),
)
OF_METHOD = Column("class", "title of the way")
METHOD_TITLE = Column("title", "what people call the way")
RELIABILITY = (
    Column("predicted", "mean probability of the bin", unit="probability"),
    Column("observed", "how often it happened", unit="share"),
    *interval_of("the share observed", "share"),
    Column("count", "rows of the bin", unit="rows"),
)
MEAN_CALIBRATION = (
    Column("predicted", "mean prediction", unit="target"),
    Column("observed", "mean of what happened", unit="target"),
    *interval_of("the mean of what happened", "target"),
    Column("count", "rows of the part", unit="rows"),
)
COVERAGE = (
    Column("coverage", "how often the truth lies inside", unit="share"),
    *interval_of("the coverage", "share"),
    Column("size", "mean number of classes, or mean width", unit="classes or target"),
    Column("single", "rows with one class alone", unit="share"),
    Column("right", "how often that one is right", unit="share"),
    Column("right_low", "lower end of its interval", unit="share"),
    Column("right_high", "upper end of its interval", unit="share"),
    Column("empty", "rows without a class", unit="share"),
)
COVERAGE_BY_PART = (
    Column("part", "the class, or the fifth of the predictions"),
    Column("count", "rows of the part", unit="rows"),
    *COVERAGE,
)
LIMITS = (
    LEVEL,
    Column("cut", "of the scores of classes, for classes", unit="score", optional=True),
    Column("below", "reach below the prediction, for regression", unit="target", optional=True),
    Column("above", "reach above the prediction, for regression", unit="target", optional=True),
)
ERRORS = (Column("residual", "evenly spaced quantiles of observed less predicted", unit="target"),)
PIT = (
    Column("from", "lower end of the bin", unit="probability"),
    Column("to", "upper end of the bin", unit="probability"),
    Column("share", "of the rows", unit="share"),
    *interval_of("the share", "share"),
    Column("count", "rows of the bin", unit="rows"),
)
QUANTILE_COVERAGE = (
    Column("nominal", "how often the value should lie below the quantile", unit="share"),
    Column("observed", "how often it does", unit="share"),
    *interval_of("the share observed", "share"),
)
IMPORTANCE = (
    Column("columns", "one column, or several that say much the same, by name"),
    Column("importance", "fall of the score when their values are shuffled", unit="metric"),
    Column("low", "lower end of its corrected resampled 95% interval", unit="metric"),
    Column("high", "upper end of its corrected resampled 95% interval", unit="metric"),
    Column("clear", "whether zero lies outside"),
)
EFFECTS = (
    COLUMN,
    VALUE_TEXT,
    Column("place", "where to draw it, NaN for levels", unit="column"),
    Column("answer", "mean prediction when every row has that value", unit=ANSWER),
    Column("low", "the middle 80% of the rows lie above", unit=ANSWER),
    Column("high", "the middle 80% of the rows lie below", unit=ANSWER),
)
