"""The shared place: what one machine saves another finds whole, and no secret is ever said."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError, NotFound, Unreachable
from lifecycle.core.recipe import Params, Recipe
from lifecycle.core.settings import Settings
from lifecycle.storage.artifacts import ArtifactStore
from lifecycle.storage.database import Store
from lifecycle.storage.remote import RemoteStore

from .test_database import RECIPE, Everything, everything

KEY = RECIPE.key


@pytest.fixture(params=["file", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder, and a store of objects without folders (this process's memory)."""
    named = {"file": f"file://{tmp_path}/place", "memory": f"memory://{tmp_path}/place"}
    return named[request.param]


@pytest.fixture
def app(url: str, tmp_path: Path) -> Store:
    """What the app's machine has: it writes there, and looks only at its own folder."""
    return Store(tmp_path / "app", shared=RemoteStore(url))


def worker(url: str, folder: Path) -> ArtifactStore:
    return ArtifactStore(folder, shared=RemoteStore(url, create=False), fetches=True)


def files(place: str) -> list[str]:
    from fsspec.core import url_to_fs

    fs, root = url_to_fs(place)
    return [str(path).removeprefix(root) for path in fs.find(root)]


def test_another_folder_finds_artifacts_and_uploads(app: Store, url: str, tmp_path: Path) -> None:
    made = everything()
    app.save(RECIPE, made, seconds=1.5)
    blob, _ = app.put_blob(io.BytesIO(b"a,b\n1,2\n"))
    other = worker(url, tmp_path / "other")
    assert other.has(KEY)
    assert other.seconds(KEY) == 1.5
    found = other.load(KEY, Everything)
    pd.testing.assert_frame_equal(found.frame, made.frame)
    pd.testing.assert_frame_equal(found.curves["pr"], made.curves["pr"])
    assert (found.raw, found.note) == (made.raw, made.note)
    assert other.blob(blob).read_bytes() == b"a,b\n1,2\n"
    assert ArtifactStore(other.folder).has(KEY)  # it stays here, as in a cache
    assert not list((other.folder / "tmp").iterdir())


def test_what_a_worker_made_the_app_can_fetch(app: Store, url: str, tmp_path: Path) -> None:
    app.put_blob(io.BytesIO(b"x"))
    worker(url, tmp_path / "other").save(RECIPE, everything())
    assert not app.has(KEY)  # a page asks often, and does not wait for the network
    task = Store(app.folder, shared=RemoteStore(url), fetches=True)
    assert task.load(KEY, Everything).note == "né"
    assert app.has(KEY)


def test_forgetting_removes_both_and_it_can_be_saved_again(
    app: Store, url: str, tmp_path: Path
) -> None:
    app.save(RECIPE, everything())
    app.forget(KEY)
    assert [path for path in files(url) if "artifacts" in path] == []
    other = worker(url, tmp_path / "other")
    assert not other.has(KEY)
    with pytest.raises(NotFound):
        other.load(KEY, Everything)
    app.save(RECIPE, everything())
    assert other.has(KEY)


def test_what_was_there_before_the_place_is_shared_when_it_is_needed(
    url: str, tmp_path: Path
) -> None:
    Store(tmp_path / "app").save(RECIPE, everything())
    app = Store(tmp_path / "app", shared=RemoteStore(url))
    app.share([KEY, "0" * 64])
    assert worker(url, tmp_path / "other").has(KEY)


def test_half_a_copy_is_none(app: Store, url: str, tmp_path: Path) -> None:
    from fsspec.core import url_to_fs

    app.save(RECIPE, everything())
    fs, root = url_to_fs(url)
    home = f"{root}/artifacts/{KEY[:2]}/{KEY}"
    meta = json.loads(fs.cat_file(f"{home}/meta.json"))
    named = f"{home}/{meta['copy']}/frame.parquet"
    whole = fs.cat_file(named)
    for spoil in ("cut", "gone", "half a mark", "no mark"):
        if spoil == "cut":
            fs.pipe_file(named, whole[:-1])
        elif spoil == "gone":
            fs.rm_file(named)
        elif spoil == "half a mark":
            fs.pipe_file(f"{home}/meta.json", json.dumps(meta).encode()[:20])
        else:
            fs.rm_file(f"{home}/meta.json")
        other = worker(url, tmp_path / spoil)
        with pytest.raises(NotFound):
            other.load(KEY, Everything)
        assert not ArtifactStore(other.folder).has(KEY)
    RemoteStore(url).send(KEY, app.folder / "artifacts" / KEY[:2] / KEY)
    assert worker(url, tmp_path / "last").load(KEY, Everything).note == "né"


def test_a_spoiled_upload_is_not_taken(app: Store, url: str, tmp_path: Path) -> None:
    from fsspec.core import url_to_fs

    key, _ = app.put_blob(io.BytesIO(b"abc"))
    fs, root = url_to_fs(url)
    fs.pipe_file(f"{root}/blobs/{key[:2]}/{key}", b"ab")
    with pytest.raises(NotFound):
        worker(url, tmp_path / "other").blob(key)
    app.put_blob(io.BytesIO(b"abc"))  # brought again, it is whole again
    assert worker(url, tmp_path / "other").blob(key).read_bytes() == b"abc"


def test_nothing_is_written_outside_the_folder(app: Store, url: str, tmp_path: Path) -> None:
    from fsspec.core import url_to_fs

    app.save(RECIPE, everything())
    fs, root = url_to_fs(url)
    mark = f"{root}/artifacts/{KEY[:2]}/{KEY}/meta.json"
    meta = json.loads(fs.cat_file(mark))
    meta["files"] = {"../../escaped": 1}
    fs.pipe_file(mark, json.dumps(meta).encode())
    with pytest.raises(NotFound):
        worker(url, tmp_path / "other").load(KEY, Everything)
    assert not list(tmp_path.rglob("escaped"))


def test_a_place_that_is_not_mounted_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    other = worker(f"file://{tmp_path}/not mounted", tmp_path / "other")
    with pytest.raises(Unreachable, match="is not, from this machine, the place"):
        other.has(KEY)
    assert not (tmp_path / "not mounted").exists()


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "app", shared=RemoteStore(f"file://{tmp_path}/file/place"))
    with pytest.raises(Unreachable, match=r"cannot be used \(NotADirectoryError") as caught:
        store.save(RECIPE, everything())
    assert caught.value.remedy.startswith("Check LIFECYCLE_SHARED")
    assert store.has(KEY)  # what was computed is not lost


@pytest.mark.parametrize("url", ["s3://bucket/folder", "nonsense://place"])
def test_a_library_that_is_not_there_is_named(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    store = Store(tmp_path, shared=RemoteStore(url))
    with pytest.raises(ChoiceError if url.startswith("s3") else Unreachable) as caught:
        store.save(Recipe("everything", 2, Params()), everything())
    if url.startswith("s3"):
        assert "pip install fsspec, and s3fs" in caught.value.remedy


@pytest.mark.parametrize(
    "url",
    ["s3://AKIA:se/cret@bucket/x", "sftp://me:secret@host/x", "abfs://c@h/x?sig=secret", "secret"],
)
def test_a_secret_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        Settings.from_environ({"LIFECYCLE_SHARED": url})
    assert "cret" not in str(caught.value).replace("AWS_SECRET", "")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_what_a_library_says_is_not_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsspec.implementations.memory import MemoryFileSystem

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("https://host/?X-Amz-Credential=secret")

    store = Store(tmp_path, shared=RemoteStore(f"memory://{tmp_path}"))
    monkeypatch.setattr(MemoryFileSystem, "pipe_file", refuse)
    with pytest.raises(Unreachable) as caught:
        store.put_blob(io.BytesIO(b"x"))
    assert "(ConnectionError)" in caught.value.problem
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__
