"""Open a bundle from a folder or a zip: checked first, the model loaded when it is asked for."""

from __future__ import annotations

import tempfile
import weakref
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from skops.io.exceptions import UntrustedTypesFoundException

from ..core.errors import ReadingError
from ..storage.model_file import load_model, untrusted_types
from .write import FILES, SUMS, digest, read_json

LARGEST = 4 << 30  # bytes a zipped bundle may unpack to
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
        try:
            return load_model(self.folder / "model.skops")
        except UntrustedTypesFoundException as error:
            named = ", ".join(untrusted_types(self.folder / "model.skops"))
            raise ReadingError(
                f"The bundle's model holds types that are not trusted ({named[:300]}), so it was "
                "not loaded.",
                "Use only bundles that Lifecycle Lab wrote, with the versions in requirements.txt.",
            ) from error
        except (ImportError, AttributeError, TypeError, KeyError, ValueError) as error:
            raise ReadingError(
                "The bundle's model cannot be loaded with the libraries installed here.",
                "Install the versions in its requirements.txt, or run its train.py.",
            ) from error


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
        reference = pd.read_parquet(folder / "reference.parquet")
        name = str(metrics["model"])
    except (OSError, ValueError, KeyError) as error:
        raise ReadingError(f"The bundle in {folder} cannot be read.", NO_BUNDLE) from error
    return Bundle(folder, name, schema, metrics, reference)


def changes(folder: Path) -> list[tuple[str, str]]:
    """Return each file of the bundle with what is wrong with it; raises when it is no bundle."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ReadingError(f"{folder} is not a bundle: it has no {SUMS}.", NO_BUNDLE) from error
    sums = {name: sha for sha, _, name in (line.partition("  ") for line in lines)}
    found = []
    for name in FILES:
        if name not in sums or not (folder / name).is_file():
            found.append((name, "missing"))
        else:
            found.append((name, "" if digest(folder / name) == sums[name] else "changed"))
    return found


def unpack(source: Path, folder: Path) -> None:
    """Unpack a zipped bundle's own files, and nothing else, into an empty folder."""
    try:
        with zipfile.ZipFile(source) as packed:
            inside = [info for info in packed.infolist() if info.filename in {*FILES, SUMS}]
            if sum(info.file_size for info in inside) > LARGEST:
                raise ReadingError("The zip unpacks to more than 4 GB.", NO_BUNDLE)
            for info in inside:
                packed.extract(info, folder)
    except zipfile.BadZipFile as error:
        raise ReadingError(f"{source.name} is not a bundle: it is no zip.", NO_BUNDLE) from error
