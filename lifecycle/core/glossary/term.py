"""One term of the field, as a row of the glossary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term in one sentence; ``where`` is the page it is met on, with ``/`` and a view of it."""

    term: str
    sentence: str
    where: str

    @property
    def page(self) -> str:
        """The address of the page."""
        return self.where.partition("/")[0]

    @property
    def view(self) -> str:
        """The view of the page, or nothing when the term is met on the page itself."""
        return self.where.partition("/")[2]

    @property
    def place(self) -> str:
        """Where the term is met, for people.

        >>> Term(term="Recall", sentence="", where="evaluate/ROC curve").place
        'Evaluate, ROC curve'
        """
        return ", ".join(filter(None, (self.page.capitalize(), self.view)))

    def mentions(self, text: str) -> bool:
        """Whether some text is in the row, in whatever case.

        >>> Term(term="Recall", sentence="", where="evaluate/ROC curve").mentions(" roc")
        True
        """
        wanted = text.strip().casefold()
        return any(wanted in part.casefold() for part in (self.term, self.sentence, self.place))
