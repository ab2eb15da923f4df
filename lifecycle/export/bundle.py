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
from pandas.api.types import is_numeric_dtype

from ..core.errors import ReadingError
from ..data.readers.parquet import read_arrow
from ..engine.confinement import within
from ..engine.trial import try_out
from .foreign_contents import REMEDY, Unfit, check_metrics, check_schema
from .foreign_model import MODEL, RATIO, SUSPECT, read_model, try_rows, unpacked_size
from .schema import kinds_of, outputs_of, stored_names, stored_target
from .write import FILES, FORMAT, SUMS, digest, read_json

LARGEST = 4 << 30  # bytes a zipped bundle may unpack to
SECONDS, PER_SECOND = 20, 5 << 20  # time to open a file, and bytes that each second more is for
ROOM = 1 << 30  # bytes that opening a file may take, whatever its size
RECIPE, TEXTS = (
    "recipe.json",
    ("leaderboard.csv", "model_card.md", "train.py", "requirements.txt", "report.html"),
)
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
    try:
        schema, metrics = read_json(folder / "schema.json"), read_json(folder / "metrics.json")
        if read_json(folder / RECIPE).get("format") != FORMAT:
            raise ValueError(f"{RECIPE} is of another format")
        for name in TEXTS:
            (folder / name).read_text(encoding="utf-8")
        check_schema(schema)
        check_metrics(metrics)
        tried = try_out(_examine_reference, folder)
        reference = _reference(folder) if tried is None else tried
    except (OSError, ValueError) as error:
        raise ReadingError(
            f"The bundle in {folder} cannot be read: {_why(error)}.", NO_BUNDLE
        ) from error
    return Bundle(folder, str(metrics["model"]), schema, metrics, reference)


def _why(error: Exception) -> str:
    return "a file is no text" if isinstance(error, UnicodeError) else str(error)[:200]


def _reference(folder: Path) -> pd.DataFrame:
    """Return the holdout rows; raises ReadingError when they do not go with the schema."""
    schema = read_json(folder / "schema.json")
    with Unfit("The bundle's reference.parquet does not go with its schema.json."):
        frame: pd.DataFrame = read_arrow(folder / "reference.parquet").to_pandas()
        names = [*stored_names(schema).values(), stored_target(schema), *outputs_of(schema)]
        if [*frame.columns] != names and set(frame.columns) != set(names):
            raise KeyError(names)
        numbers = [
            n for n, kind in zip(names, kinds_of(schema).values(), strict=False) if kind == "number"
        ]
        if not all(is_numeric_dtype(frame[name]) for name in [*numbers, *outputs_of(schema)[1:]]):
            raise TypeError("numbers are none")
    return frame


def _examine_reference(folder: Path) -> pd.DataFrame:
    packed = (folder / "reference.parquet").stat().st_size
    with within(
        "Reading the bundle's reference.parquet", REMEDY, seconds(packed), ROOM + 20 * packed
    ):
        return _reference(folder)


def _examine_model(folder: Path) -> Any:
    size = unpacked_size(folder / MODEL)
    schema, metrics = read_json(folder / "schema.json"), read_json(folder / "metrics.json")
    with within("Loading the bundle's model", REMEDY, seconds(size), ROOM + 3 * size):
        model = read_model(folder)
        try_rows(model, schema, metrics, _reference(folder))
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
    with Unfit(f"{source.name} is not a bundle: it is no zip, or a damaged one.", NO_BUNDLE):
        with zipfile.ZipFile(source) as packed:
            inside = [info for info in packed.infolist() if info.filename in {*FILES, SUMS}]
            size = sum(info.file_size for info in inside)
            if size > LARGEST or (size > SUSPECT and size > RATIO * source.stat().st_size):
                raise ReadingError(
                    f"The zip unpacks to {size >> 20:,} MB, which no bundle of its size does.",
                    NO_BUNDLE,
                )
            for info in inside:
                packed.extract(info, folder)
