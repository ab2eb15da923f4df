"""Yes and no in one vocabulary: files, Parquet, JSON and answers all look their words up here."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from .dates import Texts

PAIRS = (  # yes and no, as words of one language; a letter alone where it is usual
    *("yes no", "y n", "true false", "t f", "on off", "positive negative", "pos neg"),
    *("ja nein", "j n", "wahr falsch", "an aus", "ja nee", "ja nej", "ja nei", "já nei"),
    *("waar onwaar", "sant falskt", "sann usann", "sand falsk", "kyllä ei", "tosi epätosi"),
    *("oui non", "o n", "vrai faux", "v f", "sí no", "si no", "sì no", "s n", "vero falso"),
    *("verdadero falso", "verdadeiro falso", "sim não", "sim nao", "da nu", "adevărat fals"),
    *("ναι όχι", "tak nie", "prawda fałsz", "ano ne", "pravda nepravda", "áno nie", "igen nem"),
    *("igaz hamis", "da ne", "да нет", "д н", "истина ложь", "так ні", "да не", "evet hayır"),
    *("e h", "doğru yanlış", "taip ne", "jā nē", "jah ei", "po jo", "نعم لا", "بله خیر"),
    *("כן לא", "हाँ नहीं", "हां नहीं", "はい いいえ", "是 否", "有 无", "真 假", "예 아니요"),
    *("예 아니오", "có không", "ya tidak", "oo hindi", "ndiyo hapana", "ใช่ ไม่ใช่"),
    *("✓ ✗", "✔ ✘", "☑ ☐", "+ -"),
)
ANYWHERE = ("yes", "no", "true", "false", "1", "0")  # beside words of any other pair, too
MOST = 40  # different spellings of one column
WHOLE = re.compile(r"([+-]?\d+)\.0+")


def folded(cell: object) -> str:
    """Return a cell without case, surrounding spaces, and the point of a whole number.

    >>> folded(" YES "), folded("HAYIR") == folded("hayır"), folded(1.0), folded(True)
    ('yes', True, '1', 'true')
    """
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    text = text.replace("i\u0307", "i").replace("ı", "i")  # the two letters i of Turkish
    return WHOLE.sub(r"\1", text) if text.endswith("0") else text


SPLIT = tuple((folded(pair.split()[0]), folded(pair.split()[1])) for pair in PAIRS)
EACH = (*SPLIT, ("1", "0"))
BOOLEANS = frozenset(map(frozenset, EACH))
TRUTHS: dict[str, bool] = {
    word: truth for pair in EACH for word, truth in zip(pair, (True, False), strict=True)
}


def truth_of(cell: object) -> bool | None:
    """Return what a cell says where it is a word of the vocabulary.

    >>> truth_of("Y"), truth_of(0), truth_of("Nein "), truth_of("maybe")
    (True, False, False, None)
    """
    return TRUTHS.get(folded(cell))


def are_booleans(cells: Iterable[object]) -> bool:
    """Tell whether the different cells of a column say yes and no, however they are spelled.

    One pair of words must be there in full; beside it, others count that say the same: those of a
    second pair, what is understood anywhere, or the first letter of a word.

    >>> are_booleans(["Yes", "no", "YES "]), are_booleans(["yes", "no", "1", "N"])
    (True, True)
    >>> are_booleans(["y", "n", "u"]), are_booleans(["yes", "f"]), are_booleans(["yes", "no", "o"])
    (False, False, False)
    """
    words = {folded(cell) for cell in cells}
    full = {word for pair in SPLIT if words >= set(pair) for word in pair}
    initials = {word[0] for word in full if TRUTHS.get(word[0]) == TRUTHS[word]}
    return bool(full) and words <= full | initials | set(ANYWHERE)


def pair_of(levels: Sequence[str]) -> dict[bool | None, str] | None:
    """Return the spelling of no and of yes where two levels are just that.

    >>> pair_of(["non", "oui"]), pair_of(["red", "blue"]), pair_of(["E", "F"])
    ({False: 'non', True: 'oui'}, None, None)
    """
    if len(levels) != 2 or frozenset(map(folded, levels)) not in BOOLEANS:
        return None
    return {truth_of(level): level for level in levels}


def alike(texts: Texts, counts: np.ndarray) -> Texts:
    """Return texts with yes and no in one spelling each, those that came most often.

    >>> cells = np.array(["Yes", "no", "YES ", "1", "NO"], dtype=object)
    >>> alike(cells, np.array([5, 3, 1, 9, 2])).tolist()
    ['Yes', 'no', 'Yes', 'Yes', 'no']
    """
    words = [folded(text) for text in texts]
    often, best = Counter[str](), dict[str, str]()
    for i in np.argsort(-counts, kind="stable"):
        often[words[i]] += int(counts[i])
        best.setdefault(words[i], texts[i].strip())
    full = [pair for pair in SPLIT if set(pair) <= set(words)]
    pair = max(full, key=lambda each: often[each[0]] + often[each[1]], default=())
    spelled: dict[bool | None, str] = {TRUTHS[word]: best[word] for word in pair}
    return rewritten(texts, spelled)


def rewritten(texts: Texts, spelled: Mapping[bool | None, str]) -> Texts:
    """Return texts with the words for yes and no as they are to be spelled."""
    made = [
        text if (truth := truth_of(text)) is None else spelled.get(truth, text) for text in texts
    ]
    return np.array(made, dtype=object)


def as_levels(texts: Texts, levels: Sequence[str]) -> Texts:
    """Return texts as the levels that an earlier table had spell them, where that is certain.

    Yes and no by the vocabulary; a code of digits with the zeros in front and without the point
    that it lost when it was taken for a number.

    >>> as_levels(np.array(["1", "NO", "?"], dtype=object), ["no", "yes"]).tolist()
    ['yes', 'no', '?']
    >>> as_levels(np.array(["1234.0", "99"], dtype=object), ["01234", "00501"]).tolist()
    ['01234', '00099']
    """
    if pair := pair_of(levels):
        return rewritten(texts, pair)
    if not levels or not all(level.isdecimal() for level in levels):
        return texts
    return np.array([as_code(text, levels) for text in texts], dtype=object)


def as_code(text: str, levels: Collection[str]) -> str:
    """Return a code of digits as codes are written that are all of one length, or of any."""
    whole = WHOLE.fullmatch(text.strip())
    digits = whole[1] if whole else text.strip()
    widths = {len(level) for level in levels}
    padded = len(widths) == 1 and any(level.startswith("0") for level in levels)
    if not digits.isdecimal():
        return text
    return digits.zfill(min(widths)) if padded else digits
