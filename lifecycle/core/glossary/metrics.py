"""The terms of scores: metrics, curves, thresholds, and how sure a score is."""

from __future__ import annotations

from .term import Term

METRICS: tuple[Term, ...] = (
    Term(
        term="ROC AUC",
        sentence="The probability that a random positive gets a higher score than a random "
        "negative; 0.5 is guessing.",
        where="evaluate/ROC curve",
    ),
    Term(
        term="Average precision",
        sentence="Precision averaged over all levels of recall; guessing gives the share of "
        "positives.",
        where="evaluate/Precision-recall curve",
    ),
    Term(
        term="Log loss",
        sentence="The mean of minus the logarithm of the probability given to what happened; 0 is "
        "perfect.",
        where="evaluate/Intervals",
    ),
    Term(
        term="Brier score",
        sentence="The mean squared error of the probabilities; 0 is perfect.",
        where="evaluate/Intervals",
    ),
    Term(
        term="Accuracy",
        sentence="The share of rows whose class is predicted rightly; misleading when one class "
        "is rare.",
        where="evaluate/Intervals",
    ),
    Term(
        term="Balanced accuracy",
        sentence="Recall averaged over the classes, so that a rare class counts as much as a "
        "common one.",
        where="evaluate/Intervals",
    ),
    Term(
        term="F1 score",
        sentence="The harmonic mean of precision and recall.",
        where="evaluate/Intervals",
    ),
    Term(
        term="Precision",
        sentence="Of the rows predicted positive, the share that are.",
        where="evaluate/Precision-recall curve",
    ),
    Term(
        term="Recall",
        sentence="Of the positive rows, the share that is predicted so.",
        where="evaluate/Precision-recall curve",
    ),
    Term(
        term="Matthews correlation",
        sentence="The correlation of predicted and actual classes; 0 is guessing, 1 is perfect.",
        where="evaluate/Intervals",
    ),
    Term(
        term="RMSE",
        sentence="The root of the mean squared error, in the target's unit; large errors weigh "
        "more.",
        where="evaluate/Residuals",
    ),
    Term(
        term="Mean absolute error",
        sentence="The mean size of the errors, in the target's unit.",
        where="evaluate/Absolute errors",
    ),
    Term(
        term="Median absolute error",
        sentence="The size that half of the errors stay below, in the target's unit.",
        where="evaluate/Absolute errors",
    ),
    Term(
        term="R squared",
        sentence="The share of the target's variance that is explained; 0 is predicting the mean.",
        where="evaluate/Residuals",
    ),
    Term(
        term="ROC curve",
        sentence="Recall against the share of negatives that are flagged, over all thresholds.",
        where="evaluate/ROC curve",
    ),
    Term(
        term="Precision-recall curve",
        sentence="Precision against recall, over all thresholds.",
        where="evaluate/Precision-recall curve",
    ),
    Term(
        term="Cumulative gain",
        sentence="The share of positives found among the rows with the highest scores, against "
        "how many are flagged.",
        where="evaluate/Gain and lift",
    ),
    Term(
        term="Lift",
        sentence="How many times more positives are among the flagged rows than among as many "
        "random ones.",
        where="evaluate/Gain and lift",
    ),
    Term(
        term="Confusion matrix",
        sentence="How many rows of each actual class were predicted as each class.",
        where="evaluate/Confusion matrix",
    ),
    Term(
        term="Residual",
        sentence="The observed number less the predicted one.",
        where="evaluate/Residuals",
    ),
    Term(
        term="Decision threshold",
        sentence="The probability from which on a row is called positive.",
        where="evaluate",
    ),
    Term(
        term="Decision curve",
        sentence="The net benefit of acting on the predictions, against the threshold at which "
        "one would act.",
        where="evaluate/Decision curve",
    ),
    Term(
        term="Minimum recall",
        sentence="The share of cases that a threshold has to find.",
        where="evaluate",
    ),
    Term(
        term="Minimum precision",
        sentence="The share of alarms that have to be right at a threshold.",
        where="evaluate",
    ),
    Term(
        term="Capacity",
        sentence="The share of rows that can be acted on.",
        where="evaluate",
    ),
    Term(
        term="Confidence interval",
        sentence="A range that covers the true value in a stated share of repetitions of the "
        "whole study.",
        where="evaluate/Intervals",
    ),
    Term(
        term="Confidence level",
        sentence="How often intervals made this way cover the true value.",
        where="evaluate",
    ),
    Term(
        term="Bootstrap resamples",
        sentence="How often rows are drawn anew, with replacement, to see how much a number "
        "varies.",
        where="evaluate",
    ),
    Term(
        term="Jackknife",
        sentence="A number found again without each group of rows, or each run of neighbours in "
        "time, to see how much it varies where rows are not independent.",
        where="evaluate",
    ),
    Term(
        term="Paired comparison",
        sentence="Judging two candidates on the same rows, so that what is hard for both does not "
        "blur the difference.",
        where="evaluate/Paired comparison",
    ),
    Term(
        term="Look at the holdout",
        sentence="Each time the holdout is scored; the more looks a choice rests on, the more "
        "optimistic its score.",
        where="evaluate",
    ),
)
