"""Whatever the user can mend ends with code 2 and one plain sentence, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lifecycle.cli import main
from tests.exported import made

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files with something wrong, and a good one."""
    home = tmp_path_factory.mktemp("files")
    good = "a,b,y\n" + "".join(f"{i},{i % 7},{'pq'[i % 2]}\n" for i in range(60))
    (home / "good.csv").write_text(good)
    (home / "empty.csv").write_text("")
    (home / "header.csv").write_text("a,b,y\n")
    (home / "few.csv").write_text("\n".join(good.splitlines()[:5]) + "\n")
    (home / "one_class.csv").write_text(good.replace(",q\n", ",p\n"))
    (home / "recipe.json").write_text("{}")
    (home / "folder").mkdir()
    return home


MISTAKES = [
    ("inspect {f}/absent.csv", "There is no file"),
    ("inspect {f}/folder", "is a folder"),
    ("inspect /dev/zero", "is a pipe or a device"),
    ("inspect {f}/good.csv --target z", "There is no column 'z'"),
    ("inspect {f}/good.csv --keep z:NA", "There is no column 'z'"),
    ("run {f}/good.csv --target y --missing z:5 --out {o}", "There is no column 'z'"),
    ("inspect {f}/empty.csv", "The file is empty"),
    ("inspect {f}/good.csv --encoding utf-9", "no encoding 'utf-9'"),
    ("inspect {f}/good.csv --header 99", "line 99"),
    ("inspect {f}/good.csv --header -1", "--header"),
    ("inspect {f}/good.csv --delimiter %", "--delimiter"),
    ("run {f}/good.csv --target y --decimal x --out {o}", "--decimal"),
    ("run {f}/good.csv --target y --day-first maybe --out {o}", "--day-first"),
    ("run {f}/good.csv --target y --header 0 --out {o}", "There is no column 'y'"),
    ("run {f}/absent.csv --target y --out {o}", "There is no file"),
    ("run {f}/good.csv --target z --out {o}", "There is no column 'z'"),
    ("run {f}/good.csv --target y --drop z --out {o}", "There is no column 'z'"),
    ("run {f}/good.csv --target y --drop y --out {o}", "can have no other role"),
    ("run {f}/good.csv --target y --role a=boss --out {o}", "--role a=boss is not understood"),
    ("run {f}/good.csv --target y --known a --out {o}", "--known a is not understood"),
    ("run {f}/good.csv --target y --known y=no --out {o}", "can have no other role"),
    ("run {f}/good.csv --target y --split group:z --out {o}", "There is no column z"),
    ("run {f}/good.csv --target y --split odd --out {o}", "There is no split odd"),
    (
        "run {f}/good.csv --target y --task odd --out {o}",
        "--task cannot be odd",
    ),
    ("run {f}/good.csv --target y --positive z --out {o}", "'z' is not a value"),
    ("run {f}/good.csv --target y --models liner --out {o}", "Did you mean linear?"),
    ("run {f}/good.csv --target y --models , --out {o}", "No candidate is chosen"),
    ("run {f}/good.csv --target y --seed -1 --out {o}", "--seed"),
    ("run {f}/good.csv --target y --seed x --out {o}", "not understood"),
    ("run {f}/good.csv --target y --out {f}/good.csv", "is a file"),
    ("run {f}/good.csv --target y --out {f}/good.csv/below", "cannot be made"),
    ("run {f}/good.csv --target y --out {f}", "holds other files"),
    ("run {f}/good.csv --target y", "--out"),
    ("run {f}/empty.csv --target y --out {o}", "The file is empty"),
    ("run {f}/header.csv --target y --out {o}", "no rows"),
    ("run {f}/few.csv --target y --out {o}", "4 rows"),
    ("run {f}/one_class.csv --target y --out {o}", "same value in every row"),
    ("replay {f}/absent.json --data {f}/good.csv --out {o}", "There is no file"),
    ("replay {f}/good.csv --data {f}/good.csv --out {o}", "is not a recipe"),
    ("replay {f}/recipe.json --data {f}/good.csv --out {o}", "is not a recipe"),
    ("replay {b}/recipe.json --data {f}/good.csv --out {o}", "SHA-256 differs"),
    ("predict {f}/folder {f}/good.csv --out {o}.csv", "is not a bundle"),
    ("predict {f}/good.csv {f}/good.csv --out {o}.csv", "is not a bundle"),
    ("predict {b} {f}/absent.csv --out {o}.csv", "There is no file"),
    ("predict {b} {f}/good.csv --out {o}.doc", ".csv or .parquet"),
    ("serve {f}/folder --port 0", "is not a bundle"),
    ("serve {b} --port 70000", "There is no port"),
    ("monitor {f}/absent {f}/good.csv", "There is no bundle"),
    ("verify {f}/absent", "There is no bundle"),
    ("verify {b} --data {f}/good.csv", "good.csv is not the file that it was made from"),
    ("conquer", "not understood"),
    ("", "not understood"),
]


@pytest.mark.parametrize(("command", "said"), MISTAKES, ids=[m[0] or "nothing" for m in MISTAKES])
def test_mistakes(files: Path, tmp_path: Path, capsys: Capture, command: str, said: str) -> None:
    words = command.format(f=files, o=tmp_path / "out", b=made("binary").folder).split()
    assert main(words) == 2
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in last
    assert "Traceback" not in last
    assert last.endswith((".", "?"))


def test_a_fault_of_ours_is_logged_and_not_shown() -> None:
    code = "import sys; from lifecycle.cli.console import apologise as a; sys.excepthook = a; 1 / 0"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Sorry")
    assert "Traceback" not in done.stderr
    log = Path(done.stderr.strip().removesuffix(".").split()[-1])
    assert "ZeroDivisionError" in log.read_text()
    log.unlink()
