"""Small tables whose rows belong together or come in order, for the tests of this room."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.split.params import SplitParams
from lifecycle.split.split import Split
from lifecycle.split.step import run
from tests.builders import make_table


def split(table: Table, **chosen: Any) -> Split:
    return run(SplitParams(**{"method": "random"} | chosen), data=table, report=silent)


def visits(patients: int = 60, each: int = 4, seed: int = 0, **roles: str) -> Table:
    """Patients with several rows each, in no order; age and sex stay those of the patient."""
    rng = np.random.default_rng(seed)
    who = rng.permutation(np.repeat(np.arange(patients), each))
    ill, age = rng.random(patients) < 0.4, rng.integers(20, 90, patients)
    frame = pd.DataFrame(
        {
            "patient": [f"p{k:03d}" for k in who],
            "age": age[who].astype(float),
            "pulse": rng.normal(70, 8, len(who)),
            "y": np.where(ill[who] ^ (rng.random(len(who)) < 0.1), "yes", "no"),
        }
    )
    return with_roles(make_table(frame, "y", "binary"), **roles)


def with_roles(table: Table, **roles: str) -> Table:
    """Give columns a role and by it take them out of the features."""
    for name, role in roles.items():
        table.columns.loc[table.columns["name"] == name, "role"] = role
    return table


def plain(n: int = 200, seed: int = 0, **columns: Any) -> Table:
    """Independent rows of two numbers and a category, with further columns on demand."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n)})
    frame["colour"] = rng.choice(["red", "green", "blue"], n)
    frame = frame.assign(**columns)
    if "y" not in frame:
        frame["y"] = np.where(frame["a"] + rng.normal(size=n) > 0, "yes", "no")
    task = "regression" if pd.api.types.is_numeric_dtype(frame["y"]) else "binary"
    return make_table(frame, "y", task)
