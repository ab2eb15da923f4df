"""What a field takes, in a sentence, and the name that is nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ..core.field_description import FieldDescription
from ..core.installation import PROGRAM
from ..core.wording import listing, number

MOST_NAMED = 20
NOUNS = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}


def value_remedy(description: FieldDescription) -> str:
    """Return the sentence that says which values a field takes."""
    if description.closed and not description.list_of_texts:
        return one_of(description.values)
    if description.list_of_texts:
        return 'Give names with commas between, or a list such as ["a", "b"].'
    if description.type == "array":
        return f"Give a list: see {PROGRAM} steps --json."
    text = "a text" + (
        f" of at most {description.longest} characters" if description.longest else ""
    )
    noun = NOUNS.get(description.type, text)
    return f"Give {noun}{_bounds(description)}{', or null' if description.nullable else ''}."


def one_of(names: Iterable[str]) -> str:
    """Return the sentence that names what there is."""
    return f"Choose one of {listing((name or 'nothing' for name in names), most=MOST_NAMED)}."


def nearest(name: str, names: Iterable[str], before: str = "") -> str:
    """Return what was probably meant, each with ``before`` in front; else what there is.

    >>> nearest("sclaing", ["scaling", "text"], "prepare.")
    'Did you mean prepare.scaling?'
    >>> nearest("x", ["scaling", "text"])
    'Choose one of scaling and text.'
    """
    known = list(names)
    close = get_close_matches(name, known, n=2)
    if close:
        return f"Did you mean {' or '.join(before + each for each in close)}?"
    return one_of(before + each for each in known)


def _bounds(description: FieldDescription) -> str:
    low, high = description.minimum, description.maximum
    if low is not None and high is not None:
        between, to = ("between", "and") if description.exclusive_bounds else ("from", "to")
        return f" {between} {number(low)} {to} {number(high)}"
    if low is not None:
        return f" of at least {number(low)}"
    return "" if high is None else f" of at most {number(high)}"
