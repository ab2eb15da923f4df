"""The store: whole or nothing, whatever is killed when."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import multiprocessing
import os
import random
import sys
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lifecycle.core.errors import NotFound
from lifecycle.core.recipe import Params, Recipe
from lifecycle.project.project import Project
from lifecycle.storage import codec
from lifecycle.storage.database import Store


@dataclass(frozen=True)
class Everything:
    frame: pd.DataFrame
    model: object
    raw: bytes
    curves: dict[str, pd.DataFrame]
    note: str
    share: float
    names: tuple[str, ...] = ()
    extra: dict[str, float] = field(default_factory=dict)


def everything() -> Everything:
    x = np.arange(20.0).reshape(10, 2)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, x[:, 0] > 9)
    frame = pd.DataFrame({"a": [1.5, None], "b": ["x", None], "[c], $d$": [1, 2]})
    curves = {"roc": frame, "pr": frame.head(1)}
    return Everything(frame, model, b"\x00\xff", curves, "né", float("nan"), ("p", "q"), {"s": 1.0})


RECIPE = Recipe("everything", 1, Params())


def test_an_artifact_comes_back_as_it_was(store: Store) -> None:
    made = everything()
    store.save(RECIPE, made, seconds=1.5)
    again = Store(store.folder).load(RECIPE.key, Everything)
    pd.testing.assert_frame_equal(again.frame, made.frame)
    pd.testing.assert_frame_equal(again.curves["pr"], made.curves["pr"])
    x = np.arange(20.0).reshape(10, 2)
    assert (again.model.predict_proba(x) == made.model.predict_proba(x)).all()
    assert (again.raw, again.note, again.names, again.extra) == (
        made.raw,
        made.note,
        made.names,
        made.extra,
    )
    assert np.isnan(again.share)
    assert store.seconds(RECIPE.key) == 1.5


def test_no_pickle_is_written(store: Store) -> None:
    store.save(RECIPE, everything())
    names = {path.suffix for path in store.folder.rglob("*") if path.is_file()}
    assert not names & {".pkl", ".pickle", ".joblib"}
    assert {".skops", ".parquet", ".json"} <= names


def test_a_model_with_a_foreign_type_is_not_loaded(tmp_path: Path) -> None:
    from sklearn.preprocessing import FunctionTransformer

    codec.save_model(FunctionTransformer(os.system), tmp_path / "bad.skops")
    with pytest.raises(Exception, match="system"):  # skops' own error names the type
        codec.load_model(tmp_path / "bad.skops")


def test_loading_what_is_not_there_says_so(store: Store) -> None:
    with pytest.raises(NotFound):
        store.load("0" * 64, Everything)
    with pytest.raises(NotFound):
        store.blob("0" * 64)


def test_a_forgotten_artifact_can_be_saved_again(store: Store) -> None:
    store.save(RECIPE, everything())
    store.forget(RECIPE.key)
    assert not store.has(RECIPE.key)
    store.save(RECIPE, everything())
    assert store.has(RECIPE.key)


def test_the_same_bytes_are_stored_once(store: Store) -> None:
    first, size = store.put_blob(io.BytesIO(b"abc"))
    second, _ = store.put_blob(io.BytesIO(b"abc"))
    assert (first, size) == (second, 3)
    assert len([p for p in (store.folder / "blobs").rglob("*") if p.is_file()]) == 1


def test_many_threads_saving_the_same_key_agree(store: Store) -> None:
    made = everything()
    threads = [threading.Thread(target=store.save, args=(RECIPE, made)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.load(RECIPE.key, Everything).note == "né"
    assert not list((store.folder / "tmp").iterdir())


def write_on(folder: Path, project: str, first: int, said: Connection) -> None:
    """Change two fields together and store a file, again and again, saying what is done."""
    store = Store(folder)
    opened = Project(store, project)
    for n in itertools.count(first):
        opened.choose("define", question=f"question {n}", unit=f"unit {n}")
        store.put_blob(io.BytesIO(str(n).encode() * 1000))
        said.send(n)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_kill_at_any_moment_leaves_a_readable_project(store: Store) -> None:
    project, done, rng = Project.create(store, "Killed often").id, -1, random.Random(0)
    context = multiprocessing.get_context("fork")
    for _ in range(40):
        ours, theirs = context.Pipe(duplex=False)
        writer = context.Process(target=write_on, args=(store.folder, project, done + 1, theirs))
        writer.start()
        theirs.close()
        for _ in range(rng.randint(1, 12)):
            done = ours.recv()
        ours.poll(rng.random() * 0.004)  # where in a later write it dies is left to chance
        writer.kill()
        writer.join()
        with contextlib.suppress(EOFError):
            while True:
                done = ours.recv()
        check_whole(store.folder, project, done)
    left = Store(store.folder)
    left.sweep(older_than=0)
    assert not list((store.folder / "tmp").iterdir())


def check_whole(folder: Path, project: str, done: int) -> None:
    """What was acknowledged is there, what belongs together is together, files are whole."""
    chosen = Project(Store(folder), project).params("define").model_dump()
    number = int(chosen["question"].split()[1])
    assert number >= done
    assert chosen["unit"] == f"unit {number}"
    for blob in (folder / "blobs").glob("*/*"):
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name
