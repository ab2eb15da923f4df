"""What was decided about codes and decimal commas holds wherever the model is used."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lifecycle.cli.main import main
from lifecycle.core.recipe import Params, plan
from lifecycle.data.read_step import Reading, ReadParams
from lifecycle.data.readers import MissingCode
from lifecycle.data.step import DataParams
from lifecycle.deploy.endpoint import Endpoint
from lifecycle.deploy.new_data import BatchParams
from lifecycle.deploy.step import Predictions
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.judged import JudgedParams
from lifecycle.evaluate.step import EvaluateParams
from lifecycle.export.schema import written_of
from lifecycle.export.scorer import Scorer
from lifecycle.export.step import Export
from lifecycle.export.write import write_bundle
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.params import TrainParams

HEAD = "land;size;price;y\n"
CODES = (
    MissingCode(column="land", word="NA", missing=False),
    MissingCode(column="size", word="-999", missing=True),
)
FEW = "NA;-999;1.234;\n?;3;999,5;\n"


def text(n: int = 240) -> str:
    """A table in which Namibia decides the answer and prices have a decimal comma."""
    rng = np.random.default_rng(0)
    land = rng.choice(["NA", "DE", "FR"], n)
    size = np.where(rng.random(n) < 0.2, -999, rng.integers(1, 50, n))
    price = rng.uniform(900, 3000, n)
    sure = (land == "NA") ^ (rng.random(n) < 0.1)
    written = [f"{p:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") for p in price]
    each = zip(land, size, written, np.where(sure, "yes", "no"), strict=True)
    return HEAD + "".join(";".join(map(str, row)) + "\n" for row in each)


@dataclass(frozen=True)
class World:
    store: Store
    choices: dict[str, Params]
    export: Export
    data: Path
    folder: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("alike")
    data = home / "data.csv"
    data.write_text(text())
    store = Store(home / "store")
    with data.open("rb") as content:
        key, _ = store.put_blob(content)
    choices: dict[str, Params] = {
        "read": ReadParams(source=key, missing_codes=CODES),
        "data": DataParams(target="y", positive="yes"),
        "split": SplitParams(method="random", folds=2),
        "train": TrainParams(models=("linear",)),
        "judged": JudgedParams(model="linear"),
        "evaluate": EvaluateParams(resamples=200),
    }
    recipe = plan(GRAPH, choices)["export"]
    export = run_recipe(recipe, store, GRAPH)
    folder = home / "bundle"
    write_bundle(folder, export, recipe, looks=1, source_name="data.csv")
    return World(store, choices, export, data, folder)


def test_the_schema_keeps_it(world: World) -> None:
    properties = world.export.schema["properties"]
    assert properties["land"]["not_missing"] == ["NA"]
    assert set(properties["land"]["levels"]) == {"NA", "DE", "FR"}
    assert properties["size"]["missing"] == ["-999"]
    assert properties["size"]["min"] >= 1
    assert written_of(json.loads(json.dumps(world.export.schema)))["price"].way == "decimal comma"


def test_a_file_with_few_rows_is_read_so(world: World) -> None:
    with_few = world.data.parent / "few.csv"
    with_few.write_text(HEAD + FEW)
    with with_few.open("rb") as content:
        key, _ = world.store.put_blob(content)
    recipes = plan(GRAPH, world.choices | {"batch": BatchParams(source=key)})
    batch: Reading = run_recipe(recipes["batch"], world.store, GRAPH)
    assert batch.frame["land"].tolist() == ["NA", None]
    assert batch.frame["price"].tolist() == [1234.0, 999.5]
    assert np.isnan(batch.frame["size"].iloc[0])
    scored: Predictions = run_recipe(recipes["predict"], world.store, GRAPH)
    assert scored.problems.empty
    record = {"land": "NA", "size": -999, "price": 1234}
    share = answered(world, record)
    assert scored.frame["p:yes"].iloc[0] == pytest.approx(share)
    assert share > 0.6 > answered(world, record | {"land": None})


def answered(world: World, record: dict[str, Any]) -> float:
    reply = Endpoint.of(world.export).answer(record)
    return float(reply["probabilities"]["yes"])


def test_the_command_line_reads_so(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few, out = tmp_path / "few.csv", tmp_path / "out.csv"
    few.write_text(HEAD + FEW)
    assert main(["predict", str(world.folder), str(few), "--out", str(out), "--json"]) == 0
    lines = out.read_text().splitlines()
    assert lines[1].startswith("NA,-999,1.234,")
    capsys.readouterr()
    assert main(["monitor", str(world.folder), str(world.data), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    drift = {row["column"]: row for row in found["drift"]}
    assert not drift["price"]["drifted"]
    assert drift["land"]["missing_new"] == 0


def test_the_script_learns_the_same(world: World) -> None:
    script = world.folder / "train.py"
    done = subprocess.run(
        [sys.executable, script, world.data], capture_output=True, text=True, check=True
    )
    printed = json.loads(done.stdout)["metrics"]
    stated = {m["name"]: m["value"] for m in world.export.metrics["metrics"]}
    assert printed == pytest.approx(stated, abs=1e-12)


def test_its_own_rows_go_round(world: World) -> None:
    scorer = Scorer.of(world.export)
    inputs = world.export.reference[scorer.columns]
    assert scorer.to_input(inputs).equals(inputs)
