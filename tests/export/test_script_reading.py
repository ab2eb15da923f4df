"""train.py reads a file as the app does, however it is written."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.readers import Options, read_table, to_kinds, written_of
from lifecycle.data.readers.column_rules import AS_CLOCK
from lifecycle.export import training_script

from ..data.readers.test_excel import styled
from ..data.readers.test_options import workbook

N, MAYS = 30, ("mai", "juin", "août")
FILES: dict[str, str | bytes] = {
    "plain": "a,b\n" + "".join(f"{i},x{i % 3}\n" for i in range(N)),
    "no names": "".join(f"{i},{i % 3}.5\n" for i in range(N)),
    "decimal comma": "a;b\n" + "".join(f"{i}.234,5;w\n" for i in range(1, N)),
    "swiss": "a;b\n" + "".join(f"1'{i:03d}.5;{i}%\n" for i in range(N)),
    "ledger": "a,b\n" + "".join(f'"$ 1,{i:03d}.50-","({i})"\n' for i in range(N)),
    "units": "a,b\n" + "".join(f"{i}.5 kmpl,{i} kg\n" for i in range(N)),
    "factors": "a,b,c\n"
    + "".join(f"{i}.37{'KM'[i % 2]},${i}.5 Mio,{i if i % 3 else f'{i}k'}\n" for i in range(N)),
    "shown as percent": styled(
        [["a", "b", "c"], *([("percent", i / 700), i / 7, f"{i}.5%"] for i in range(N))]
    ),
    "minus": "a,b\n" + "".join(f"\u2212{i}.5,{i}\n" for i in range(N)),
    "totals": "a,b\n" + "".join(f"x{i},{i}\n" for i in range(N)) + "Total,435\n",
    "notes": "a,b,c\n" + "".join(f"x{i % 4},{i},1.5\n" for i in range(N)) + "Source: us\n",
    "title": "A title\n\na,b\n" + "".join(f"x{i % 4},{i}\n" for i in range(N)),
    "escaped": "a,b\n" + "".join(f'"x \\"{i}\\" y",{i}\n' for i in range(N)),
    "single": "a,b\n" + "".join(f"'x, {i}',{i}\n" for i in range(N)),
    "bar": "a|b\n" + "".join(f"x{i % 4}|{i}\n" for i in range(N)),
    "caret": "a^b\n" + "".join(f"x{i % 4}^{i}\n" for i in range(N)),
    "sep line": "sep=~\na~b\n" + "".join(f"x{i % 4}~{i}\n" for i in range(N)),
    "comments": "# in, m\na,b,c\n" + "".join(f"x{i % 4},{i},7.5\n" for i in range(N)),
    "spaced": '"a", "b"\n' + "".join(f'"x, {i % 4}", {i}\n' for i in range(N)),
    "ruled": "a|b|c\n--|--|--\n" + "".join(f"x{i % 4}|{i}|7.5\n" for i in range(N)),
    "names again": 2 * ("a,b,c\n" + "".join(f"x{i % 4},{i},7.5\n" for i in range(N))),
    "workbook": workbook(["a", "b"], *([f"x{i % 4}", i] for i in range(N))),
    "workbook with a title": workbook(
        ["Sales"],
        [],
        ["a", "b"],
        *([f"x{i % 4}", i] if i - 5 else [] for i in range(N)),
        ["Total", 9],
    ),
    "workbook far in": workbook(
        [None, "Sales"], [], [None, "a", "b"], *([None, f"x{i % 4}", i] for i in range(N))
    ),
    "workbook with two rows of names": styled(
        [["2022", None, "y"], ["sales", "cost", None], *([i, i + 0.5, i % 4] for i in range(N))],
        ("A1:B1",),
    ),
    "workbook with times": styled(
        [["at", "took", "on"]]
        + [[("clock", (i + 8) / 48), ("span", i / 8), ("date", 45000 + i)] for i in range(N)]
    ),
    "clock times": "a;b\n" + "".join(f"{i % 24}:{i + 10};{i}:{i + 10}:05,5\n" for i in range(N)),
    "workbook without names": workbook(*([i % 4, i] for i in range(N))),
    "codes": "a,b\n"
    + "".join(f"{'?' if i % 3 else 'DE'},{i if i % 4 else 'NA'}\n" for i in range(N)),
    "dates": "a;b;c;d;e;f\n"
    + "".join(
        f"{1 + i % 28:02d}.03.{i % 40 + 10};Q{1 + i % 4} 20{i + 10};{MAYS[i % 3]} {i % 28 + 1}, "
        f"20{i + 10};{i % 28 + 1} {MAYS[i % 3]} 20{i + 10};{1500 + i}-02-03;Jan-{i + 10}\n"
        for i in range(N)
    ),
    "years, months, days": "a,b,c\n"
    + "".join(
        f"{1950 + i}-{1 + i % 12:02d},{1 + i % 12:02d}/{1950 + i},20{i + 10}12{1 + i % 28:02d}\n"
        for i in range(N)
    ),
    "utf-16": ("a,b\n" + "".join(f"é{i % 4},{i}\n" for i in range(N))).encode("utf-16"),
    "mac": ("a,b\r" + "".join(f"é{i % 4},{i}\r" for i in range(N))).encode("mac_roman"),
    "records": json.dumps([{"a": i, "b": {"c": f"x{i}", "d": [i]}} for i in range(N)]),
    "beside": json.dumps({"n": N, "data": [{"a": i, "b": None} for i in range(N)]}),
    "rows": json.dumps([["a", "b"], *([i, f"x{i}"] for i in range(N))]),
    "split": json.dumps({"columns": ["a"], "data": [[i] for i in range(N)]}),
    "columns": json.dumps({"a": {str(i): i for i in range(N)}}),
    "lines": "".join(json.dumps({"a": i, "b": {"c": i / 2}}) + "\n" for i in range(N)),
}


def as_in_the_script(path: Path, constants: dict[str, Any]) -> pd.DataFrame:
    """Run the reading part of the script."""
    text = Template((training_script.HERE / "templates" / "train.py.txt").read_text())
    body = text.safe_substitute(imports="", constants="", copied="")
    start, end = body.index("# -- reading"), body.index("def rows_with_target")
    space: dict[str, Any] = {"pd": pd, "np": np, "json": json, "Path": Path, **constants}
    for imports, parts in (training_script.date_parts(), training_script.clock_parts()):
        exec("\n".join([*imports, parts]), space)
    exec(body[start:end], space)  # the project's own text
    made: pd.DataFrame = space["typed"](space["read"](path))
    return made


@pytest.mark.parametrize("name", FILES)
def test_it_reads_alike(name: str, tmp_path: Path) -> None:
    path, content = tmp_path / "data", FILES[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = read_table(path, Options())
    kinds = dict(zip(reading.columns["name"], reading.columns["kind"], strict=True))
    kinds = {name: "text" if kind == "constant" else kind for name, kind in kinds.items()}
    notes = dict(zip(reading.columns["name"], reading.columns["note"], strict=True))
    ways = {name: AS_CLOCK if AS_CLOCK in note else "" for name, note in notes.items()}
    written = written_of(reading.codes, ways)
    want = to_kinds(reading.frame, kinds, written)
    constants = training_script.reading_constants(reading)
    constants |= {"KINDS": kinds, "MISSING_IN": {}, "NOT_MISSING_IN": {}, "MONTH_FIRST": []}
    columns = reading.columns.assign(way="")
    odd = training_script.odd_dates(reading, SimpleNamespace(columns=columns))  # type: ignore[arg-type]
    constants |= {"SPELLED": {}, "ODD_DATES": odd}
    got = as_in_the_script(path, constants)
    pd.testing.assert_frame_equal(got.reset_index(drop=True), want, check_dtype=False)
