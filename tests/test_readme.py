"""What the README promises: its Python runs, its commands exist, its links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from lifecycle.cli.main import main

from .builders import mixed_table

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = mixed_table("binary", n=120).frame.rename(columns={"y": "Survived"})
    frame.to_csv(tmp_path / "titanic.csv", index=False)
    monkeypatch.chdir(tmp_path)
    code = next(c for c in re.findall(r"```python\n(.*?)```", README, re.S) if "import" in c)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "README.md", "exec"), {})
    assert "ROC AUC" in said.getvalue()


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"python -m lifecycle ([a-z]+)", README)))
)
def test_each_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert command in capsys.readouterr().out


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_each_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("rule", ["run", "test", "setup", "check", "bench", "lock"])
def test_each_make_target_exists(rule: str) -> None:
    assert re.search(rf"^{rule}:", (ROOT / "Makefile").read_text(), re.M)
