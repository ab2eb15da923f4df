"""Bundles and recipes that somebody else may have made, each with one thing wrong.

Every maker changes a copy of a good bundle, whose checksums are then written anew: a hostile bundle
is sealed like any other.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import skops.io

from lifecycle.export.write import FILES, SUMS, checksums
from lifecycle.storage.model_file import load_model, save_model

Maker = Callable[[Path], None]
JUNK = bytes(range(256)) * 40
DEEP = "[" * 100_000 + "]" * 100_000
BUNDLES: dict[str, Maker] = {}
SEALED_BEFORE: dict[str, Maker] = {}  # what is wrong with the seal itself


def bundle(name: str, into: dict[str, Maker] = BUNDLES) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        into[name] = maker
        return maker

    return keep


def write(folder: Path, name: str, content: bytes | str) -> None:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def edit(folder: Path, name: str, change: Callable[[dict[str, Any]], Any]) -> None:
    """Let ``change`` alter a file's JSON, which may become NaN and other things that are none."""
    found = json.loads((folder / name).read_text())
    change(found)
    write(folder, name, json.dumps(found))


def raw(folder: Path, name: str, key: str, value: str) -> None:
    """Put a value into the JSON of a file as it is written here."""
    found = json.loads((folder / name).read_text())
    text = json.dumps(found | {key: "HERE"})
    write(folder, name, text.replace('"HERE"', value))


# -- files ----------------------------------------------------------------------------------------

for each in FILES:
    if each != "report.html":
        BUNDLES[f"junk in {each}"] = lambda folder, name=each: write(folder, name, JUNK)  # type: ignore[misc]
    BUNDLES[f"{each} empty"] = lambda folder, name=each: write(folder, name, b"")  # type: ignore[misc]
    SEALED_BEFORE[f"{each} missing"] = lambda folder, name=each: (folder / name).unlink()  # type: ignore[misc]
for each in ("model_card.md", "train.py", "requirements.txt", "report.html"):
    BUNDLES.pop(f"{each} empty")  # nothing is read from them
for each in ("schema.json", "metrics.json", "recipe.json"):
    for called, text in {
        "a list": "[]",
        "a number": "7",
        "an empty object": "{}",
        "deep": DEEP,
        "a deep object": '{"a":' * 50_000 + "1" + "}" * 50_000,
        "not JSON": "{",
        "in UTF-16": "{}".encode("utf-16").decode("latin-1"),
    }.items():
        BUNDLES[f"{each} is {called}"] = (
            lambda folder, name=each, text=text: write(folder, name, text)  # type: ignore[misc]
        )
    for called, value in {
        "6,000 digits": "1" * 6000,
        "NaN": "NaN",
        "1e999": "1e999",
        "half a character": '"\\ud800"',
        "deep": DEEP,
    }.items():
        BUNDLES[f"{each} with {called}"] = (
            lambda folder, name=each, value=value: raw(folder, name, "note", value)  # type: ignore[misc]
        )


@bundle("a link out", SEALED_BEFORE)
def _(folder: Path) -> None:
    (folder / "train.py").unlink()
    (folder / "train.py").symlink_to("/etc/passwd")


@bundle("a pipe", SEALED_BEFORE)
def _(folder: Path) -> None:
    (folder / "train.py").unlink()
    os.mkfifo(folder / "train.py")


@bundle("the sums are a pipe", SEALED_BEFORE)
def _(folder: Path) -> None:
    (folder / SUMS).unlink()
    os.mkfifo(folder / SUMS)


@bundle("the sums are a link", SEALED_BEFORE)
def _(folder: Path) -> None:
    (folder / SUMS).unlink()
    (folder / SUMS).symlink_to("/dev/zero")


@bundle("the sums are junk", SEALED_BEFORE)
def _(folder: Path) -> None:
    write(folder, SUMS, JUNK)


@bundle("wrong sums", SEALED_BEFORE)
def _(folder: Path) -> None:
    write(folder, SUMS, checksums(folder).replace("a", "b"))


@bundle("a folder for a file", SEALED_BEFORE)
def _(folder: Path) -> None:
    (folder / "model.skops").unlink()
    (folder / "model.skops").mkdir()


# -- schema.json and metrics.json -----------------------------------------------------------------


def first(schema: dict[str, Any]) -> dict[str, Any]:
    return dict.__getitem__(schema, "properties")["a"]  # type: ignore[no-any-return]


SCHEMA: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a pattern": lambda s: first(s).update(pattern="^(a+)+$"),
    "names by pattern": lambda s: s.update(patternProperties={"^(a+)+$": {}}),
    "a pattern of names": lambda s: s.update(propertyNames={"pattern": "^(a+)+$"}),
    "a nested pattern": lambda s: first(s).update(anyOf=[{"pattern": "^(a+)+$"}]),
    "a remote reference": lambda s: first(s).update({"$ref": "http://127.0.0.1:9/x.json"}),
    "a file's reference": lambda s: s.update({"$ref": "file:///etc/passwd"}),
    "a dynamic reference": lambda s: s.update({"$dynamicRef": "#x"}),
    "a reference to itself": lambda s: s.update({"allOf": [{"$ref": "#"}]}),
    "another id": lambda s: s.update({"$id": "http://127.0.0.1:9/"}),
    "a condition": lambda s: s.update({"if": {}, "then": False}),
    "no more columns": lambda s: s.update(additionalProperties=False),
    "a required column": lambda s: s.update(required=["a"]),
    "another type": lambda s: s.update(type="array"),
    "no columns": lambda s: s.update(properties={}),
    "columns in a list": lambda s: s.update(properties=["a"]),
    "a column of text": lambda s: s["properties"].update(a="number"),
    "another column": lambda s: s["properties"].update(z=first(s)),
    "a column less": lambda s: s["properties"].pop("a"),
    "an unknown type": lambda s: first(s).update(type="float"),
    "an unknown kind": lambda s: first(s).update(kind="odd"),
    "a text for a number": lambda s: first(s).update(type=["string", "null"]),
    "a date for a number": lambda s: first(s).update(
        kind="date", min="2024-01-01", max="2024-02-01"
    ),
    "a range of words": lambda s: first(s).update(min="low", max="high"),
    "half a range": lambda s: first(s).pop("min"),
    "levels in a number": lambda s: s["properties"]["colour"].update(levels=7),
    "levels of objects": lambda s: s["properties"]["colour"].update(levels=[{}]),
    "no count of levels": lambda s: s["properties"]["colour"].pop("level_count"),
    "no target": lambda s: s.pop("target"),
    "a target of text": lambda s: s.update(target="y"),
    "another target": lambda s: s["target"].update(name="z"),
    "an unknown task": lambda s: s["target"].update(task="odd"),
    "no classes": lambda s: s["target"].update(classes=[]),
    "a class twice": lambda s: s["target"].update(classes=["yes", "yes"]),
    "other classes": lambda s: s["target"].update(classes=["p", "q"]),
    "classes of numbers": lambda s: s["target"].update(classes=[0, 1]),
    "a nested class": lambda s: s["target"].update(classes=[["no"], ["yes"]]),
    "missing words in a number": lambda s: first(s).update(missing=7),
    "a regression": lambda s: s["target"].update(task="regression", classes=[]),
}
METRICS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no model": lambda m: m.pop("model"),
    "a model of numbers": lambda m: m.update(model=[1]),
    "a threshold of text": lambda m: m.update(threshold="high"),
    "a threshold beyond": lambda m: m.update(threshold=7),
    "no metrics": lambda m: m.pop("metrics"),
    "metrics in an object": lambda m: m.update(metrics={}),
    "metrics of text": lambda m: m.update(metrics=["roc_auc"]),
    "a metric without value": lambda m: m["metrics"][0].pop("value"),
    "a value of text": lambda m: m["metrics"][0].update(value="high"),
    "an unknown metric": lambda m: m.update(metric="odd"),
    "an unknown name": lambda m: m["metrics"][0].update(name="odd"),
    "looks of text": lambda m: m.update(holdout_looks="x"),
    "looks below zero": lambda m: m.update(holdout_looks=-1),
    "a verdict of numbers": lambda m: m.update(verdict=7),
    "another metric's name": lambda m: m.update(metrics=[{**m["metrics"][0], "name": "rmse"}]),
}
for called, change in SCHEMA.items():
    BUNDLES[f"schema: {called}"] = lambda folder, c=change: edit(folder, "schema.json", c)  # type: ignore[misc]
for called, change in METRICS.items():
    BUNDLES[f"metrics: {called}"] = lambda folder, c=change: edit(folder, "metrics.json", c)  # type: ignore[misc]


# -- reference.parquet ----------------------------------------------------------------------------


def rows(folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / "reference.parquet"
    change(pd.read_parquet(path)).to_parquet(path, index=False)


REFERENCE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "no rows": lambda f: f.head(0),
    "a column less": lambda f: f.drop(columns="a"),
    "no target": lambda f: f.drop(columns="y"),
    "no predictions": lambda f: f.drop(columns="prediction"),
    "numbers as text": lambda f: f.assign(a="x"),
    "dates as text": lambda f: f.assign(when="yesterday"),
    "probabilities as text": lambda f: f.assign(**{"p:yes": "high"}),
    "probabilities beyond": lambda f: f.assign(**{"p:yes": 7.0}),
    "probabilities missing": lambda f: f.assign(**{"p:yes": np.nan}),
    "other classes": lambda f: f.assign(y="maybe"),
    "missing answers": lambda f: f.assign(y=None),
    "lists for numbers": lambda f: f.assign(a=[[1.0]] * len(f)),
}
for called, make in REFERENCE.items():
    BUNDLES[f"reference: {called}"] = lambda folder, m=make: rows(folder, m)  # type: ignore[misc]


@bundle("reference: one text a million times")
def _(folder: Path) -> None:
    write(folder, "reference.parquet", parquet_bomb(10_000, 1 << 20))


@bundle("reference: flipped")
def _(folder: Path) -> None:
    content = bytearray((folder / "reference.parquet").read_bytes())
    content[len(content) // 3 :: 97] = bytes(b ^ 0x55 for b in content[len(content) // 3 :: 97])
    write(folder, "reference.parquet", bytes(content))


def parquet_bomb(times: int, size: int, typed: bool = False) -> bytes:
    """A few kilobytes of Parquet that unpack to ``times`` texts of ``size`` bytes, twice."""
    out = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays(
        pa.array([0] * times, pa.int32()), pa.array(["a" * size])
    )
    table = pa.table({"a": texts, "b": texts})
    pq.write_table(table, out, compression="zstd", store_schema=typed)
    return out.getvalue()


# -- model.skops ----------------------------------------------------------------------------------


def model(folder: Path, change: Callable[[Any], Any]) -> None:
    path = folder / "model.skops"
    found = load_model(path)
    save_model(change(found) or found, path)


def schema_of(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change how skops describes a model."""
    path = folder / "model.skops"
    with zipfile.ZipFile(path) as packed:
        inside = {info.filename: packed.read(info) for info in packed.infolist()}
    described = json.loads(inside["schema.json"])
    inside["schema.json"] = json.dumps(change(described) or described).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in inside.items():
            packed.writestr(name, content)


def last(pipeline: Any) -> Any:
    return pipeline.steps[-1][1]


def looping_tree(pipeline: Any) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    x = np.arange(3.0 * pipeline[:-1].transform(sample(pipeline)).shape[1]).reshape(3, -1)
    tree = DecisionTreeClassifier(random_state=0).fit(x, ["no", "yes", "no"])
    state = tree.tree_.__getstate__()
    state["nodes"]["left_child"][0] = state["nodes"]["right_child"][0] = 0
    tree.tree_.__setstate__(state)
    pipeline.steps[-1] = (pipeline.steps[-1][0], tree)


def tree_out_of_bounds(pipeline: Any) -> Any:
    looping_tree(pipeline)
    tree = last(pipeline).tree_
    state = tree.__getstate__()
    state["nodes"]["left_child"][0], state["nodes"]["right_child"][0] = 1, 10**8
    tree.__setstate__(state)


def narrow_tree(pipeline: Any) -> Any:
    looping_tree(pipeline)
    last(pipeline).n_features_in_ = 1


def looping_boosting(pipeline: Any) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    x = np.random.default_rng(0).normal(
        size=(80, pipeline[:-1].transform(sample(pipeline)).shape[1])
    )
    fitted = HistGradientBoostingClassifier(max_iter=1, random_state=0).fit(
        x, np.where(x[:, 0] > 0, "yes", "no")
    )
    nodes = fitted._predictors[0][0].nodes
    nodes["left"][0] = nodes["right"][0] = 0
    pipeline.steps[-1] = (pipeline.steps[-1][0], fitted)


def sample(pipeline: Any) -> pd.DataFrame:
    names = list(pipeline.feature_names_in_)
    return pd.DataFrame([[None] * len(names)], columns=names).astype(object)


def greedy(size: int) -> bytes:
    """A model's file that says of one array of zeros that it is needed again and again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        array = io.BytesIO()
        np.save(array, np.zeros(size // 8))
        packed.writestr("a.npy", array.getvalue())
        node = {
            "__class__": "ndarray",
            "__module__": "numpy",
            "__loader__": "NdArrayNode",
            "type": "numpy",
            "file": "a.npy",
        }
        content = [{**node, "__id__": i} for i in range(400)]
        top = {
            "__class__": "list",
            "__module__": "builtins",
            "__loader__": "ListNode",
            "__id__": 9999,
            "content": content,
        }
        packed.writestr("schema.json", json.dumps({**top, "protocol": 2, "_skops_version": "0.11"}))
    return out.getvalue()


MODELS: dict[str, Callable[[Any], Any]] = {
    "a dictionary": lambda m: {"a": 1},
    "a scaler": lambda m: m.steps[0][1],
    "a column less": lambda m: setattr(last(m), "coef_", last(m).coef_[:, :-1]),
    "no coefficients": lambda m: delattr(last(m), "coef_"),
    "coefficients of NaN": lambda m: setattr(last(m), "coef_", last(m).coef_ * np.nan),
    "classes of another": lambda m: setattr(last(m), "classes_", np.array(["p"])),
    "no steps": lambda m: setattr(m, "steps", []),
    "steps in a number": lambda m: setattr(m, "steps", 7),
    "a looping tree": looping_tree,
    "a tree out of bounds": tree_out_of_bounds,
    "a narrow tree": narrow_tree,
    "a looping booster": looping_boosting,
}
for called, make_model in MODELS.items():
    BUNDLES[f"model: {called}"] = lambda folder, m=make_model: model(folder, m)  # type: ignore[misc]
DESCRIBED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "an unknown loader": lambda d: d.update(__loader__="OddNode"),
    "no content": lambda d: d.pop("content"),
    "a list": lambda d: [d],
    "content of itself": lambda d: d.update(content={**d, "content": d["content"]}),
    "a module that is not there": lambda d: d.update(__module__="no.such"),
    "a function of the system": lambda d: d.update(__module__="os", __class__="system"),
    "a later protocol": lambda d: d.update(protocol=99),
    "a protocol of text": lambda d: d.update(protocol="x"),
}
for called, change in DESCRIBED.items():
    BUNDLES[f"described: {called}"] = lambda folder, c=change: schema_of(folder, c)  # type: ignore[misc]


@bundle("model: a function that runs a command")
def _(folder: Path) -> None:
    import subprocess

    from sklearn.preprocessing import FunctionTransformer

    skops.io.dump(FunctionTransformer(subprocess.getoutput), folder / "model.skops")


@bundle("model: deep")
def _(folder: Path) -> None:
    text = '{"content":' * 20_000 + "1" + "}" * 20_000
    with zipfile.ZipFile(folder / "model.skops", "w") as packed:
        packed.writestr("schema.json", text)


@bundle("model: a zip of nothing")
def _(folder: Path) -> None:
    zipfile.ZipFile(folder / "model.skops", "w").close()


@bundle("model: zeros that unpack to gigabytes")
def _(folder: Path) -> None:
    write(folder, "model.skops", greedy(256 << 20))


@bundle("model: the same zeros again and again")
def _(folder: Path) -> None:
    write(folder, "model.skops", greedy(24 << 20))


# -- zips -----------------------------------------------------------------------------------------


def zipped(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in names.items():
            packed.writestr(name, content)
    return out.getvalue()


def of_good(folder: Path, **other: bytes) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (*FILES, SUMS)} | other


def encrypted(content: bytes) -> bytes:
    """The zip with the flag of a password on its first member."""
    out = bytearray(content)
    out[6] |= 1
    at = out.index(b"PK\1\2")
    out[at + 8] |= 1
    return bytes(out)


def lying(content: bytes) -> bytes:
    """The zip with a directory that says that its first member holds three gigabytes."""
    out = bytearray(content)
    at = out.index(b"PK\1\2")
    out[at + 24 : at + 28] = struct.pack("<I", 3 << 30)
    return bytes(out)


ZIPS: dict[str, Callable[[Path], bytes]] = {
    "a path out": lambda f: zipped({f"../{n}": c for n, c in of_good(f).items()}),
    "an absolute path": lambda f: zipped({f"/tmp/{n}": c for n, c in of_good(f).items()}),
    "a bomb": lambda f: zipped(of_good(f) | {"train.py": b"\0" * (200 << 20)}),
    "cut": lambda f: zipped(of_good(f))[:-400],
    "cut early": lambda f: zipped(of_good(f))[:400],
    "flipped": lambda f: bytes(b ^ (i % 997 == 500) for i, b in enumerate(zipped(of_good(f)))),
    "with a password": lambda f: encrypted(zipped(of_good(f))),
    "lying": lambda f: lying(zipped(of_good(f))),
    "of nothing": lambda f: zipped({}),
    "of junk": lambda f: JUNK,
    "in a zip": lambda f: zipped({"bundle.zip": zipped(of_good(f))}),
}


# -- recipes --------------------------------------------------------------------------------------


def node(recipe: dict[str, Any], step: str) -> dict[str, Any]:
    return next(n for n in recipe["nodes"].values() if n["step"] == step)  # type: ignore[no-any-return]


def renamed(recipe: dict[str, Any], key: str, new: Any) -> None:
    """Call a node otherwise, wherever it is named."""
    text = json.dumps(recipe).replace(key, str(new))
    recipe.clear()
    recipe.update(json.loads(text))


def key_of(recipe: dict[str, Any], step: str) -> str:
    return next(k for k, n in recipe["nodes"].items() if n["step"] == step)


def twice(recipe: dict[str, Any]) -> None:
    """Sixty nodes, each of which names the one before twice."""
    base, at = node(recipe, "read"), key_of(recipe, "read")
    for i in range(60):
        own = f"{i:064x}"
        recipe["nodes"][own] = {**base, "needs": {"read": at, "data": at}}
        at = own
    recipe["root"] = at


def chain(recipe: dict[str, Any]) -> None:
    """Ten thousand nodes, each on the one before."""
    base, at = node(recipe, "define"), ""
    for i in range(10_000):
        own = f"{i:064x}"
        recipe["nodes"][own] = {**base, "needs": {"define": at} if at else {}}
        at = own
    recipe["root"] = at


def circle(recipe: dict[str, Any]) -> None:
    node(recipe, "read")["needs"] = {"export": recipe["root"]}


RECIPES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a file of the system": lambda r: node(r, "read")["params"].update(source="/etc/passwd"),
    "a path": lambda r: node(r, "read")["params"].update(source="../../etc/passwd"),
    "another source": lambda r: node(r, "read")["params"].update(source="0" * 64),
    "no source": lambda r: node(r, "read")["params"].update(source=""),
    "a source of numbers": lambda r: node(r, "read")["params"].update(source=[7]),
    "a key that is a path": lambda r: renamed(r, key_of(r, "read"), "../../x"),
    "a key of 63 digits": lambda r: renamed(r, key_of(r, "read"), "0" * 63),
    "a key in capitals": lambda r: renamed(r, key_of(r, "read"), key_of(r, "read").upper()),
    "nodes that name each other twice": twice,
    "a long chain": chain,
    "a circle": circle,
    "a need of itself": lambda r: node(r, "export")["needs"].update(export=r["root"]),
    "an unknown step": lambda r: node(r, "split").update(step="odd"),
    "a step of numbers": lambda r: node(r, "split").update(step=7),
    "a step in a list": lambda r: node(r, "split").update(step=["split"]),
    "no step": lambda r: node(r, "split").pop("step"),
    "a need less": lambda r: node(r, "train")["needs"].pop("split"),
    "a need under another name": lambda r: node(r, "train")["needs"].update(
        split=key_of(r, "define")
    ),
    "needs in a list": lambda r: node(r, "train").update(needs=[]),
    "a need that is not there": lambda r: node(r, "train")["needs"].update(split="0" * 64),
    "params of another type": lambda r: node(r, "split").update(params=[1]),
    "a param of another type": lambda r: node(r, "split")["params"].update(holdout="most"),
    "a param beyond": lambda r: node(r, "split")["params"].update(holdout=7),
    "a param too many": lambda r: node(r, "split")["params"].update(odd=7),
    "a version of text": lambda r: node(r, "split").update(version="7"),
    "a version that is true": lambda r: node(r, "define").update(version=True),
    "a later version": lambda r: node(r, "split").update(version=99),
    "another root": lambda r: r.update(root=key_of(r, "split")),
    "no root": lambda r: r.pop("root"),
    "a root in a list": lambda r: r.update(root=[r["root"]]),
    "nodes in a list": lambda r: r.update(nodes=[*r["nodes"].values()]),
    "no nodes": lambda r: r.pop("nodes"),
    "nodes of text": lambda r: r["nodes"].update({r["root"]: "x"}),
    "a source in a list": lambda r: r.update(source=["x"]),
    "a source of text": lambda r: r.update(source="x"),
    "no source's sum": lambda r: r.update(source={"name": "x"}),
    "a later format": lambda r: r.update(format=99),
    "a format in a list": lambda r: r.update(format=[1]),
}
