"""The bundle that a command makes: its folder beforehand, and what is in it when it is written."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError
from . import console

ROLES = {"leader": "Leader", "recommended": "Recommended", "exported": "In the bundle"}
BESIDE = ("problem", "equals")


def fresh_folder(text: str) -> Path:
    """Make the folder to write to, before any work; raises ChoiceError when that cannot be."""
    path = Path(text)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ChoiceError(f"{text} is a file.", "Give a folder for the bundle.") from error
    except OSError as error:
        raise ChoiceError(f"The folder {text} cannot be made.", "Choose another place.") from error
    if not os.access(path, os.W_OK):
        raise ChoiceError(f"The folder {text} cannot be written to.", "Choose another place.")
    if any(path.iterdir()) and not (path / "SHA256SUMS").exists():
        raise ChoiceError(
            f"The folder {text} holds other files.", "Give an empty or new folder for the bundle."
        )
    return path


def show(out: Path, args: argparse.Namespace) -> int:
    """Print what is in the bundle."""
    import pandas as pd

    from ..export.write import read_json

    metrics = read_json(out / "metrics.json")
    board = pd.read_csv(out / "leaderboard.csv")
    found = {"out": str(out), **metrics, "exported": metrics["model"], "leaderboard": board}
    for warning in split_warnings(metrics["split"]):
        console.say(f"Warning: {warning}")
    return console.result(found, args, text(found))


def split_warnings(split: dict[str, Any]) -> list[str]:
    """Return what speaks against the way of splitting that was taken."""
    advised, found = split["recommended"], list(split["risks"])
    if (split["method"], split["column"]) != (advised["method"], advised["column"]):
        taken, better = _way(split), _way(advised)
        found.insert(0, f"The split is {taken}; recommended is {better}. {advised['reason']}")
    return found


def _way(split: dict[str, Any]) -> str:
    column = f" ({split['column']})" if split["column"] else ""
    return f"{split['method']}{column}"


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    from ..core.wording import count, interval
    from ..metrics.undefined import scored

    titles = dict(found["leaderboard"][["model", "title"]].itertuples(index=False))
    base = {m["name"]: m for m in found["baseline"]}
    scores = [(m["name"], scored(m), *baseline_in_words(base[m["name"]])) for m in found["metrics"]]
    board = [
        (m["title"], interval(m["score"], m["low"], m["high"]), _beside(m, titles))
        for m in found["leaderboard"].to_dict("records")
    ]
    model = titles.get(found["model"], found["model"])
    judged = count("holdout row", found["holdout_rows"])
    about = f"{found['target']} ({found['task']}), judged on {judged}"
    about += f", split {_way(found['split'])}"
    return "\n\n".join(
        (
            *table_in_words(found["table"]),
            f"{model} predicts {about}.",
            found["verdict"],
            console.table(("Holdout", "Value and 95% interval", "Baseline", ""), scores),
            console.table(("Cross-validation", found["metric"], ""), board),
            choosing(found, titles),
            f"The bundle is in {found['out']}.",
        )
    )


def table_in_words(table: dict[str, Any]) -> list[str]:
    """Return what was found in the table: rows left out, classes, findings by rank."""
    from ..core.wording import count, listing

    lost = table["rows_without_target"]
    repeated = table["rows_read"] - table["rows"] - lost
    said = [f"Read: {count('row', table['rows_read'])}."]
    said += [f"Left out: {count('row', lost)} without a target."] * bool(lost)
    said += [f"Left out: {count('row', repeated)} that repeat another."] * bool(repeated)
    if table["classes"]:
        each = [f"{name!r} ({rows:,})" for name, rows in table["classes"].items()]
        said.append(f"{count('class', len(each))}: {listing(each, 20)}.")
    blocks = ["\n".join([*said, *table["warnings"]])]
    rows = [(f["severity"], f["column"], f["title"], f["detail"]) for f in table["findings"]]
    if rows:
        blocks.append(console.table(("Found", "Column", "", "What was found"), rows))
    return blocks


def baseline_in_words(row: dict[str, Any]) -> tuple[str, str]:
    """Return the baseline's value and what it is, which bundles of earlier versions do not say."""
    from ..core.wording import number

    value = "undefined" if row["value"] is None else number(row["value"])
    return value, row.get("reference", "")


def choosing(found: dict[str, Any], titles: dict[str, str]) -> str:
    """Return who leads, what that is worth on new rows, which is recommended and which exported."""
    from ..core.wording import inside
    from ..metrics.catalog import METRICS
    from ..train.expected import Expected

    named = [inside(titles.get(name, name)) for name in (found[key] for key in ROLES)]
    lines = [f"{title}: {name}." for title, name in zip(ROLES.values(), named, strict=True)]
    if found["expected"] is not None:
        lines.insert(1, Expected(**found["expected"]).sentence(METRICS[found["metric"]].title))
    return "\n".join(lines)


def _beside(row: dict[str, Any], titles: dict[str, str]) -> str:
    """Return what is said beside a candidate: its problem, or which one it equals."""
    from ..core.wording import inside

    problem, equal = (row[name] if isinstance(row[name], str) else "" for name in BESIDE)
    return problem or (f"equals {inside(titles[equal])}" if equal else "")
