"""A rule that wins is exported as any other model: train.py holds how it is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exported import RULES, made


@pytest.mark.parametrize("task", list(RULES))
def test_the_script_prints_the_metrics_of_the_bundle(task: str, tmp_path: Path) -> None:
    it = made(task, model="rule")
    script = it.folder / "train.py"
    assert RULES[task] in script.read_text()
    assert "lifecycle" not in script.read_text()
    done = subprocess.run(
        [sys.executable, script, it.data], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    stated = {m["name"]: m["value"] for m in it.export.metrics["metrics"]}
    assert json.loads(done.stdout)["metrics"] == pytest.approx(stated, abs=1e-12)
