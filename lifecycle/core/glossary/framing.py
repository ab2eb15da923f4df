"""The terms of Define, Data, Split, Explore and Prepare."""

from __future__ import annotations

from .term import Term

FRAMING: tuple[Term, ...] = (
    Term(
        term="Target",
        sentence="The column that is predicted.",
        where="data",
    ),
    Term(
        term="Feature",
        sentence="A column, or what is made of one, that a model may use to predict the target.",
        where="data",
    ),
    Term(
        term="Task",
        sentence="What is predicted: one of two classes, one of several classes, or a number "
        "(regression).",
        where="data",
    ),
    Term(
        term="Positive class",
        sentence="Of two classes the one that is looked for; recall and precision are about it.",
        where="data",
    ),
    Term(
        term="Column kinds and roles",
        sentence="Whether a column is a number, a category, a date or text, and whether it is the "
        "target, a feature or left out.",
        where="data",
    ),
    Term(
        term="Character encoding",
        sentence="How the bytes of a file stand for characters, such as UTF-8.",
        where="data",
    ),
    Term(
        term="Missing-value codes",
        sentence="Words or numbers, such as unknown or -999, that stand for a missing value.",
        where="data",
    ),
    Term(
        term="Leakage",
        sentence="A feature that would not be known when the prediction is made, and so makes "
        "scores too good to be true.",
        where="data",
    ),
    Term(
        term="Finding",
        sentence="What an automatic check of the data or of the split noticed, with a remedy.",
        where="data",
    ),
    Term(
        term="Unit of prediction",
        sentence="What one row means and one prediction is about, such as a customer at the end "
        "of a month.",
        where="define",
    ),
    Term(
        term="Moment of prediction",
        sentence="When the prediction is made; only what is known by then may be a feature.",
        where="define",
    ),
    Term(
        term="Success metric",
        sentence="The number that ranks the models and judges the one that is used.",
        where="define",
    ),
    Term(
        term="Incumbent",
        sentence="Today's way of answering the question, which a model has to beat.",
        where="define",
    ),
    Term(
        term="Smallest acceptable score",
        sentence="The score below which a model is not worth using.",
        where="define",
    ),
    Term(
        term="Region of practical equivalence",
        sentence="The largest difference in score that does not matter: models closer than that "
        "are as good as the same.",
        where="define",
    ),
    Term(
        term="Cost of a false positive",
        sentence="What it costs to act on a case that needed nothing.",
        where="define",
    ),
    Term(
        term="Cost of a false negative",
        sentence="What it costs to overlook a case.",
        where="define",
    ),
    Term(
        term="False positive",
        sentence="A row that is predicted positive and is negative: a false alarm.",
        where="evaluate/Confusion matrix",
    ),
    Term(
        term="False negative",
        sentence="A row that is predicted negative and is positive: a miss.",
        where="evaluate/Confusion matrix",
    ),
    Term(
        term="Contract",
        sentence="What the project agrees on before any data is seen: question, metric, costs, "
        "incumbent and harm.",
        where="define",
    ),
    Term(
        term="Holdout",
        sentence="Rows that are locked away before anything is learned, to judge the one chosen "
        "model at the end.",
        where="split",
    ),
    Term(
        term="Holdout share",
        sentence="The share of rows that is locked away as the holdout.",
        where="split",
    ),
    Term(
        term="Training rows",
        sentence="All rows outside the holdout; everything is learned and compared on them.",
        where="split",
    ),
    Term(
        term="Cross-validation",
        sentence="Fitting on all folds but one and scoring on that one, in turn, so that every "
        "training row is predicted by a model that has not seen it.",
        where="split",
    ),
    Term(
        term="Fold",
        sentence="One of the parts that the training rows are cut into for cross-validation.",
        where="split",
    ),
    Term(
        term="Split method",
        sentence="How rows are divided into holdout and folds: at random, by group, by time, in "
        "order, or as a column says.",
        where="split",
    ),
    Term(
        term="Group split",
        sentence="A split that keeps rows that belong together, such as those of one patient, on "
        "the same side.",
        where="split",
    ),
    Term(
        term="Time-based split",
        sentence="A split that trains on earlier rows and judges on later ones, as the model will "
        "be used.",
        where="split",
    ),
    Term(
        term="Gap",
        sentence="Rows or days left unused between training and judging, so that outcomes not yet "
        "known are not learned from (an embargo).",
        where="split",
    ),
    Term(
        term="Stratification",
        sentence="Keeping the share of each class, or the target's distribution, alike in all "
        "parts of a split.",
        where="split",
    ),
    Term(
        term="Seed",
        sentence="The number that fixes everything random, so that the same choices give the same "
        "result.",
        where="split",
    ),
    Term(
        term="Correlation",
        sentence="How closely two columns move together, from -1 over 0 (not at all in a line) to "
        "1.",
        where="explore",
    ),
    Term(
        term="Outlier",
        sentence="A value far from most others of its column.",
        where="explore",
    ),
    Term(
        term="Imputation",
        sentence="Putting a value in the place of a missing one.",
        where="prepare",
    ),
    Term(
        term="Imputation of numbers",
        sentence="What takes the place of a missing number, such as the column's median.",
        where="prepare",
    ),
    Term(
        term="Imputation of categories",
        sentence="What takes the place of a missing category: a level of its own, or the most "
        "frequent one.",
        where="prepare",
    ),
    Term(
        term="Missing-value indicators",
        sentence="Yes-or-no features that say where a value was missing.",
        where="prepare",
    ),
    Term(
        term="Level",
        sentence="One of the different values of a category column.",
        where="prepare",
    ),
    Term(
        term="Minimum level frequency",
        sentence="The share of rows below which a level is merged with others into one.",
        where="prepare",
    ),
    Term(
        term="Encoding of categories",
        sentence="How the levels of a category become numbers.",
        where="prepare",
    ),
    Term(
        term="One-hot",
        sentence="An encoding with one yes-or-no feature for each level.",
        where="prepare",
    ),
    Term(
        term="Ordinal encoding",
        sentence="An encoding that numbers the levels in order.",
        where="prepare",
    ),
    Term(
        term="Target encoding",
        sentence="An encoding that puts the target's average of the other training rows of a "
        "level in the level's place.",
        where="prepare",
    ),
    Term(
        term="Scaling",
        sentence="Bringing number columns to one scale, which linear models, neighbours and "
        "networks need.",
        where="prepare",
    ),
    Term(
        term="Standardisation",
        sentence="Scaling by mean and standard deviation, so that the mean is 0 and the spread 1.",
        where="prepare",
    ),
    Term(
        term="Robust scaling",
        sentence="Scaling by median and quartiles, which outliers do not move.",
        where="prepare",
    ),
    Term(
        term="Date features",
        sentence="Year, month, weekday and other parts of a date as features of their own.",
        where="prepare",
    ),
    Term(
        term="Text features",
        sentence="Features made of free text by the weights of its words.",
        where="prepare",
    ),
    Term(
        term="TF-IDF",
        sentence="A weight for a word that is high where it is frequent in one text and rare in "
        "the others.",
        where="prepare",
    ),
)
