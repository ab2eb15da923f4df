"""A large CSV file to Parquet with its report, beside pandas.read_csv: wall time, peak memory.

Each is run in a fresh process, in turn, and the best of its runs counts; the libraries are loaded
before the clock starts, as in the engine's children. Ours also finds every column's kind and counts
its missing and different values; pandas' only reads into memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

ROWS, ROUNDS, PART = 5_000_000, 2, 250_000
LEVELS = (2, 3, 5, 8, 12, 40, 150, 400)
PANDAS = "import pandas", "frame = pandas.read_csv({path!r}); rows = len(frame); told = 0"
OURS = (
    "from pathlib import Path; from lifecycle.data.readers import read_table",
    """
said = []
made = read_table(Path({path!r}), report=lambda k, text: said.append(k), beside=Path({folder!r}))
rows, told = made.shape[0], len(said)
""",
)
MEASURED = """
import json, resource, sys, time
{load}
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
use = resource.getrusage(resource.RUSAGE_SELF)
peak = use.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
cpu = time.process_time()
print(json.dumps({{"seconds": seconds, "cpu": cpu, "peak": peak, "rows": rows, "told": told}}))
"""


def measure(rows: int = ROWS) -> Iterator[tuple[str, str]]:
    """Yield what was measured and the value, in words."""
    with tempfile.TemporaryDirectory(prefix="lifecycle-bench-") as folder:
        path = Path(folder) / "table.csv"
        generate(path, rows)
        yield "file", f"{path.stat().st_size / 1e9:.2f} GB, {rows:,} rows, 30 columns"
        codes = {"pandas.read_csv": PANDAS, "read to Parquet": OURS}
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in codes}
        for _ in range(ROUNDS):
            for name, (load, code) in codes.items():
                filled = code.format(path=str(path), folder=folder)
                runs[name].append(run(MEASURED.format(load=load, code=filled)))
        for name, each in runs.items():
            best = min(each, key=lambda one: one["seconds"])
            assert best["rows"] == rows
            shown = f"{best['seconds']:.1f} s wall, {best['cpu']:.1f} s CPU"
            yield name, f"{shown}, {best['peak'] / 1e9:.2f} GB"
        ours, pandas = runs["read to Parquet"], runs["pandas.read_csv"]
        yield "wall time, ours to pandas'", f"{ratio(ours, pandas, 'seconds'):.2f}"
        yield "peak memory, ours to pandas'", f"{ratio(ours, pandas, 'peak'):.2f}"
        yield "progress told", f"{ours[0]['told']} times"


def ratio(ours: list[dict[str, Any]], pandas: list[dict[str, Any]], what: str) -> float:
    return float(min(one[what] for one in ours) / min(one[what] for one in pandas))


def run(code: str) -> dict[str, Any]:
    """Return what a fresh process measured of itself."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    return dict(json.loads(done.stdout))


def generate(path: Path, rows: int, seed: int = 0) -> None:
    """Write a table of keys, amounts with gaps, counts, categories, days and moments."""
    rng = np.random.default_rng(seed)
    plain = pacsv.WriteOptions(quoting_style="none")
    writer = None
    with path.open("wb") as out:
        for start in range(0, rows, PART):
            part = some_rows(rng, start, min(PART, rows - start))
            writer = writer or pacsv.CSVWriter(out, part.schema, write_options=plain)
            writer.write_table(part)
        if writer is not None:
            writer.close()


def some_rows(rng: np.random.Generator, start: int, n: int) -> pa.Table:
    columns: dict[str, pa.Array] = {"order_id": pa.array(np.arange(start, start + n) + 1_000_000)}
    numbers = pc.utf8_lpad(pa.array(rng.integers(0, 3_000_000, n)).cast(pa.string()), 7, "0")
    columns["customer"] = pc.binary_join_element_wise("C", numbers, "")
    for i in range(10):
        amounts = np.round(rng.normal(100 * (i + 1), 30, n), 2 + i % 3)
        columns[f"amount_{i}"] = pa.array(amounts, mask=rng.random(n) < 0.02 * (i % 4))
    for i in range(6):
        columns[f"count_{i}"] = pa.array(rng.integers(0, 10 ** (i + 1), n))
    for i, levels in enumerate(LEVELS):
        names = pa.array([f"level {chr(97 + i)}{level}" for level in range(levels)])
        chosen = np.minimum(rng.geometric(1.5 / levels, n) - 1, levels - 1)
        columns[f"category_{i}"] = names.take(pa.array(chosen))
    for i in range(3):
        days = np.datetime64("2020-01-01") + rng.integers(0, 1500, n)
        columns[f"day_{i}"] = pa.array(days).cast(pa.string())
    moments = np.datetime64("2023-01-01T00:00:00") + rng.integers(0, 31_000_000, n)
    columns["moment"] = pa.array(moments.astype("datetime64[s]")).cast(pa.string())
    return pa.table(columns)
