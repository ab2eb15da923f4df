"""Open a bundle from a folder or a zip: checked first, the model loaded when it is asked for."""

from __future__ import annotations

import stat
import tempfile
import weakref
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.errors import ReadingError
from ..engine.confinement import within
from ..engine.trial import try_out
from .foreign_contents import REMEDY, Unfit, check_metrics, check_schema
from .foreign_model import MODEL, RATIO, SUSPECT, read_model, try_rows, unpacked_size
from .foreign_reference import REFERENCE, read_reference
from .write import FILES, FORMAT, MOST_JSON, SUMS, digest, read_json

LARGEST = 4 << 30  # bytes a zipped bundle may unpack to
SECONDS, PER_SECOND = 20, 5 << 20  # time to open a file, and bytes that each second more is for
MOST_SUMS = 1 << 16
ROOM = 1 << 30  # bytes that opening a file may take, whatever its size
JSONS = ("schema.json", "metrics.json", "recipe.json")
TEXTS = ("leaderboard.csv", "model_card.md", "train.py", "requirements.txt", "report.html")
NO_BUNDLE = "Choose the folder or zip that Export wrote."


@dataclass(frozen=True)
class Bundle:
    """An opened bundle; ``model`` is loaded with a fixed list of trusted types when first used.

    Attributes
    ----------
    folder : Path
        Where its files are.
    name : str
        The name of the model.
    schema : dict
        ``schema.json``: columns, kinds, and how a file is read.
    metrics : dict
        ``metrics.json``: what was judged on the holdout.
    reference : pandas.DataFrame
        The holdout rows, and what the model said of them when it was exported.
    """

    folder: Path
    name: str
    schema: dict[str, Any]
    metrics: dict[str, Any]
    reference: pd.DataFrame

    @cached_property
    def model(self) -> Any:
        """The fitted pipeline; raises ReadingError when the file holds what is not trusted."""
        tried = try_out(_examine_model, self.folder)
        return read_model(self.folder) if tried is None else tried


def open_bundle(source: Path) -> Bundle:
    """Return the bundle in a folder or zip, its checksums verified.

    Parameters
    ----------
    source : Path
        The folder or zip that Export wrote.

    Returns
    -------
    Bundle
        The opened bundle; a zip is unpacked into a folder that lives as long as it does.

    Raises
    ------
    ReadingError
        When there is no bundle, when a file changed or is missing, or when it unpacks to more than
        4 GB.

    Examples
    --------
    >>> from pathlib import Path
    >>> from lifecycle import LifecycleError, open_bundle
    >>> try:
    ...     open_bundle(Path("no such folder"))
    ... except LifecycleError as error:
    ...     print(error)
    There is no bundle at no such folder. Choose the folder or zip that Export wrote.
    """
    source = Path(source)
    if not source.exists():
        raise ReadingError(f"There is no bundle at {source}.", NO_BUNDLE)
    if not source.is_file():
        return _intact(source)
    unpacked = tempfile.TemporaryDirectory(prefix="bundle-")
    try:
        unpack(source, Path(unpacked.name))
        bundle = _intact(Path(unpacked.name))
    except BaseException:
        unpacked.cleanup()
        raise
    weakref.finalize(bundle, unpacked.cleanup)
    return bundle


def _intact(folder: Path) -> Bundle:
    changed = [name for name, problem in changes(folder) if problem]
    if changed:
        raise ReadingError(
            f"The bundle is not as it was written: {', '.join(changed)} changed or is missing.",
            "Take the bundle again from where it was exported.",
        )
    return load(folder)


def load(folder: Path) -> Bundle:
    """Return the bundle in a folder without checking its sums."""
    schema, metrics, recipe = (_object(folder / name) for name in JSONS)
    if recipe.get("format") != FORMAT:
        raise ReadingError(f"The bundle's {JSONS[2]} is of another format.", NO_BUNDLE)
    for name in TEXTS:
        _read_text(folder / name)
    check_schema(schema)
    check_metrics(metrics, schema)
    tried = try_out(_examine_reference, folder)
    reference = read_reference(folder, schema) if tried is None else tried
    return Bundle(folder, str(metrics["model"]), schema, metrics, reference)


def _object(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except (OSError, ValueError) as error:
        raise ReadingError(
            f"The bundle's {path.name} cannot be read as JSON.", NO_BUNDLE
        ) from error


def _read_text(path: Path) -> None:
    with Unfit(f"The bundle's {path.name} cannot be read."):
        if path.stat().st_size > MOST_JSON:
            raise ReadingError(f"The bundle's {path.name} is too large.", NO_BUNDLE)
        if path.suffix == ".csv":
            pd.read_csv(path)
        path.read_text(encoding="utf-8")


def _examine_reference(folder: Path) -> pd.DataFrame:
    packed = (folder / REFERENCE).stat().st_size
    what, room = f"Reading the bundle's {REFERENCE}", ROOM + 20 * packed
    with within(what, REMEDY, seconds(packed), room):
        return read_reference(folder, _object(folder / JSONS[0]))


def _examine_model(folder: Path) -> Any:
    size = unpacked_size(folder / MODEL)
    schema, metrics = (_object(folder / name) for name in JSONS[:2])
    with within("Loading the bundle's model", REMEDY, seconds(size), ROOM + 3 * size):
        model = read_model(folder)
        try_rows(model, schema, metrics, read_reference(folder, schema))
    return model


def seconds(size: int) -> float:
    """Return how long it may take to open something of so many bytes."""
    return SECONDS + size / PER_SECOND


def changes(folder: Path) -> list[tuple[str, str]]:
    """Return each file of the bundle with what is wrong with it; raises when it is no bundle."""
    try:
        if (
            not stat.S_ISREG((folder / SUMS).lstat().st_mode)
            or (folder / SUMS).stat().st_size > 1 << 16
        ):
            raise ValueError(f"{SUMS} is no such file")
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ReadingError(f"{folder} is not a bundle: it has no {SUMS}.", NO_BUNDLE) from error
    sums = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    return [(name, _change(folder / name, sums.get(name))) for name in FILES]


def _change(path: Path, sha: str | None) -> str:
    """Say what is wrong with a file; a link may lead anywhere, so it is no file of a bundle."""
    try:
        if path.is_symlink():
            return "a link, not a file"
        if sha is None or not path.is_file():
            return "missing"
        return "" if digest(path) == sha else "changed"
    except OSError:
        return "unreadable"


def unpack(source: Path, folder: Path) -> None:
    """Unpack a zipped bundle's own files, and nothing else, into an empty folder."""
    damaged = Unfit(f"{source.name} is not a bundle: it is no zip, or a damaged one.", NO_BUNDLE)
    with damaged, zipfile.ZipFile(source) as packed:
        inside = [info for info in packed.infolist() if info.filename in {*FILES, SUMS}]
        size = sum(info.file_size for info in inside)
        if size > LARGEST or (size > SUSPECT and size > RATIO * source.stat().st_size):
            raise ReadingError(
                f"The zip unpacks to {size >> 20:,} MB, which no bundle of its size does.",
                NO_BUNDLE,
            )
        for info in inside:
            packed.extract(info, folder)
