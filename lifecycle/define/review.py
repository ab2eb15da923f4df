"""What the contract's answers mean for the project: one row a question, one remark an answer."""

from __future__ import annotations

from typing import Literal

Answer = Literal["yes", "unsure", "no"]
Verdict = Literal["good", "open", "risk"]

# One row a question about the fit for machine learning: what each answer means.
FIT: dict[str, dict[Answer, str]] = {
    "pattern": {
        "yes": "There should be something to learn.",
        "unsure": "Whether there is a pattern is open; the comparison with the baseline will "
        "show it, so start small.",
        "no": "Without a pattern in the columns, no model can beat guessing.",
    },
    "feedback": {
        "yes": "The model can be checked and mended once it is in use.",
        "unsure": "Find out whether the outcomes will become known; without them, nobody notices "
        "when the model turns bad.",
        "no": "Nobody will notice when the model turns bad. Plan to label a sample by hand.",
    },
    "tolerant": {
        "yes": "Errors are bearable, and every model makes some.",
        "unsure": "Decide how many errors the decision can bear, and set the smallest acceptable "
        "score by it.",
        "no": "Every model makes errors. Let a person decide, with the model as advice only.",
    },
}
# One row a text of the contract: what an empty one leaves open.
TEXTS: dict[str, tuple[str, str]] = {
    "question": ("The question is written down.", "Write the question down in one sentence."),
    "unit": ("It is clear what one row is.", "Say what one row is; duplicates hide behind this."),
    "moment": (
        "Check each column against this moment.",
        "Say when the prediction is made, or columns from the future may slip in.",
    ),
    "decision": (
        "The prediction has a use.",
        "Say what will be done differently; a prediction nobody acts on is not worth making.",
    ),
    "incumbent": (
        "There is something to compare with.",
        "Say how it is done today; the model has to beat that, not only the baseline.",
    ),
    "harmed": (
        "Compare the errors for these people in particular.",
        "Think of who could be harmed by a wrong prediction, and compare their errors later.",
    ),
}
