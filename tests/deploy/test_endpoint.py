"""The endpoint answers as the model does, warns of what is unusual, refuses what is wrong."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from lifecycle.deploy.app import create_app
from lifecycle.export import plain_json
from lifecycle.export.bundle import open_bundle
from lifecycle.export.schema import outputs_of, reference_inputs
from tests.exported import made

GOOD: dict[str, Any] = {
    "a": 0.1,
    "b": 1.0,
    "colour": "red",
    "when": "2024-05-05",
    "member": "Yes",
}


def client(task: str = "binary") -> TestClient:
    return TestClient(create_app(open_bundle(made(task).folder)), base_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def http() -> TestClient:
    return client()


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_it_answers_the_reference_as_stored(task: str) -> None:
    export = made(task).export
    records = plain_json.records(reference_inputs(export.schema, export.reference))
    answer = client(task).post("/predict", json=records).json()
    stored = plain_json.records(export.reference[outputs_of(export.schema)])
    for got, want in zip(answer["predictions"], stored, strict=True):
        if task == "regression":
            assert got["prediction"] == pytest.approx(want["prediction"], rel=1e-12)
            continue
        assert got["prediction"] == want["prediction"]
        expected = {k.removeprefix("p:"): v for k, v in want.items() if k != "prediction"}
        assert got["probabilities"] == pytest.approx(expected, abs=1e-12)


def test_one_record(http: TestClient) -> None:
    answer = http.post("/predict", json=GOOD).json()
    assert set(answer) == {"model", "threshold", "prediction", "probabilities", "warnings"}
    assert (answer["model"], answer["threshold"], answer["warnings"]) == ("linear", 0.5, [])
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"extra": 1}, "does not use it: extra"),
        ({"colour": "violet"}, "'violet' was not seen"),
        ({"a": 1e6}, "1,000,000 is outside"),
        ({"when": "1999-01-01"}, "1999-01-01 is outside"),
        ({"when": "someday"}, "could not be read"),
    ],
)
def test_what_is_unusual_is_answered_with_a_warning(
    http: TestClient, change: dict[str, Any], said: str
) -> None:
    answer = http.post("/predict", json=GOOD | change)
    assert answer.status_code == 200
    (warning,) = answer.json()["warnings"]
    assert said in warning


def test_absent_and_null_are_missing_values(http: TestClient) -> None:
    absent = http.post("/predict", json={k: v for k, v in GOOD.items() if k != "a"}).json()
    null = http.post("/predict", json=GOOD | {"a": None}).json()
    assert absent["probabilities"] == null["probabilities"]
    assert "taken as missing: a" in absent["warnings"][0]
    assert null["warnings"] == []


@pytest.mark.parametrize("said", [True, "YES ", "y", 1, 1.0, "1", "true", "TRUE"], ids=repr)
def test_a_truth_value_finds_its_level(http: TestClient, said: object) -> None:
    answer = http.post("/predict", json=GOOD | {"member": said}).json()
    assert answer == http.post("/predict", json=GOOD).json()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"a": "abc"}', "a must be a number or null, not 'abc'"),
        ('[{"a": 1}, {"a": true}]', "Record 2: a must be a number"),
        ('{"when": 3}', "when must be a date"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": -Infinity}', "-Infinity is not JSON"),
        ('{"a": 1e999}', "1e999 is too large"),
        ('{"a": ' + "9" * 5000 + "}", "is too large"),
        ('{"a": 1, "a": 2}', "'a' is given twice"),
        ("{}", "none of the model's columns"),
        ('[{"a": 1}, {"extra": 1}]', "Record 2 holds none"),
        ('{"x": ' + "[" * 500 + "]" * 500 + "}", "nested too deeply"),
        ("[" * 500 + "]" * 500, "nested too deeply"),
        ('{"a": "5%"}', "a must be a number"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("5", "must be an object"),
        ("[]", "no record"),
        (json.dumps([{}] * 10_001), "too many at once"),
    ],
)
def test_what_is_wrong_is_refused_in_words(http: TestClient, body: str, said: str) -> None:
    answer = http.post("/predict", content=body)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize(
    "body",
    [
        '{"a": 1, "\\ud800": 1}',
        '{"a": 1, "colour": "\\udfff"}',
        '{"a": 1, "when": "\\ud800"}',
        '{"a": "\\ud800"}',
        '{"a": 1, "extra": ["\\ud800", {"\\ud800": null}]}',
        '{"a": 1, "colour": {"b": "\\ud800"}}',
        '{"a": 1e308, "b": -1e308}',
        '{"a": ' + "9" * 299 + "}",
        '{"a": 1, "colour": ' + "9" * 299 + "}",
        '{"a": 1, "colour": "' + "x" * 100_000 + '"}',
        '{"a": 1, "when": "99999-99-99T99:99:99+99:99"}',
        b'{"a": 1, "colour": "\xff"}',
        b"\xff\xfe{\x00",
        "",
        "null",
        '"\\ud800"',
        '[null, "\\ud800"]',
    ],
)
def test_no_body_is_an_error_of_the_server(http: TestClient, body: str | bytes) -> None:
    answer = http.post("/predict", content=body)
    assert answer.status_code in (200, 422)
    answer.json()
    assert http.get("/stats").status_code == 200


def test_foreign_hosts_are_refused(http: TestClient) -> None:
    assert http.get("/health", headers={"host": "evil.example"}).status_code == 400
    assert http.get("/docs").status_code == 404


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    app = create_app(open_bundle(made("binary").folder), body_seconds=0.05)
    sent: list[dict[str, Any]] = []
    pieces = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Any:
        return pieces.pop() if pieces else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    head = {"type": "http", "method": "POST", "path": "/predict", "raw_path": b"/predict"}
    head |= {"headers": [(b"host", b"127.0.0.1")], "query_string": b"", "http_version": "1.1"}
    asked = app({**head, "scheme": "http", "client": None}, receive, send)
    with ThreadPoolExecutor(1) as apart:  # a browser of other tests may have a loop in this thread
        apart.submit(asyncio.run, asked).result()
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert "did not arrive within 0.05 seconds" in json.loads(sent[1]["body"])["problem"]


def test_schema_and_stats() -> None:
    fresh = client()
    assert fresh.get("/schema").json()["properties"].keys() == GOOD.keys()
    empty = fresh.get("/stats").json()
    assert (empty["count"], empty["p50_ms"]) == (0, None)
    label = fresh.post("/predict", json=[GOOD, GOOD]).json()["predictions"][0]["prediction"]
    fresh.post("/predict", content="no")
    stats = fresh.get("/stats").json()
    assert (stats["count"], stats["refused"], stats["records"]) == (2, 1, 2)
    assert 0 < stats["p50_ms"] <= stats["p95_ms"]
    assert stats["predictions"] == {"last": 2, label: 2}
