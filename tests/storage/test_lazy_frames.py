"""Frames that stay in their file: read when asked for, linked when stored, weighed when kept."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.recipe import Params, Recipe
from lifecycle.storage import codec, lazy_frames
from lifecycle.storage.database import Store, scratch_of


@dataclass(frozen=True)
class Big:
    frame: pd.DataFrame
    small: pd.DataFrame
    note: str


def big(rows: int = 200_000) -> Big:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(rows, 6)), columns=list("abcdef"))
    return Big(frame.assign(level=[f"l{i % 9}" for i in range(rows)]), frame.head(3), "kept")


class Seeded(Params):
    seed: int = 0


def saved(store: Store, made: Big, seed: int = 0) -> str:
    recipe = Recipe("big", 1, Seeded(seed=seed))
    store.save(recipe, made)
    return recipe.key


@pytest.fixture
def stored(store: Store) -> tuple[Store, Big, str]:
    made = big()
    return Store(store.folder), made, saved(store, made)


def test_a_large_frame_is_loaded_when_it_is_asked_for(stored: tuple[Store, Big, str]) -> None:
    store, made, key = stored
    again = store.load(key, Big)
    assert isinstance(again, Big)
    assert again.note == "kept"
    assert lazy_frames.shape(again) == (200_000, 7)
    pd.testing.assert_frame_equal(lazy_frames.head(again, 5), made.frame.head(5))
    pd.testing.assert_series_equal(lazy_frames.column(again, "level"), made.frame["level"])
    pd.testing.assert_frame_equal(lazy_frames.read_uncached(again), made.frame)
    assert lazy_frames.waiting(again) is not None
    assert lazy_frames.nbytes(again) < 10_000
    pd.testing.assert_frame_equal(again.frame, made.frame)
    assert lazy_frames.waiting(again) is None
    assert lazy_frames.nbytes(again) > made.frame.memory_usage(index=False).sum()
    assert lazy_frames.shape(again) == (200_000, 7)


def test_codes_tell_which_cells_are_equal(store: Store) -> None:
    whole = big()
    gaps = whole.frame.assign(
        level=whole.frame["level"].where(whole.frame.index % 5 > 0, None),
        a=whole.frame["a"].round(1).where(whole.frame.index % 7 > 0),
    )
    made = dataclasses.replace(whole, frame=gaps)
    again = Store(store.folder).load(saved(store, made), Big)
    for name in ("level", "a", "b"):
        found = lazy_frames.codes(again, name)
        assert lazy_frames.waiting(again) is not None
        wanted = lazy_frames.codes(made, name)
        np.testing.assert_array_equal(found, wanted)
        assert (found == -1).sum() == gaps[name].isna().sum()


def test_a_small_frame_is_there_at_once(store: Store) -> None:
    key = saved(store, big(100))
    assert lazy_frames.files_of(Store(store.folder).load(key, Big)) == {}


def test_a_changed_copy_is_an_artifact_like_any_other(stored: tuple[Store, Big, str]) -> None:
    store, made, key = stored
    copy = dataclasses.replace(store.load(key, Big), note="changed")
    again = Store(store.folder).load(saved(store, copy, seed=1), Big)
    assert again.note == "changed"
    pd.testing.assert_frame_equal(again.frame, made.frame)


def test_what_an_artifact_does_not_have_is_missing(stored: tuple[Store, Big, str]) -> None:
    store, _, key = stored
    assert not hasattr(store.load(key, Big), "nothing")


@pytest.mark.skipif(not hasattr(os, "link"), reason="needs hard links")
def test_a_frame_in_a_file_is_stored_without_a_copy(store: Store, tmp_path: Path) -> None:
    made = big()
    path = tmp_path / "made.parquet"
    made.frame.to_parquet(path)
    values = {"small": made.small, "note": "linked"}
    lazy = lazy_frames.lazy(Big, values, {"frame": lazy_frames.FrameFile(path)})
    key = saved(store, lazy)
    assert lazy_frames.waiting(lazy) is not None
    inside = store.folder / "artifacts" / key[:2] / key / "frame.parquet"
    assert inside.samefile(path)
    path.unlink()
    pd.testing.assert_frame_equal(Store(store.folder).load(key, Big).frame, made.frame)


def test_an_owned_folder_goes_with_its_artifact(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    lazy = lazy_frames.lazy(
        Big, {"note": ""}, {"frame": lazy_frames.FrameFile(folder / "f.parquet")}
    )
    lazy_frames.own_folder(lazy, folder)
    assert folder.exists()
    del lazy
    assert not folder.exists()


def test_results_are_kept_by_their_weight(store: Store) -> None:
    keys = [saved(store, big(20_000), seed) for seed in range(4)]
    reader = Store(store.folder, keep_mb=4)
    first = reader.load(keys[0], Big)
    for key in keys[1:]:
        reader.load(key, Big)
    assert reader.load(keys[-1], Big) is reader.load(keys[-1], Big)
    assert reader.load(keys[0], Big) is not first


def test_loading_a_large_frame_makes_others_leave(stored: tuple[Store, Big, str]) -> None:
    store, _, key = stored
    reader = Store(store.folder, keep_mb=4)
    small = saved(store, big(100), seed=1)
    large, kept = reader.load(key, Big), reader.load(small, Big)
    assert reader.load(key, Big) is large
    assert len(large.frame) == 200_000
    assert reader.load(small, Big) is kept
    assert reader.load(key, Big) is not large


def test_the_folder_for_unfinished_files_is_the_store_s(store: Store, tmp_path: Path) -> None:
    import io

    key, _ = store.put_blob(io.BytesIO(b"a"))
    assert scratch_of(store.blob(key)) == store.folder / "tmp"
    assert scratch_of(tmp_path / "blob") is None
    assert codec.LARGE > 0
