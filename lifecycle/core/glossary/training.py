"""The terms of Train: candidates, hyperparameters, and how they are compared."""

from __future__ import annotations

from .term import Term

TRAINING: tuple[Term, ...] = (
    Term(
        term="Candidate",
        sentence="A model with its hyperparameters that takes part in the comparison.",
        where="train",
    ),
    Term(
        term="Leaderboard",
        sentence="The candidates by their cross-validated score, best first.",
        where="train",
    ),
    Term(
        term="Baseline",
        sentence="A model that ignores the features; whatever does not beat it has learned "
        "nothing.",
        where="train",
    ),
    Term(
        term="Hyperparameter",
        sentence="A setting of a model that is chosen before it is fitted.",
        where="train",
    ),
    Term(
        term="Hyperparameter search",
        sentence="Trying combinations of hyperparameters and keeping the one with the best "
        "cross-validated score.",
        where="train",
    ),
    Term(
        term="Trial",
        sentence="One combination of hyperparameters that a search tries.",
        where="train/Search",
    ),
    Term(
        term="Ensemble",
        sentence="A blend of the predictions of several candidates.",
        where="train",
    ),
    Term(
        term="Class weights",
        sentence="Weights that let rare classes count as much as common ones in the fit.",
        where="train",
    ),
    Term(
        term="Monotonic constraint: increasing",
        sentence="A feature that may only raise the prediction, never lower it.",
        where="train",
    ),
    Term(
        term="Monotonic constraint: decreasing",
        sentence="A feature that may only lower the prediction, never raise it.",
        where="train",
    ),
    Term(
        term="Training score",
        sentence="The score on the rows a model was fitted on; far above the cross-validated "
        "score, it is a sign of overfitting.",
        where="train/Side by side",
    ),
    Term(
        term="Overfitting",
        sentence="Following the noise of the training rows, so that predictions for other rows "
        "become worse.",
        where="train/Learning curve",
    ),
    Term(
        term="Underfitting",
        sentence="Following too little of the pattern, so that even training rows are predicted "
        "badly.",
        where="train/Learning curve",
    ),
    Term(
        term="Regularisation",
        sentence="Holding a model's weights or leaves back, so that it follows noise less.",
        where="train",
    ),
    Term(
        term="Regularise and tune",
        sentence="The stage of a project at which a model that is flexible enough is held back "
        "and its hyperparameters are searched.",
        where="train",
    ),
    Term(
        term="Out-of-fold prediction",
        sentence="The prediction of a training row by the model of its fold, which was not fitted "
        "on it.",
        where="train",
    ),
    Term(
        term="Learning curve",
        sentence="The score against the number of training rows, which shows whether more rows "
        "would help.",
        where="train/Learning curve",
    ),
    Term(
        term="Loss curve",
        sentence="The loss of a neural network against the passes over its rows, in training and "
        "in validation.",
        where="train/Loss curve",
    ),
    Term(
        term="Validation curve",
        sentence="The score against the values of one hyperparameter.",
        where="train/Validation curve",
    ),
    Term(
        term="Expected on new rows",
        sentence="The leader's score less what it owes to being the best of many, by bootstrap "
        "bias corrected cross-validation.",
        where="train",
    ),
    Term(
        term="Recommendation",
        sentence="Which candidate is judged unless another is chosen: the leader, or the simplest "
        "that cannot be told apart from it.",
        where="train",
    ),
    Term(
        term="Settings given up",
        sentence="What a search tried and kept no predictions of; it counts as tried.",
        where="train",
    ),
    Term(
        term="Repeated CV",
        sentence="Cross-validation with folds cut anew several times, so that a comparison "
        "depends less on one cut.",
        where="train/Repeated CV",
    ),
    Term(
        term="Repeats",
        sentence="How often the folds of repeated cross-validation are cut anew.",
        where="train/Repeated CV",
    ),
    Term(
        term="Nested CV",
        sentence="Cross-validation of the whole search, which shows how optimistic the "
        "leaderboard is.",
        where="train/Nested CV",
    ),
    Term(
        term="Trials per outer fold",
        sentence="How many combinations of hyperparameters the search may try within each fold of "
        "nested cross-validation.",
        where="train/Nested CV",
    ),
    Term(
        term="Label audit",
        sentence="A list of training rows whose label the out-of-fold predictions doubt most.",
        where="train",
    ),
    Term(
        term="Audit model",
        sentence="The candidate whose out-of-fold predictions the label audit compares with the "
        "labels.",
        where="train",
    ),
    Term(
        term="Learning rate",
        sentence="How much each tree or step may correct: small steps need more of them and fit "
        "noise less.",
        where="train",
    ),
    Term(
        term="Number of trees",
        sentence="How many trees a boosted model adds up.",
        where="train",
    ),
    Term(
        term="Boosting rounds",
        sentence="How many times each curve of an explainable boosting model is corrected.",
        where="train",
    ),
    Term(
        term="Early stopping",
        sentence="Ending a fit once rows set aside are no longer predicted better.",
        where="train",
    ),
    Term(
        term="Maximum depth",
        sentence="How many questions a tree may ask in a row.",
        where="train",
    ),
    Term(
        term="Maximum leaves",
        sentence="How many leaves, that is different predictions, a tree may have.",
        where="train",
    ),
    Term(
        term="Maximum bins",
        sentence="Into how many steps a number is cut for the curve of an explainable boosting "
        "model.",
        where="train",
    ),
    Term(
        term="Minimum samples per leaf",
        sentence="The fewest training rows that a leaf of a tree must hold.",
        where="train",
    ),
    Term(
        term="Minimum child weight",
        sentence="The least weight of rows, or simply their number in regression, that a leaf "
        "must hold.",
        where="train",
    ),
    Term(
        term="Features per split",
        sentence="The share of features that each split of a tree may choose from.",
        where="train",
    ),
    Term(
        term="Feature subsample per tree",
        sentence="The share of features that each tree may use.",
        where="train",
    ),
    Term(
        term="Row subsample per tree",
        sentence="The share of rows that each tree is fitted on.",
        where="train",
    ),
    Term(
        term="Regularisation (C)",
        sentence="The inverse strength of regularisation: small C holds weights near zero, large "
        "C follows the training rows.",
        where="train",
    ),
    Term(
        term="Regularisation (alpha)",
        sentence="The strength of regularisation: large alpha holds weights near zero.",
        where="train",
    ),
    Term(
        term="L2 regularisation",
        sentence="A penalty on the squares of weights or leaf values, which shrinks them.",
        where="train",
    ),
    Term(
        term="L2 regularisation (alpha)",
        sentence="The strength of the penalty on the squared weights of a neural network.",
        where="train",
    ),
    Term(
        term="L2 regularisation (lambda)",
        sentence="The strength of the penalty on the squared leaf values of boosted trees.",
        where="train",
    ),
    Term(
        term="L1 ratio",
        sentence="The share of the penalty that sets weights to zero: 1 is the lasso, 0 is ridge "
        "regression.",
        where="train",
    ),
    Term(
        term="Kernel coefficient (gamma)",
        sentence="How quickly likeness fades with distance: large gamma lets each row speak for "
        "its nearest neighbours only.",
        where="train",
    ),
    Term(
        term="Hidden units",
        sentence="The width of a neural network's hidden layer.",
        where="train",
    ),
    Term(
        term="Number of neighbours",
        sentence="How many of the most similar training rows a prediction is taken from.",
        where="train",
    ),
    Term(
        term="Weights of the neighbours",
        sentence="Whether all neighbours count alike, or nearer ones more.",
        where="train",
    ),
    Term(
        term="Variance smoothing",
        sentence="Variance that naive Bayes adds to every feature, which makes it less sure.",
        where="train",
    ),
)
