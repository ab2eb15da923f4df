"""The curves of an evaluation: one frame a name, each with its columns."""

from __future__ import annotations

from ..metrics.predictions import OBSERVED_COLUMN, PREDICTION_COLUMNS, ROW_COLUMN
from ..storage.frame_columns import Column, Frame
from .columns import (
    COLUMN,
    GROUP_GAPS,
    GROUP_RATES,
    RECALIBRATIONS,
    RELIABILITY,
    SLICES,
    interval_of,
)

CLASS = Column("class", "the class that is told from the others")
THRESHOLD = Column("threshold", "calls from this probability on", unit="probability")
FPR = Column("fpr", "false positive rate", unit="share")
TPR = Column("tpr", "true positive rate, or recall", unit="share")
RECALL = Column("recall", "how many of the class are found", unit="share")
PRECISION = Column("precision", "how many of the calls are right", unit="share")
N = Column("n", "rows that it rests on", unit="rows")
METHOD = Column("method", "how the interval was found")
NUMBER = (
    Column("name", "which number"),
    Column("title", "what people call it"),
    Column("value", "the number", unit="as its title says"),
    *interval_of("the value", "as value"),
)
ERROR_PART = (
    Column("place", "middle of the part, in its order for levels", unit="column"),
    Column("label", "the part, in words"),
    Column("mean", "mean error", unit="target"),
    *interval_of("the mean error", "target"),
    Column("lower", "the middle 80% of the errors lie above", unit="target"),
    Column("upper", "the middle 80% of the errors lie below", unit="target"),
    N,
)
FOR_CLASSES = {
    "roc": Frame("one row a class and threshold", (CLASS, FPR, TPR, THRESHOLD)),
    "roc_band": Frame(
        "one row a class and false positive rate",
        (CLASS, FPR, TPR, *interval_of("the true positive rate", "share")),
    ),
    "pr": Frame("one row a class and threshold", (CLASS, RECALL, PRECISION, THRESHOLD)),
    "pr_band": Frame(
        "one row a class and recall",
        (CLASS, RECALL, PRECISION, *interval_of("the precision", "share")),
    ),
    "gain": Frame(
        "one row a class and share called",
        (
            CLASS,
            Column("called", "rows with the highest scores that are called", unit="share"),
            Column("gain", "how many of the class are among them", unit="share"),
            *interval_of("the gain", "share"),
            Column("lift", "gain over what calling at random finds", unit="ratio"),
            Column("lift_low", "lower end of its interval", unit="ratio"),
            Column("lift_high", "upper end of its interval", unit="ratio"),
        ),
    ),
    "ranking": Frame("one row a class and number of its ranking", (CLASS, *NUMBER, METHOD, N)),
    "confusion": Frame(
        "one row a pair of classes",
        (
            Column("actual", "the class observed"),
            Column("predicted", "the class called"),
            Column("count", "how often", unit="rows"),
            Column("share", "of the rows of the actual class", unit="share"),
            *interval_of("the share (Wilson)", "share"),
            Column("called_share", "of the rows called so", unit="share"),
            Column("called_low", "lower end of its interval", unit="share"),
            Column("called_high", "upper end of its interval", unit="share"),
        ),
    ),
    "reliability": Frame(
        "one row a class and bin of about equally many rows", (CLASS, *RELIABILITY)
    ),
    "calibration": Frame(
        "one row a number; for several classes of the class that is called",
        (
            *NUMBER,
            Column("p_value", "of a test, NaN for what is no test", unit="p-value"),
            Column("meaning", "which value is right"),
        ),
    ),
    "corp": Frame(
        "one row a place along the isotonic (CORP) curve; the interval is a consistency band",
        RELIABILITY,
    ),
    "smooth": Frame("one row a place along the lowess curve", RELIABILITY[:2]),
}
FOR_TWO_CLASSES = {
    "decision": Frame(
        "one row a threshold",
        (
            THRESHOLD,
            Column("net_benefit", "of acting on the model's calls, a row", unit="true positives"),
            *interval_of("the net benefit", "true positives"),
            Column("treat_all", "net benefit of calling every row", unit="true positives"),
            Column("treat_none", "net benefit of calling no row", unit="true positives"),
        ),
    ),
    "groups": Frame("one row a protected column, group and rate", GROUP_RATES),
    "gaps": Frame("one row a protected column, group and rate", GROUP_GAPS),
}
FOR_SEVERAL_CLASSES = {
    "one_vs_rest": Frame("one row a class and number", (CLASS, *NUMBER, METHOD, N)),
    "one_vs_one": Frame(
        "one row a pair of classes",
        (
            Column("a", "one class"),
            Column("b", "the other"),
            Column("value", "ROC AUC of the two", unit="metric"),
            *interval_of("the value", "metric"),
            METHOD,
            N,
        ),
    ),
    "classwise": Frame(
        "one row a class, first one for the class that is called",
        (
            CLASS,
            Column("cases", "rows of the class, or rightly called", unit="rows"),
            Column("predicted", "mean probability", unit="probability"),
            Column("observed", "how often it happened", unit="share"),
            Column("ece", "debiased calibration error", unit="share"),
            Column("large", "calibration in the large, 0 is right", unit="log odds"),
            Column("large_low", "lower end of its interval", unit="log odds"),
            Column("large_high", "upper end of its interval", unit="log odds"),
            Column("slope", "calibration slope, 1 is right", unit="slope"),
            Column("slope_low", "lower end of its interval", unit="slope"),
            Column("slope_high", "upper end of its interval", unit="slope"),
        ),
    ),
}
FOR_AMOUNTS = {
    "residuals": Frame(
        "one row a holdout row",
        (
            ROW_COLUMN,
            OBSERVED_COLUMN,
            PREDICTION_COLUMNS[0],
            Column("residual", "observed less predicted", unit="target"),
        ),
    ),
    "residual_bins": Frame("one row a part of the predictions", ERROR_PART),
    "residuals_by": Frame("one row a column and part of it", (COLUMN, *ERROR_PART)),
    "error_quantiles": Frame(
        "one row a share of the predictions",
        (
            Column("share", "of the predictions", unit="share"),
            Column("value", "the distance within which they lie", unit="target"),
            *interval_of("the distance", "target"),
            METHOD,
            N,
        ),
    ),
}
CURVES = {
    **FOR_CLASSES,
    **FOR_TWO_CLASSES,
    **FOR_SEVERAL_CLASSES,
    **FOR_AMOUNTS,
    "slices": Frame("one row a slice where the model does worst", SLICES),
    "recalibrated": Frame(
        "two rows, without the correction and with it; only where there is one", RECALIBRATIONS
    ),
}
