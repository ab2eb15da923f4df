"""What is not as it was written counts as absent, and what cannot be written says why."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.core.errors import Damaged, NotFound, StorageError
from lifecycle.core.recipe import Params, Recipe
from lifecycle.project.project import Project
from lifecycle.storage import connection, lazy_frames
from lifecycle.storage.artifacts import ArtifactStore
from lifecycle.storage.block_sums import BLOCK, BlockSums
from lifecycle.storage.database import Store
from lifecycle.storage.inspection import inspect_folder, repair
from lifecycle.storage.reserve import Reserve

from ..small_disk import fill, read_only, small_disk
from .test_database import RECIPE, Everything, everything

EMPTY: Callable[[bytes], bytes] = lambda content: b""  # noqa: E731
HALF: Callable[[bytes], bytes] = lambda content: content[: len(content) // 2]  # noqa: E731


def flip(content: bytes, at: float = 0.5) -> bytes:
    place = min(len(content) - 1, int(len(content) * at))
    return content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]


def home_of(store: ArtifactStore, key: str) -> Path:
    return store.folder / "artifacts" / key[:2] / key


FILES = (
    *("artifact.json", "curves/pr.parquet", "frame.parquet", "meta.json"),
    *("model.skops", "raw.bin"),
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "how", [EMPTY, HALF, flip, None], ids=["emptied", "cut", "flipped", "gone"]
)
def test_a_damaged_file_makes_its_result_absent(
    store: Store, name: str, how: Callable[[bytes], bytes] | None
) -> None:
    store.save(RECIPE, everything())
    path = home_of(store, RECIPE.key) / name
    if how is None:
        path.unlink()
    else:
        path.write_bytes(how(path.read_bytes()))
    other = Store(store.folder)
    with pytest.raises(NotFound):
        other.load(RECIPE.key, Everything)
    assert not other.has(RECIPE.key)
    assert other.was_made(RECIPE.key)
    assert other.is_damaged(RECIPE.key)
    other.save(RECIPE, everything())
    assert other.load(RECIPE.key, Everything).note == "né"
    assert (store.folder / "damaged" / RECIPE.key).exists()


@pytest.mark.parametrize("at", [0.0, 0.1, 0.3, 0.6, 0.9, 1.0])
def test_no_flip_loads_silently(store: Store, at: float) -> None:
    store.save(RECIPE, everything())
    home = home_of(store, RECIPE.key)
    for path in [p for p in home.rglob("*") if p.is_file()]:
        whole = path.read_bytes()
        path.write_bytes(flip(whole, at))
        with pytest.raises(NotFound):
            Store(store.folder).load(RECIPE.key, Everything)
        path.write_bytes(whole)
        os.utime(home / "meta.json")  # what was found is of the folder as it was
    assert Store(store.folder).load(RECIPE.key, Everything).raw == b"\x00\xff"


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("meta.json", "raw.bin")])
@pytest.mark.parametrize("at", [0.02, 0.5, 0.98])
def test_a_result_without_sums_fails_in_one_way_or_is_read(
    store: Store, name: str, at: float
) -> None:
    """Version 0.1 wrote no sums: what can be decoded is read, and nothing else is raised."""
    store.save(RECIPE, everything())
    home = home_of(store, RECIPE.key)
    (home / "meta.json").write_text(json.dumps({"seconds": 1.0, "made": 0, "step": "everything"}))
    path = home / name
    assert Store(store.folder).load(RECIPE.key, Everything).note == "né"
    assert inspect_folder(store.folder).unchecked == 1
    for how in (EMPTY, HALF, lambda content: flip(content, at)):
        whole = path.read_bytes()
        path.write_bytes(how(whole))
        other = Store(store.folder)
        try:
            other.load(RECIPE.key, Everything)
        except Damaged:
            assert not other.has(RECIPE.key)
        path.write_bytes(whole)
        os.utime(home / "meta.json")  # what was found is of the folder as it was


@dataclass(frozen=True)
class Big:
    frame: pd.DataFrame


def test_of_a_large_frame_the_part_that_is_read_is_checked(store: Store) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(260_000, 5)), columns=["a", "a.b", "c", "d", "e"])
    recipe = Recipe("big", 1, Params())
    store.save(recipe, Big(frame))
    path = home_of(store, recipe.key) / "frame.parquet"
    content = bytearray(path.read_bytes())
    content[-(len(content) // 10)] ^= 1  # in the last column
    path.write_bytes(content)
    found = Store(store.folder).load(recipe.key, Big)
    assert lazy_frames.shape(found) == frame.shape
    pd.testing.assert_series_equal(lazy_frames.column(found, "a"), frame["a"])
    pd.testing.assert_series_equal(lazy_frames.column(found, "a.b"), frame["a.b"])
    other = Store(store.folder)
    again = other.load(recipe.key, Big)
    for read in (
        lambda: lazy_frames.column(again, "e"),
        lambda: lazy_frames.codes(again, "e"),
        lambda: lazy_frames.head(again, 5),
        lambda: again.frame,
    ):
        with pytest.raises(Damaged) as raised:
            read()
        assert raised.value.key == recipe.key
    assert not other.has(recipe.key)


@given(st.binary(max_size=40), st.integers(0, 39), st.integers(1, 255))
def test_a_sum_sees_any_changed_byte(content: bytes, at: int, by: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        sums = BlockSums.of(path)
        assert BlockSums.from_json(json.loads(json.dumps(sums.to_json()))) == sums
        assert sums.agree(path)
        if at < len(content):
            path.write_bytes(content[:at] + bytes([content[at] ^ by]) + content[at + 1 :])
            os.utime(path, ns=(1, at))
            assert not sums.agree(path)


@pytest.mark.parametrize("size", [BLOCK, BLOCK + 4099, 200_001])
def test_a_sum_of_a_long_block_sees_a_byte_and_pages_that_changed_places(
    size: int, tmp_path: Path
) -> None:
    content = np.random.default_rng(0).bytes(size)
    path = tmp_path / "file"
    path.write_bytes(content)
    sums = BlockSums.of(path)
    places = (0, 4096, size // 2, size - 9000, size - 1)
    wrong = [content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :] for at in places]
    wrong.append(content[4096:8192] + content[:4096] + content[8192:])
    for each in wrong:
        path.write_bytes(each)
        assert not sums.agree(path)


@pytest.mark.parametrize("size", [100, 5 * BLOCK + 17])
def test_a_damaged_upload_is_refused_and_may_be_brought_again(store: Store, size: int) -> None:
    content = np.random.default_rng(1).bytes(size)
    key, _ = store.put_blob(io.BytesIO(content))
    assert store.blob(key).read_bytes() == content
    path = store.blob(key)
    for how in (EMPTY, HALF, flip):
        path.write_bytes(how(content))
        with pytest.raises(NotFound, match="damaged"):
            store.blob(key)
        assert store.put_blob(io.BytesIO(content))[0] == key
        assert store.blob(key).read_bytes() == content


def test_a_large_upload_of_an_earlier_version_gets_sums(store: Store) -> None:
    content = np.random.default_rng(1).bytes(5 * BLOCK)
    key, _ = store.put_blob(io.BytesIO(content))
    sums = store.folder / "sums" / key[:2] / key
    for damage in (Path.unlink, lambda path: path.write_bytes(b"[1")):
        damage(sums)
        os.utime(store.folder / "blobs" / key[:2] / key)
        assert store.blob(key).read_bytes() == content
        assert BlockSums.from_json(json.loads(sums.read_text())[:2]).size == len(content)


# -- the database and the disk --------------------------------------------------------------


def used(folder: Path) -> tuple[Store, Project]:
    store = Store(folder)
    project = Project.create(store, "Used")
    project.upload(io.BytesIO(b"a,b\n1,2\n"), "table.csv")
    for n in range(30):
        project.choose("define", question=f"Question {n}?")
    return store, project


def choose_on_and_on(project: Project) -> None:
    """Make choices until the room that the database has in its files is used up."""
    for n in range(500):
        project.choose("define", question=f"{n}?" + "x" * 400)


def closed(folder: Path) -> Path:
    """Return the database of a folder that nobody uses, all of it in one file."""
    store, _ = used(folder)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.db.close()
    return folder / "lifecycle.db"


@pytest.mark.parametrize(
    "how", [EMPTY, HALF, lambda c: bytes(200) + c[200:]], ids=["emptied", "cut", "beheaded"]
)
def test_a_damaged_database_is_one_sentence_with_its_repair(
    tmp_path: Path, how: Callable[[bytes], bytes]
) -> None:
    path = closed(tmp_path)
    path.write_bytes(how(path.read_bytes()))
    with pytest.raises(StorageError, match=r"check --repair"):
        Project.create(Store(tmp_path), "Another")
    assert [each.kind for each in inspect_folder(tmp_path).damaged] == ["database"]
    repair(tmp_path, inspect_folder(tmp_path))
    assert inspect_folder(tmp_path).damaged == ()
    assert Project.create(Store(tmp_path), "Another").title == "Another"


def test_a_repaired_database_keeps_every_row_that_can_be_read(tmp_path: Path) -> None:
    path = closed(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'log'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
        db.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(content)
    repair(tmp_path, inspect_folder(tmp_path))
    store = Store(tmp_path)
    rows = store.db.execute("SELECT id, title FROM projects").fetchall()
    assert [row["title"] for row in rows] == ["Used"]
    chosen = Project(store, rows[0]["id"]).params("define").model_dump()
    assert chosen["question"] == "Question 29?"
    store.sweep(older_than=0)
    assert inspect_folder(tmp_path).orphaned == ()


def test_a_locked_database_is_waited_for_and_then_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project.create(store, "Locked")
    with closing(sqlite3.connect(store.folder / "lifecycle.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(connection, "PATIENCE", 0.05)
        late = Project(Store(store.folder), project.id)
        with pytest.raises(StorageError, match="in use by another program"):
            late.choose("define", question="Now?")
        other.execute("ROLLBACK")
    late.choose("define", question="Now?")
    assert Project(store, project.id).params("define").model_dump()["question"] == "Now?"


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        store, project = used(disk / "data")
        fill(disk)
        with pytest.raises(StorageError, match="disk is full"):
            store.save(RECIPE, everything())
        with pytest.raises(StorageError, match="disk is full"):
            store.put_blob(io.BytesIO(bytes(100_000)))
        with pytest.raises(StorageError, match="disk is full"):
            choose_on_and_on(project)
        assert not Reserve(disk).give_up()
        assert list((disk / "data" / "tmp").iterdir()) == []
        assert Project(Store(store.folder), project.id).title == "Used"
        (disk / "filler").unlink()
        project.choose("define", question="At last?")
        store.save(RECIPE, everything())
        assert store.load(RECIPE.key, Everything).note == "né"


def test_a_read_only_folder_is_read_and_says_that_nothing_can_be_saved(tmp_path: Path) -> None:
    closed(tmp_path / "data")
    Store(tmp_path / "data").save(RECIPE, everything())
    with read_only(tmp_path / "data", tmp_path / "seen") as folder:
        store = Store(folder)
        assert not store.writable
        row = store.db.execute("SELECT id FROM projects").fetchone()
        project = Project(store, row["id"])
        assert project.params("define").model_dump()["question"] == "Question 29?"
        assert store.load(RECIPE.key, Everything).note == "né"
        with pytest.raises(StorageError, match="read-only"):
            project.choose("define", question="Now?")
        with pytest.raises(StorageError, match="read-only"):
            store.put_blob(io.BytesIO(b"new"))
        assert inspect_folder(folder).damaged == ()


def test_what_is_orphaned_goes_and_what_is_needed_stays(tmp_path: Path) -> None:
    store, project = used(tmp_path)
    store.save(RECIPE, everything())
    orphan, _ = store.put_blob(io.BytesIO(b"nobody's"))
    by_choice, _ = store.put_blob(io.BytesIO(b"named by a choice"))
    project.choose("read", source=by_choice)
    copy = store.folder / "artifacts" / "ab" / ("ab" * 32)
    shutil.copytree(home_of(store, RECIPE.key), copy)
    (tmp_path / "tmp" / "unfinished").mkdir()
    young = inspect_folder(tmp_path)
    assert (young.damaged, young.orphaned) == ((), ())
    for path in (*tmp_path.glob("*/*/*"), *(tmp_path / "tmp").iterdir()):
        os.utime(path, (0, 0))
    found = inspect_folder(tmp_path)
    assert {each.key for each in found.orphaned} == {orphan, "ab" * 32, "unfinished"}
    repair(tmp_path, found)
    assert inspect_folder(tmp_path).orphaned == ()
    assert store.has(RECIPE.key)
    assert store.blob(by_choice).exists()
    assert store.blob(project.upload(io.BytesIO(b"a,b\n1,2\n"), "table.csv")).exists()
