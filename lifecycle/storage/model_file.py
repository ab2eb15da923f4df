"""A fitted estimator as a file: written by skops, read with a fixed list of trusted types.

The list is handed in (`trust`), as the graph is handed to the engine: what is kept on disk does
not know what is kept. A type that has another name by now is read under its new one.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SCHEMA = "schema.json"  # where skops says what the file holds

_trusted: set[str] = set()
_renamed: dict[str, str] = {}


def trust(types: Iterable[str], earlier: Mapping[str, str]) -> None:
    """Take these types, beside scikit-learn's own, for harmless in a file.

    ``earlier``: the name of a type in files of an earlier version, and its name now.
    """
    _trusted.update(types)
    _renamed.update(earlier)


def save_model(model: Any, path: Path) -> None:
    """Write an estimator without pickle."""
    import skops.io

    skops.io.dump(model, path, compression=zipfile.ZIP_DEFLATED, compresslevel=3)


def load_model(path: Path) -> Any:
    """Read an estimator; a type that is not trusted raises skops' UntrustedTypesFoundException."""
    import skops.io

    return skops.io.loads(_content(path), trusted=sorted(_trusted))


def untrusted_types(path: Path) -> list[str]:
    """Return the types in a file that are not trusted, sorted."""
    import skops.io

    return sorted(set(skops.io.get_untrusted_types(data=_content(path))) - _trusted)


def _content(path: Path) -> bytes:
    """Return a file's bytes with every type under its name of today."""
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read(SCHEMA)
        if not any(name.rpartition(".")[0].encode() in text for name in _renamed):
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:  # unpacked at once, so not packed again
            for info in packed.infolist():
                kept = json.dumps(_today(json.loads(text))) if info.filename == SCHEMA else None
                written.writestr(info.filename, packed.read(info) if kept is None else kept)
        return out.getvalue()


def _today(node: Any) -> Any:
    """Return a node of the schema, and all within it, with the types' names of today."""
    if isinstance(node, list):
        return [_today(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _today(value) for name, value in node.items()}
    name = _renamed.get(f"{node.get('__module__')}.{node.get('__class__')}")
    if name is not None:
        found["__module__"], _, found["__class__"] = name.rpartition(".")
    return found
