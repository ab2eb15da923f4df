"""The encoding of a text file: byte order mark, then strict UTF-8, then the likeliest old one."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ...core.errors import ReadingError
from .legacy_encoding import old_encoding

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK, AROUND = 1 << 20, 1 << 15
FEW, SPOILED = 3, 0.2  # letters in UTF-8, and the share of damaged ones among them
# What a page offers; on the command line any name that Python knows will do.
ENCODINGS = {
    "": "Found by the app",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Western European (Windows-1252)",
    "latin-1": "Western European (ISO 8859-1)",
    "iso8859-15": "Western European with euro (ISO 8859-15)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic of DOS (code page 866)",
    "cp1253": "Greek (Windows-1253)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc_kr": "Korean (EUC-KR)",
    "mac_roman": "Old Macintosh (Mac Roman)",
    "cp437": "Old DOS (code page 437)",
    "cp850": "Old DOS (code page 850)",
}


def bom_encoding(head: bytes) -> str | None:
    """Return the encoding a byte order mark declares."""
    return next((name for mark, name in BOMS if head.startswith(mark)), None)


def unmarked_utf16(head: bytes) -> str | None:
    """Return UTF-16's byte order when every other byte is mostly zero, as in plain text."""
    if len(head) >= 8:
        even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
        if odd > 0.7 and even < 0.05:
            return "utf-16-le"
        if even > 0.7 and odd < 0.05:
            return "utf-16-be"
    return None


def find_encoding(path: Path) -> str:
    """Return the name of the encoding the whole file can be read with."""
    return guess_encoding(path)[0]


def guess_encoding(path: Path) -> tuple[str, str]:
    """Return the encoding of a file, and what a person should know of it, "" when that is sure."""
    with path.open("rb") as file:
        head = file.read(4096)
        marked = bom_encoding(head) or unmarked_utf16(head)
        if marked:
            return marked, ""
        file.seek(0)
        decoder, read = codecs.getincrementaldecoder("utf-8")("strict"), 0
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                file.seek(max(0, read + error.start - AROUND))
                return without_utf8(file.read(AROUND + (1 << 16)))
            read += len(chunk)
    return "utf-8", ""


def without_utf8(sample: bytes) -> tuple[str, str]:
    """Return the encoding of bytes of which some are not UTF-8, and what there is to say of it."""
    whole = sample.decode("utf-8", errors="replace")
    lost, good = whole.count("\ufffd"), sum(ord(letter) > 127 for letter in whole)
    if good - lost >= FEW and lost <= SPOILED * good:
        return "utf-8", (
            "Some letters are damaged: they are not in UTF-8 as the others. They show as \ufffd."
        )
    encoding, sure = old_encoding(sample)
    if sure:
        return encoding, ""
    shown, word = ENCODINGS.get(encoding, encoding), example(sample.decode(encoding, "replace"))
    return encoding, (
        f"The file is not UTF-8; it was read as {shown}, as in {word!r}. "
        "Choose another encoding if letters are wrong."
    )


def example(text: str) -> str:
    """Return the first word with a letter beyond ASCII.

    >>> example("age,city\\n30,Orléans\\n")
    'Orléans'
    """
    found = re.search(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*", text)
    return found[0][:40] if found else ""


def chosen_encoding(path: Path, name: str) -> str:
    """Return the encoding to read with when one was chosen; a byte order mark is not a letter.

    Raises ReadingError when there is no such encoding.
    """
    try:
        "".encode(name)
        known = codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise ReadingError(
            f"There is no encoding {name!r}.", "Choose a known one, such as utf-8 or cp1252."
        ) from error
    with path.open("rb") as file:
        head = file.read(4096)
    marked = bom_encoding(head)
    if marked and known.startswith(marked.removesuffix("-sig")):
        return marked
    if known in ("utf-16", "utf-32") and marked is None:  # without a mark it needs its byte order
        return (unmarked_utf16(head) or "utf-16-le") if known == "utf-16" else "utf-32-le"
    return known


def wrong_encoding(path: Path, name: str) -> ReadingError:
    """Return what to say when a file holds bytes that the chosen encoding does not have."""
    shown = ENCODINGS.get(name, name)
    return ReadingError(
        f"The file cannot be read as {shown}: it holds bytes that this encoding does not have.",
        f"Choose another encoding, or let the app find it: it would take {find_encoding(path)}.",
    )


def looks_binary(head: bytes) -> bool:
    """Tell whether bytes without a text encoding's mark hold what no text holds."""
    if bom_encoding(head) or unmarked_utf16(head):
        return False
    control = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return b"\0" in head or control > 0.01 * len(head)
