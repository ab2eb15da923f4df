"""The main job: from a file to a downloaded bundle that passes its own checks."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lifecycle.replay.verify import verify

from ..matrix import first
from .lab import Lab

pytestmark = pytest.mark.browser
FILES = {
    "titanic": ("Survived", "binary", "roc_auc"),
    "penguins": ("species", "multiclass", "balanced_accuracy"),
    "ames_housing": ("price", "regression", "rmse"),
    "telco_churn": ("Churn", "binary", "roc_auc"),
}


def download(lab: Lab, folder: Path) -> Path:
    with lab.page.expect_download() as started:
        lab.page.get_by_role("button", name="Download the bundle").click()
    target = folder / "bundle.zip"
    started.value.save_as(target)
    return target


def check(packed: Path, target: str, task: str, metric: str) -> dict[str, float]:
    """The bundle verifies, is about the right thing, and beats its baseline."""
    assert all(c.ok for c in verify(packed)), verify(packed)
    stated = json.loads(zipfile.ZipFile(packed).read("metrics.json"))
    assert (stated["target"], stated["task"], stated["holdout_looks"]) == (target, task, 1)
    value = {m["name"]: m["value"] for m in stated["metrics"]}
    base = {m["name"]: m["value"] for m in stated["baseline"]}
    gain = value[metric] - base[metric]
    assert gain > 0 if metric != "rmse" else gain < 0
    return value


@pytest.mark.parametrize("name", first(FILES))
def test_run_and_next_lead_from_a_file_to_a_bundle(
    name: str, lab: Lab, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    path = shared(f"data/{name}.csv")
    lab.start_own()
    lab.run("Define")
    lab.next()
    lab.at("Data")
    lab.upload(path)
    lab.run_to("Export", first="Data")
    check(download(lab, tmp_path), *FILES[name])


def test_the_example_needs_no_file_and_goes_all_the_way(lab: Lab, tmp_path: Path) -> None:
    lab.start_example()
    lab.run_to("Deploy")
    lab.open("Export")
    check(download(lab, tmp_path), "churn", "binary", "roc_auc")

    lab.open("Deploy")
    lab.page.get_by_role("button", name="Start the endpoint").click()
    expect(lab.page.get_by_text("The endpoint is live")).to_be_visible()
    lab.page.get_by_role("button", name="Predict").click()
    expect(lab.page.get_by_text("Prediction:")).to_be_visible()
    lab.page.get_by_role("button", name="Stop the endpoint").click()
    expect(lab.page.get_by_text("The endpoint is stopped")).to_be_visible()

    lab.next()
    lab.at("Monitor")
    lab.page.get_by_role("button", name="Try it with the holdout's own rows").click()
    lab.settled()
    lab.run("Monitor")
    expect(lab.page.get_by_text("new rows").first).to_be_visible()
