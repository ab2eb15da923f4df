"""Write a bundle: the folder that another machine can use, check and rebuild from."""

from __future__ import annotations

import hashlib
import io
import json
import math
import platform
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.recipe import Params, Recipe
from ..storage import model_file
from . import plain_json, requirements, safe_csv
from .model_card import Accepted, log_section

if TYPE_CHECKING:
    from .step import Export

FORMAT = 1
SUMS = "SHA256SUMS"
FILES = (
    "model.skops",
    "recipe.json",
    "schema.json",
    "metrics.json",
    "leaderboard.csv",
    "model_card.md",
    "train.py",
    "requirements.txt",
    "report.html",
    "reference.parquet",
)
MOST_JSON = 64 << 20  # bytes
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold


def write_bundle(
    folder: Path,
    export: Export,
    recipe: Recipe,
    looks: int,
    findings_accepted: Sequence[Accepted | str] = (),
    source_name: str = "",
) -> None:
    """Write the bundle of ``export`` into ``folder``, which is made when it is not there.

    ``recipe`` is the export's own; ``looks`` counts how often the project read its holdout.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model_file.save_model(export.model, folder / "model.skops")
    export.reference.to_parquet(folder / "reference.parquet", index=False)
    texts = {
        **export.texts,
        "recipe.json": plain_json.dumps(
            recipe_json(trained_as(recipe, export.training), source_name)
        ),
        "schema.json": plain_json.dumps(export.schema),
        "metrics.json": plain_json.dumps(export.metrics | {"holdout_looks": looks}),
        "leaderboard.csv": safe_csv.to_csv(export.leaderboard),
    }
    texts["model_card.md"] += "\n" + log_section(looks, tuple(findings_accepted))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8", newline="\n")


def trained_as(recipe: Recipe, training: Params) -> Recipe:
    """Return the recipe with these choices of Train: those that a search has led to."""
    made: dict[str, Recipe] = {}
    for each in recipe.walk():
        needs = {name: made[need.key] for name, need in each.needs.items()}
        params = training if each.step == "train" else each.params
        made[each.key] = Recipe(each.step, each.version, params, needs)
    return made[recipe.key]


def recipe_json(recipe: Recipe, source_name: str = "") -> dict[str, Any]:
    """Return the recipe with what else a replay wants to know."""
    params = {each.step: each.params for each in recipe.walk()}
    source = {"sha256": getattr(params.get("read"), "source", ""), "name": source_name}
    return {
        "format": FORMAT,
        "python": platform.python_version(),
        "versions": requirements.versions(),
        "source": source,
        **recipe.to_json(),
    }


def checksums(folder: Path) -> str:
    """Return the lines of SHA256SUMS, as ``sha256sum --check`` reads them."""
    lines = [f"{digest(folder / name)}  {name}" for name in FILES if (folder / name).exists()]
    return "\n".join(lines) + "\n"


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def zip_bytes(folder: Path) -> bytes:
    """Return the folder's bundle as a zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name in (*FILES, SUMS):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, (Path(folder) / name).read_bytes())
    return out.getvalue()


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file, which anybody may have written; raises ValueError."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ValueError(f"{path.name} is no file")
        if about.st_size > MOST_JSON:
            raise ValueError(f"{path.name} is larger than {MOST_JSON >> 20} MB")
        text = path.read_text(encoding="utf-8")
        read = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        if "\\ud" in text.lower():  # half a character could not be written again
            json.dumps(read, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError(f"{path.name} is nested too deeply") from error
    if not isinstance(read, dict):
        raise ValueError(f"{path.name} holds no JSON object")
    return read


def _finite(text: str) -> float:
    found = float(text)
    return found if math.isfinite(found) else _refuse(text)


def _refuse(text: str) -> float:
    raise ValueError(f"{text[:20]} is no number of JSON")
