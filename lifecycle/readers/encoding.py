"""The encoding of a text file: byte order mark, then strict UTF-8, then the likeliest old one."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from ..errors import ReadingError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows-1252 holds every printable character of latin-1, so that one is never asked for.
CANDIDATES = ["cp1252", "cp1250", "cp1251", "cp1253", "shift_jis", "gb18030", "big5", "euc_kr"]
CHUNK = 1 << 20
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
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "euc_kr": "Korean (EUC-KR)",
    "mac_roman": "Old Macintosh (Mac Roman)",
    "cp437": "Old DOS (code page 437)",
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
    with path.open("rb") as file:
        head = file.read(4096)
        marked = bom_encoding(head) or unmarked_utf16(head)
        if marked:
            return marked
        file.seek(0)
        decoder, read = codecs.getincrementaldecoder("utf-8")("strict"), 0
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                file.seek(max(0, read + error.start - 4096))
                return old_encoding(file.read(1 << 16))
            read += len(chunk)
    return "utf-8"


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


def old_encoding(sample: bytes) -> str:
    """Return the likeliest one-byte or East Asian encoding of bytes that are not UTF-8."""
    if b"\r" in sample and b"\n" not in sample:
        return "mac_roman"  # no other system ended lines so
    best = from_bytes(sample, cp_isolation=CANDIDATES).best()
    if best is None or "cp1252" in best.could_be_from_charset:
        return "cp1252"
    return best.encoding


def looks_binary(head: bytes) -> bool:
    """Tell whether bytes without a text encoding's mark hold what no text holds."""
    if bom_encoding(head) or unmarked_utf16(head):
        return False
    control = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return b"\0" in head or control > 0.01 * len(head)
