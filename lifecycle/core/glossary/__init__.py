"""The glossary: each term of the field that the app uses, in one sentence, with its place.

One table in four files, which ``docs/glossary.md`` and the app's page both show.
"""

from __future__ import annotations

from .framing import FRAMING
from .judging import JUDGING
from .metrics import METRICS
from .term import Term
from .training import TRAINING

__all__ = ["GLOSSARY", "Term"]

GLOSSARY: tuple[Term, ...] = tuple(
    sorted(
        (*FRAMING, *TRAINING, *METRICS, *JUDGING), key=lambda row: (row.term.casefold(), row.term)
    )
)
