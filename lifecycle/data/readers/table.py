"""A file to a raw table: what it is decides who reads it, then every column gets its type."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ...core.errors import ReadingError
from ...core.settings import settings
from ...engine.runner import Report, silent
from ...storage import lazy_frames
from ..limits import plural, unique_names
from . import missing_codes
from .archives import is_workbook, unpack_gzip, unpack_zip
from .chunked.delimited import read_large_text
from .column_report import describe, doubts, names_like_values
from .column_rules import name_of
from .day_first import in_chosen_order
from .decimal_marks import by_evidence
from .delimited import read_text
from .encoding import bom_encoding, chosen_encoding, looks_binary, unmarked_utf16
from .excel import read_excel
from .inference import infer
from .json_records import read_json
from .kinds import shorten
from .options import GUESS, Options, check_applies
from .parquet import read_parquet
from .reading import Cells, Reading, Typed
from .sqlite import MAGIC as SQLITE
from .sqlite import read_sqlite

HEAD, HEAD_ROWS = 1 << 16, 1000
REFUSED = (
    (b"%PDF", "a PDF document", "Export the table behind it as CSV or Excel."),
    (b"\x89PNG", "an image", "Upload a table: CSV, Excel, Parquet or JSON."),
    (b"\xff\xd8\xff", "an image", "Upload a table: CSV, Excel, Parquet or JSON."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and upload the table inside."),
    (
        b"BZh91AY&SY",
        "packed with bzip2",
        "Pack it as gz, or unpack it and upload the table inside.",
    ),
    (b"\xfd7zXZ", "packed with xz", "Pack it as gz, or unpack it and upload the table inside."),
    (b"ARROW1", "an Arrow or Feather file", "Save the table as Parquet."),
    (b"Rar!", "a RAR archive", "Unpack it and upload the table inside."),
)
FACTS = {  # which facts of the report an option decides
    "encoding": ("encoding",),
    "delimiter": ("delimiter",),
    "decimal": ("decimal mark",),
    "header": ("column names", "rows above the header"),
    "sheet": ("sheet", "table"),
    "missing_words": ("further words for missing",),
    "missing_codes": ("codes for missing by column",),
    "day_first": ("dates such as 03/04/2024",),
    "keep_total": ("row of totals",),
    "keep_long": ("rows cut off",),
}
PAGES = ("<!doctype html", "<html", "<head", "<body", "<table", "<?xml", "<meta", "<style", "<!--")
Unpack = Callable[[Path, Path], Path]


def read_table(
    path: Path,
    options: Options = GUESS,
    report: Report = silent,
    beside: Path | None = None,
) -> Reading:
    r"""Read a file of any name into a table, recognised by its content.

    Parameters
    ----------
    path : Path
        CSV and its kin, Excel, Parquet, JSON, SQLite, or one of these packed.
    options : Options
        What overrules the reader's own findings: encoding, delimiter, header, decimal mark, sheet,
        words for missing.
    report : callable
        Called as ``report(fraction, message)`` with a fraction from 0 to 1.
    beside : Path, optional
        Where the Parquet file of a large table is made: on the disk where it will stay, it need not
        be copied.

    Returns
    -------
    Reading
        The frame with the kind of each column, and each guess in words.

    Raises
    ------
    ReadingError
        When the file is not a table, is damaged or crosses a limit, or when an option means nothing
        in such a file.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from lifecycle import read_table
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "shop.csv")
    ...     _ = path.write_text("item;price\npen;1,50\nink;3,25\n")
    ...     read_table(path).frame["price"].tolist()
    [1.5, 3.25]
    """
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-", dir=beside))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cells = recognise(Path(path), options, report, folder)
        check_applies(options, dict(cells.facts)["format"])
        if cells.rows == 0:
            raise ReadingError(
                "The table has column names but no rows.", "Choose a file with at least one row."
            )
        if cells.typed is not None:
            reading = to_large_reading(cells, cells.typed, options)
            stack.pop_all()
            lazy_frames.own_folder(reading, folder)
            return reading
        report(0.6, "Recognising numbers, dates and missing values")
        return to_reading(cells, options)


def recognise(path: Path, options: Options, report: Report, folder: Path, depth: int = 0) -> Cells:
    """Read the file by what its first bytes say it is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise ReadingError("The file is empty.", "Choose a file with column names and rows.")
    if head.startswith(b"PAR1"):
        return read_parquet(path)
    if head.startswith(SQLITE):
        return read_sqlite(path, options)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return read_excel(path, options)
    if head.startswith(b"\x1f\x8b"):
        return unpacked("gzip", unpack_gzip, path, options, report, folder, depth)
    if head.startswith(b"PK\x03\x04"):
        if is_workbook(path):
            return read_excel(path, options)
        return unpacked("zip", unpack_zip, path, options, report, folder, depth)
    check_text(head, guess=not options.encoding)
    start = decoded(path, head, options).lstrip("\ufeff \t\r\n")
    cells = try_json(path, options) if start[:1] in ("[", "{") else None
    if cells is None and path.stat().st_size >= settings().large_mb << 20:
        cells = read_large_text(path, folder, report, options)
    return read_text(path, report, options) if cells is None else cells


def decoded(path: Path, head: bytes, options: Options) -> str:
    """Return the first bytes of a text file as text."""
    if options.encoding:
        encoding = chosen_encoding(path, options.encoding)
    else:
        encoding = bom_encoding(head) or unmarked_utf16(head) or "utf-8"
    return head.decode(encoding, errors="replace")


def try_json(path: Path, options: Options) -> Cells | None:
    """Read JSON; None when it is none, or broken and a choice says that it is delimited text."""
    try:
        return read_json(path, options)
    except ReadingError:
        if options.chosen & {"delimiter", "header", "decimal"}:
            return None
        raise


def unpacked(
    kind: str,
    unpack: Unpack,
    path: Path,
    options: Options,
    report: Report,
    folder: Path,
    depth: int,
) -> Cells:
    """Read what is inside a packed file, at most two deep."""
    if depth == 2:
        raise ReadingError("The file is packed several times.", "Upload the table inside.")
    report(0.15, "Unpacking")
    inner = folder / str(depth)
    inner.mkdir()
    cells = recognise(unpack(path, inner), options, report, folder, depth + 1)
    shutil.rmtree(inner)
    cells.facts.insert(0, ("packed", kind))
    return cells


def check_text(head: bytes, guess: bool = True) -> None:
    """Raise ReadingError when the bytes are a known other thing or no text at all.

    With ``guess`` off an encoding was chosen, and what is text is not judged by UTF-8's measure.
    """
    for magic, what, remedy in REFUSED:
        if head.startswith(magic):
            raise ReadingError(f"The file is {what}, not a table.", remedy)
    if guess and looks_binary(head):
        raise ReadingError(
            "The file is not a text table: it holds bytes that no text has.",
            "Upload CSV, Excel, Parquet or JSON.",
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(tuple(page.encode() for page in PAGES)):
        raise ReadingError(
            "The file is a web page or XML, not data.",
            "Download the data itself; you may have to log in first.",
        )


def to_reading(cells: Cells, options: Options = GUESS) -> Reading:
    """Give every column its name, type and kind, and report what was done."""
    names, notes = unique_names(cells.names)
    frame = cells.frame.reset_index(drop=True)
    rules = by_evidence([options.rules(name, cells.comma) for name in names], frame)
    inferred = [infer(frame[column], rule) for column, rule in zip(frame, rules, strict=True)]
    for i, said in cells.reasons.items():
        inferred[i].notes += said
    orders = []
    if options.day_first != "guess":
        first = options.day_first == "yes"
        both = [in_chosen_order(n, each, first) for n, each in zip(names, inferred, strict=True)]
        inferred, orders = [each for each, _ in both], [said for _, said in both if said]
    raw = pd.DataFrame(
        {name: each.values.to_numpy() for name, each in zip(names, inferred, strict=True)}
    )
    columns = pd.DataFrame(
        [describe(name, raw[name], each) for name, each in zip(names, inferred, strict=True)]
    )
    totals: Counter[str] = sum((each.codes for each in inferred), Counter())
    report = to_report(cells, columns, totals, options)
    each_seen = [
        (name, missing_codes.seen_in(raw[name], each.codes, each.words, set(rule.kept)))
        for name, each, rule in zip(names, inferred, rules, strict=True)
    ]
    # dates are spoken of by themselves
    changed = [
        (name, each.repaired)
        for name, each in zip(names, inferred, strict=True)
        if each.repaired and each.guess is None
    ]
    warnings = [*cells.warnings, *notes, *repairs(changed), *orders]
    warnings += [*missing_codes.unknown(options, names), *doubts(columns)]
    warnings += names_like_values(names, raw.head(HEAD_ROWS)) if options.header is None else []
    found = missing_codes.table_of(each_seen, options)
    kept = frame.set_axis(names, axis=1) if options.like else pd.DataFrame()
    return Reading(raw, columns, report, tuple(warnings), cells.sheets, found, kept)


def to_large_reading(cells: Cells, typed: Typed, options: Options) -> Reading:
    """Return a table whose cells stay in their file."""
    names, notes = unique_names(cells.names)
    columns = pd.DataFrame(typed.columns)
    if options.header is None:
        first = next(pq.ParquetFile(typed.path).iter_batches(HEAD_ROWS)).to_pandas()
        notes += names_like_values(names, first)
    notes += [*repairs(typed.repaired), *typed.said]
    notes += [*missing_codes.unknown(options, names), *doubts(columns)]
    values = {
        "columns": columns,
        "report": to_report(cells, columns, typed.codes, options),
        "warnings": (*cells.warnings, *notes),
        "sheets": cells.sheets,
        "codes": missing_codes.table_of(typed.seen, options),
    }
    files = {"frame": lazy_frames.FrameFile(typed.path)}
    if typed.cells is None:
        values["cells"] = pd.DataFrame()
    else:
        files["cells"] = lazy_frames.FrameFile(typed.cells)
    return lazy_frames.lazy(Reading, values, files)


def to_report(
    cells: Cells, columns: pd.DataFrame, totals: Counter[str], options: Options
) -> pd.DataFrame:
    """Return one row a fact, and whether it was found or chosen."""
    repaired = int(columns["repaired"].sum())
    facts = [
        *cells.facts,
        ("rows", f"{cells.rows:,}"),
        ("columns", f"{len(columns):,}"),
        ("missing cells", f"{int(columns['missing'].sum()):,}"),
    ]
    if totals:
        ordered = sorted(totals.items(), key=lambda each: (-each[1], name_of(each[0])))
        shown = ", ".join(f"{name_of(code)} {count:,}" for code, count in ordered)
        facts.append(("codes read as missing", shown))
    if options.missing_words:
        facts.append(("further words for missing", ", ".join(options.missing_words)))
    if options.missing_codes:
        facts.append(("codes for missing by column", missing_codes.in_words(options)))
    if options.day_first != "guess":
        order = "day first" if options.day_first == "yes" else "month first"
        facts.append(("dates such as 03/04/2024", order))
    if repaired:
        facts.append(("repaired cells", f"{repaired:,}"))
    chosen = {item for name in options.chosen for item in FACTS[name]}
    how = ["chosen" if item in chosen else "found" for item, _ in facts]
    return pd.DataFrame(facts, columns=["item", "value"]).assign(how=how)


def repairs(changed: list[tuple[str, int]]) -> list[str]:
    """Return a sentence for the columns in which cells became missing that were not."""
    shown = ", ".join(f"{shorten(name)} ({plural(count, 'cell')})" for name, count in changed[:5])
    rest = f" and {len(changed) - 5} more columns" if len(changed) > 5 else ""
    start = "Cells that are no number or infinite became missing in "
    return [f"{start}{shown}{rest}."] if changed else []
