"""Parquet to cells: types are kept where they are numbers or dates, all else becomes text."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...core.errors import ReadingError
from ...core.settings import settings
from ..limits import check_columns, check_rows
from ..provenance import origin
from .column_report import DOUBTS
from .dates import OTHER_DAY, in_clock
from .inference import EXACT
from .kinds import shorten
from .reading import Cells

WIDTH = 8  # bytes of a number
SUSPECT, RATIO = 500 << 20, 1000  # texts that grow so far, and so much, are one value repeated
TEXTS = (pa.StringArray, pa.LargeStringArray, pa.BinaryArray, pa.LargeBinaryArray)
FEWEST, MOST = 256, 1 << 17  # rows that are read at once
WHOLE = pd.Int64Dtype()  # whole numbers some of which are missing


def read_parquet(path: Path) -> Cells:
    """Read a Parquet file; limits are checked before any cell is."""
    table = read_arrow(path)
    columns = {i: typed(table.column(i)) for i in range(table.num_columns)}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))
    facts, warnings = origin(table.schema.metadata)
    names = [str(name) for name in table.column_names]
    for i, name in enumerate(names):
        if moves_day(table.column(i)):
            warnings.append(f"{shorten(name)} {DOUBTS[OTHER_DAY]}.")
    return Cells(names, frame, [("format", "Parquet"), *facts], warnings)


def read_arrow(path: Path) -> pa.Table:
    """Read a Parquet file as it is; raises ReadingError for one that grows past the limits.

    Its metadata tell how large the numbers become. Texts may repeat one long value without end, so
    they are counted while they are read.
    """
    try:
        file = pq.ParquetFile(path)
        meta = file.metadata
        check_rows(meta.num_rows)
        check_columns(meta.num_columns)
        groups = [
            [meta.row_group(g).column(c) for c in range(meta.num_columns)]
            for g in range(meta.num_row_groups)
        ]
        chunks = list(chain.from_iterable(groups))
        check_growth(sum(chunk.total_uncompressed_size for chunk in chunks))
        check_growth(sum(chunk.num_values for chunk in chunks) * WIDTH)
        group = max(sum(c.total_uncompressed_size for c in g) for g in groups) if groups else 0
        if group * meta.num_rows <= SUSPECT:
            return file.read()
        batches, held = [], 0
        for batch in file.iter_batches(min(max(FEWEST, SUSPECT // group), MOST)):
            held += sum(map(text_size, batch.columns))
            check_growth(held)
            if held > SUSPECT and held > RATIO * path.stat().st_size:
                raise too_large(SUSPECT)
            batches.append(batch)
        return pa.Table.from_batches(batches, file.schema_arrow)
    except MemoryError:  # Arrow's own is an ArrowException too, and says nothing of the file
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise ReadingError(
            "The Parquet file is damaged or incomplete.", "Write it again and upload it."
        ) from error


def text_size(column: pa.Array) -> int:
    """Return how many bytes a column's texts take, each as often as it is there; 0 for numbers."""
    if pa.types.is_primitive(column.type):
        return 0
    if not pa.types.is_dictionary(column.type) or not isinstance(column.dictionary, TEXTS):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).cast(pa.int64()).take(column.indices)
    return int(pc.sum(lengths).as_py() or 0)


def check_growth(size: int) -> None:
    """Raise ReadingError when so many bytes are more than a file may unpack to."""
    if size > settings().unpacked_mb << 20:
        raise too_large(settings().unpacked_mb << 20)


def too_large(size: int) -> ReadingError:
    return ReadingError(
        f"The file unpacks to more than {size >> 20:,} MB.", "Upload fewer rows or columns."
    )


def typed(column: pa.ChunkedArray) -> pd.Series:
    """Return numbers as they are, dates as datetime64[ns] in UTC, anything else as text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return typed(column.cast(kind.value_type))
    if exceeds(column, kind):  # a float would make different keys the same
        return pd.Series(column.cast(pa.string()).to_pandas(), dtype="string[pyarrow]")
    if pa.types.is_decimal(kind) or pa.types.is_float16(kind):
        column, kind = column.cast(pa.float64()), pa.float64()
    if pa.types.is_integer(kind) and column.null_count:
        return pd.Series(column.to_pandas(types_mapper={kind: WHOLE}.get))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return pd.Series(column.to_pandas())
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        moments = column.cast(pa.timestamp("us"), safe=False).to_numpy()
        if not in_clock(moments).all():  # years that nanoseconds cannot hold
            return pd.Series(moments)
        return pd.Series(column.cast(pa.timestamp("ns")).to_numpy())
    return pd.Series([as_text(v) for v in column.to_pylist()], dtype="string[pyarrow]")


def exceeds(column: pa.ChunkedArray, kind: pa.DataType) -> bool:
    """Tell whether whole numbers are longer than a float can hold exactly."""
    if pa.types.is_decimal(kind) and kind.scale == 0:
        column = column.cast(pa.float64())
    elif not pa.types.is_integer(kind) or kind.bit_width < 64:
        return False
    ends = pc.min_max(column).as_py()
    return any(end is not None and abs(end) >= EXACT for end in ends.values())


def moves_day(column: pa.ChunkedArray) -> bool:
    """Tell whether times of a zone fall on another day in UTC."""
    kind = column.type
    if not pa.types.is_timestamp(kind) or kind.tz in (None, "UTC"):
        return False
    local = pc.cast(pc.local_timestamp(column), pa.date32(), safe=False)
    day = pc.cast(column.cast(pa.timestamp(kind.unit)), pa.date32(), safe=False)
    return bool(pc.any(pc.not_equal(local, day)).as_py())


def as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)
