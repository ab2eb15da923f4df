"""Which old encoding bytes are in that are not UTF-8: the one in which they spell a language.

A byte above 127 is a different letter in each. What tells them apart is that the letters beyond
ASCII are then those of one language, and capitals and signs stand where they do in words.
"""

from __future__ import annotations

from charset_normalizer import from_bytes

LANGUAGES = {  # the first of those that fit equally well is taken
    "cp1252": (
        *("àâæçèéêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìîíòóùú", "äåéöü"),
        *("åæéøòóôà", "áæðéíóöúýþ", "äõöüšž", "áéèëïíóöü", "àçéèíïòóúü·", "âêîôûŵŷáï"),
    ),
    "cp1250": (
        *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű"),
        *("ăâîşţ", "čćđšž", "äöüßąćęłńóśźż"),
    ),
    "cp1254": ("çğıöşüâîû",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
    "cp1251": ("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "koi8-r": ("абвгдежзийклмнопрстуфхцчшщъыьэюяё",),
    "cp866": ("абвгдежзийклмнопрстуфхцчшщъыьэюяё",),
    "cp1255": ("אבגדהוזחטיכלמנסעפצקרשתךםןףץ",),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),
    "mac_roman": ("àâæçèéêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "äåéöü", "åæéøòóôà"),
    "cp850": ("àâæçèéêëîïôùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "äåéöü", "åæéøòóôà"),
}
WORD_SIGNS = frozenset("’‘–—·\u00ad")  # within a word, too
OPENING = frozenset("°€£§«„“‚‹¿¡µ\u00a0")  # in front of a letter, too
SIGNS = frozenset("¥»”›…©®™²³¹½¼¾±×÷ºª´¨†•‰¢¤¬")
LATIN = 0x250  # the first letter of another script
OTHERS = ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp1256", "cp1252"]
RARE = {"mac_roman": 0.95, "cp850": 0.95, "cp866": 0.95}  # from before Windows
SURE, ALIKE = 0.9, 0.02


def old_encoding(sample: bytes) -> tuple[str, bool]:
    """Return the likeliest encoding of bytes that are not UTF-8, and whether that is sure.

    >>> old_encoding("Müller, groß".encode("cp1252")), old_encoding("Kraków, Łódź".encode("cp1250"))
    (('cp1252', True), ('cp1250', True))
    >>> old_encoding("Привет, мир".encode("koi8-r")), old_encoding("Hélène".encode("cp1252"))
    (('koi8-r', True), ('cp1252', False))
    """
    if b"\r" in sample and b"\n" not in sample:
        return "mac_roman", True  # no other system ended lines so
    shares = {name: spelled(sample, name, each) for name, each in LANGUAGES.items()}
    most = max(shares.values())
    alike = [name for name, share in shares.items() if share > most - ALIKE]
    if most >= SURE:
        texts = {sample.decode(name, errors="replace") for name in alike}
        return alike[0], most > 1 - 2 * ALIKE and len(texts) == 1
    found = from_bytes(sample, cp_isolation=OTHERS).best()
    known = found is not None and "cp1252" not in found.could_be_from_charset
    return (found.encoding if found is not None and known else alike[0]), False


def spelled(sample: bytes, name: str, languages: tuple[str, ...]) -> float:
    """Return the share of the letters and signs beyond ASCII that stand as in one language."""
    text = sample.decode(name, errors="replace")
    odd = [i for i, letter in enumerate(text) if ord(letter) > 127]
    letters = [text[i].lower() for i in odd if fits(text, i)]
    signs = sum(is_sign(text, i) for i in odd)
    most = max(sum(letter in known for letter in letters) for known in languages)
    several = sum(letter in "".join(languages) for letter in letters)
    share = (max(most, (1 - 1.5 * ALIKE) * several) + signs) / max(1, len(odd))
    return RARE.get(name, 1.0) * share


def fits(text: str, i: int) -> bool:
    """Tell whether a letter's neighbours have its script, and capitals stand in front."""
    before, after = text[max(0, i - 1) : i], text[i + 1 : i + 2]
    latin = ord(text[i]) < LATIN
    if not latin and any(near.isascii() and near.isalpha() for near in (before, after)):
        return False
    if text[i].isupper():
        return not before.isalpha() or (before.isupper() and not after.islower())
    return text[i].isalpha() and not (after.isascii() and after.isupper())


def is_sign(text: str, i: int) -> bool:
    """Tell whether a sign of any language stands there, and not as a letter of a word."""
    before, after = text[max(0, i - 1) : i], text[i + 1 : i + 2]
    if text[i] in OPENING:
        return not before.isalpha()
    return text[i] in WORD_SIGNS or (text[i] in SIGNS and not after.isalpha())
