"""The terms of Evaluate beyond scores, and of Export, Deploy and Monitor."""

from __future__ import annotations

from .term import Term

JUDGING: tuple[Term, ...] = (
    Term(
        term="Calibration",
        sentence="Whether predicted probabilities agree with observed shares: of rows given 30%, "
        "thirty in a hundred should be positive.",
        where="evaluate/Calibration",
    ),
    Term(
        term="Calibration curve",
        sentence="Observed shares against predicted probabilities; on the diagonal they agree.",
        where="evaluate/Calibration",
    ),
    Term(
        term="Recalibration",
        sentence="A correction behind the model that makes its probabilities agree with observed "
        "shares.",
        where="evaluate",
    ),
    Term(
        term="Recalibration method",
        sentence="The shape of the correction: temperature, sigmoid or isotonic.",
        where="evaluate",
    ),
    Term(
        term="Isotonic regression",
        sentence="The closest curve that never falls; it recalibrates probabilities of any rising "
        "shape.",
        where="evaluate/Calibration",
    ),
    Term(
        term="Temperature scaling",
        sentence="Recalibration by one number that makes all probabilities more or less extreme.",
        where="evaluate",
    ),
    Term(
        term="Mean calibration",
        sentence="Whether predicted numbers agree with the observed mean of rows with such "
        "predictions.",
        where="evaluate/Mean calibration",
    ),
    Term(
        term="Conformal prediction",
        sentence="Sets or intervals around predictions that contain the true value as often as "
        "promised, whatever the model.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Prediction sets",
        sentence="The classes that cannot be ruled out for a row at the target coverage.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Prediction intervals",
        sentence="A range for each row that contains its true number at the target coverage.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Target coverage",
        sentence="The share of rows whose set or interval shall contain the true value.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Observed coverage",
        sentence="The share of rows whose set or interval did contain the true value.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Single-class sets",
        sentence="The share of rows for which one class alone cannot be ruled out.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Empty sets",
        sentence="The share of rows for which every class is ruled out; it grows where the model "
        "is surer than the target coverage asks.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="PIT histogram",
        sentence="How the observed numbers fall within their predicted distributions; flat means "
        "the predicted spread is right.",
        where="evaluate/Conformal prediction",
    ),
    Term(
        term="Weak spots",
        sentence="Groups of rows on which the model does worse than on the rest.",
        where="evaluate/Weak spots",
    ),
    Term(
        term="Error analysis",
        sentence="Reading single wrong predictions and what they have in common.",
        where="evaluate/Error analysis",
    ),
    Term(
        term="Fairness",
        sentence="Whether error rates and decisions are alike for groups of people.",
        where="evaluate/Fairness",
    ),
    Term(
        term="Permutation importance",
        sentence="How much the score drops when a column's values are shuffled among the rows.",
        where="evaluate/Feature importance",
    ),
    Term(
        term="Partial dependence",
        sentence="The mean prediction when one column is set to each of its values in all rows.",
        where="evaluate/Feature importance",
    ),
    Term(
        term="Shapley value",
        sentence="The share of one prediction that falls to a column, averaged over all orders in "
        "which columns become known.",
        where="evaluate/One row",
    ),
    Term(
        term="Counterfactual",
        sentence="The smallest change of a row that leads to another prediction.",
        where="evaluate/One row",
    ),
    Term(
        term="Immutable columns",
        sentence="Columns that a counterfactual may not change, such as a person's age.",
        where="evaluate/One row",
    ),
    Term(
        term="Model card",
        sentence="A page that says what a model is for, how it was made, how well it does, and "
        "for whom it does not.",
        where="export",
    ),
    Term(
        term="Bundle",
        sentence="A folder with the fitted model and everything needed to run it without this app.",
        where="export",
    ),
    Term(
        term="Endpoint",
        sentence="The address at which a program sends rows and gets predictions.",
        where="deploy",
    ),
    Term(
        term="Drift",
        sentence="New rows that differ from the training rows.",
        where="monitor",
    ),
    Term(
        term="Smallest effect size of interest",
        sentence="The smallest difference between new rows and training rows that counts as drift.",
        where="monitor",
    ),
    Term(
        term="Significance level",
        sentence="How often chance alone may raise an alarm.",
        where="monitor",
    ),
)
