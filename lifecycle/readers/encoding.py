"""The encoding of a text file: byte order mark, then strict UTF-8, then the likeliest old one."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

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


def old_encoding(sample: bytes) -> str:
    """Return the likeliest one-byte or East Asian encoding of bytes that are not UTF-8."""
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
