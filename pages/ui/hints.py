"""Why each step exists: a few sentences for whoever sees it for the first time."""

from __future__ import annotations

LESSONS: dict[str, str] = {
    "define": "Most failed projects answered the wrong question. A **contract** says what one row "
    "is, when the prediction is made, which decision follows, and what a mistake "
    "costs.\n\nThe *success metric* and the *smallest acceptable score* belong here "
    "because a bar that is set after the results are known is no bar.",
    "data": "A model learns whatever the table says, right or wrong. So look at how each column "
    "was read: a number kept as text, a code taken for a quantity, an identifier.\n\n"
    "**Leakage** is a column that would not be known at the moment of prediction. It gives "
    "wonderful scores here and none in use. Set the role of such a column to *ignore*.",
    "split": "A model can memorise. Only rows it has never seen show what it learned, so some are "
    "locked away now: the **holdout**.\n\nThe remaining rows are cut into **folds**. "
    "Each fold is predicted once by a model fitted on the others; that is how candidates "
    "are compared without touching the holdout. Rows that belong together (one patient, "
    "one shop) must not be on both sides, and the future must not explain the past.",
    "explore": "Look before you model: gaps, odd values, skewed columns, and which columns are "
    "related to the target.\n\nOnly training rows are shown. Whoever has seen the "
    "holdout makes choices that fit it, and its evaluation is worth less.",
    "prepare": "Models take numbers without gaps. This recipe says how to impute gaps, encode "
    "categories as numbers, and scale.\n\nIt is **not fitted here**: a median or a "
    "scale learned from all rows would carry knowledge of the validation rows. It is "
    "fitted inside each fold.",
    "train": "First a **baseline** that ignores all columns: whatever does not beat it has learned "
    "nothing. Then simple and flexible candidates.\n\nEach is scored once per fold. The spread "
    "between folds shows how sure the ranking is. When two candidates **cannot be told apart**, "
    "take the simpler one.",
    "evaluate": "The folds chose the winner, so its score there is a little too optimistic. The "
    "holdout is fair, as long as you look **once**: every further look and change "
    "makes it a part of the training.\n\nA number from 200 rows is not the truth; the "
    "**interval** says where the true value may be.",
    "export": "A result that nobody can repeat is an anecdote. The **bundle** holds the model, the "
    "recipe, the numbers, a model card for people, and checksums. `lifecycle verify` checks it on "
    "another machine.",
    "deploy": "A model earns nothing in a notebook. The **endpoint** takes one record as JSON and "
    "answers with a prediction. Before it starts, it must give the same predictions as "
    "the model did on the holdout.",
    "monitor": "The world moves on: prices rise, customers change, a sensor is replaced. "
    "**Drift** is a column whose values no longer look as they did. With many rows "
    "every tiny difference is significant, so what counts is its *size*.\n\nWhen "
    "outcomes become known, score the model on them: that is the only proof that it "
    "still works. If not, go back to Data with the new rows.",
}
