"""Numbers, dates and codes for missing, as people write them."""

from __future__ import annotations

import doctest
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.data import limits, target
from lifecycle.data.readers import (
    column_rules,
    date_forms,
    dates,
    delimited,
    dialect,
    excel,
    footer,
    header,
    inference,
    kinds,
    missing_candidates,
    natures,
    numbers,
    read_table,
    reading,
    to_kinds,
)


def column(*texts: str) -> np.ndarray:
    return np.array(texts, dtype=object)


@pytest.mark.parametrize(
    "module",
    [
        inference,
        dialect,
        excel,
        footer,
        header,
        kinds,
        numbers,
        natures,
        reading,
        column_rules,
        missing_candidates,
        target,
        delimited,
        date_forms,
        dates,
    ],
    ids=lambda m: m.__name__,
)
def test_the_examples_in_the_docs_hold(module) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1", "-2.5", "+3e2"), [1, -2.5, 300]),
        (("1,234.50", "12"), [1234.5, 12]),
        (("1.234,50", "12"), [1234.5, 12]),
        (("0,5", "1,234"), [0.5, 1.234]),
        (("$1,200", "$3"), [1200, 3]),
        (("1.234,50 €", "2,00 €"), [1234.5, 2]),
        (("12.5%", "3%"), [12.5, 3]),
        (("(1,200)", "15"), [-1200, 15]),
        (("12\u202f345", "9"), [12345, 9]),
        (("12 345", "1'000"), [12345, 1000]),
        (("1'234'567.5", "2"), [1234567.5, 2]),
        (("$ 1,200.50-", "7-"), [-1200.5, -7]),
        (("\u22125.5", "\u20133"), [-5.5, -3]),
        (("1,50E+03", "2,5"), [1500, 2.5]),
        (("1.234,5 EUR", "(2,0 EUR)"), [1234.5, -2]),
        (("192.168.1.1", "abc", "1-2"), [np.nan, np.nan, np.nan]),
    ],
)
def test_numbers_as_people_write_them(texts: tuple[str, ...], expected: list[float]) -> None:
    np.testing.assert_allclose(numbers.parse_numbers(column(*texts))[0], expected)


def test_a_lone_comma_follows_the_file_when_the_column_does_not_tell() -> None:
    texts = column("1,234", "2,345")
    assert numbers.parse_numbers(texts)[0].tolist() == [1234, 2345]
    assert numbers.parse_numbers(texts, comma="decimal")[0].tolist() == [1.234, 2.345]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8))
def test_every_float_that_is_written_is_read_back(written: list[float]) -> None:
    texts = column(*(repr(x) for x in written))
    assert numbers.parse_numbers(texts)[0].tolist() == written


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_no_text_breaks_the_parsers(texts: list[str]) -> None:
    assert len(numbers.parse_numbers(column(*texts))[0]) == len(texts)
    assert len(dates.parse_dates(column(*texts))[0]) == len(texts)


def test_dates_in_many_hands() -> None:
    texts = column("2024-03-01", "4 Mar 2024", "March 5, 2024", "2024-03-07 10:00:00+02:00", "x")
    found, _ = dates.parse_dates(texts)
    assert found[:3].astype("M8[D]").astype(str).tolist() == [
        "2024-03-01",
        "2024-03-04",
        "2024-03-05",
    ]
    assert found[3] == np.datetime64("2024-03-07T08:00:00")
    assert np.isnat(found[4])


@pytest.mark.parametrize(
    ("texts", "how"),
    [
        (("03/04/2024", "05/06/2024"), "day first"),
        (("03/04/2024", "05/25/2024"), "month first"),
        (("2024-01-02",), "year first"),
    ],
)
def test_day_first_unless_a_month_would_be_above_twelve(texts: tuple[str, ...], how: str) -> None:
    assert dates.parse_dates(column(*texts))[1] == how


def test_years_that_nanoseconds_cannot_hold_are_dates() -> None:
    found, _ = dates.parse_dates(column("1500-01-01", "9999-12-31", "2024-02-30", "14.10.1066"))
    days = ["1500-01-01", "9999-12-31", "NaT", "1066-10-14"]
    assert found.astype("M8[D]").astype(str).tolist() == days
    assert dates.parse_dates(column("1678-01-01", "2261-12-31"))[0].dtype == "M8[ns]"


MARCH = {
    "en": "March, Mar",
    "de": "März, Mrz",
    "fr": "mars, MARS",
    "es": "marzo, Mar.",
    "pt": "março, mar",
    "ro": "martie",
    "el": "Μαρτίου, Μάρτιος",
    "pl": "marca, marzec",
    "cs": "března, březen",
    "hu": "március, márc.",
    "hr": "ožujka, OŽUJAK",
    "sr": "март",
    "ru": "марта, МАРТ",
    "uk": "березня, березень",
    "tr": "Mart",
    "lt": "kovo",
    "lv": "marts",
    "et": "märts",
    "fi": "maaliskuuta, maaliskuu",
    "ar": "مارس",
    "he": "מרץ",
    "hi": "मार्च",
    "id": "Maret",
    "sw": "Machi",
    "th": "มีนาคม",
    "nl": "maart",
    "fil": "Marso",
    "sq": "mars",
}


@pytest.mark.parametrize("language", MARCH)
@pytest.mark.parametrize("form", ["{} {} 2023", "{}. {} 2023", "{}-{}-2023"])
def test_months_have_names_in_many_languages(language: str, form: str) -> None:
    for word in MARCH[language].split(", "):
        found, _ = dates.parse_dates(column(*(form.format(day, word) for day in (5, 14))))
        assert found.astype("M8[D]").astype(str).tolist() == ["2023-03-05", "2023-03-14"]


def test_a_column_tells_what_listopad_is() -> None:
    texts = ["5. listopada 2023", "1. srpnja 2023"], ["5 listopada 2023", "1 lipca 2023"]
    found = [dates.parse_dates(column(*each))[0].astype("M8[M]").astype(str) for each in texts]
    assert [each.tolist() for each in found] == [["2023-10", "2023-07"], ["2023-11", "2023-07"]]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05.01.23", "2023-01-05"),
        ("5.1.98 14:30", "1998-01-05"),
        ("2023-04", "2023-04-01"),
        ("04/2023", "2023-04-01"),
        ("2023M11", "2023-11-01"),
        ("2023Q3", "2023-07-01"),
        ("2023-Q3", "2023-07-01"),
        ("Q3 2023", "2023-07-01"),
        ("3. Quartal 2023", "2023-07-01"),
        ("20230731", "2023-07-31"),
        ("2023年4月5日", "2023-04-05"),
        ("2023년 4월 5일", "2023-04-05"),
        ("5 tháng 4, 2023", "2023-04-05"),
        ("2023. április 5.", "2023-04-05"),
        ("domingo, 5 de marzo de 2023", "2023-03-05"),
        ("May 2023", "2023-05-01"),
        ("Dez-23", "2023-12-01"),
        ("1.2.3", "NaT"),
        ("20231301", "NaT"),
        ("2023-13", "NaT"),
        ("Q5 2023", "NaT"),
        ("Lot 12 2023", "NaT"),
        ("31.04.23", "NaT"),
        ("06.12.10.11.12", "NaT"),
    ],
)
def test_parts_of_a_year_and_other_forms(text: str, day: str) -> None:
    assert dates.parse_dates(column(text))[0].astype("M8[D]").astype(str).tolist() == [day]


def test_parquet_keeps_old_dates_and_says_when_a_day_moves(tmp_path: Path) -> None:
    old = [date(1066 + i, 10, 14) for i in range(30)]
    late = pd.Series([datetime(2024, 3, 1 + i % 28, 23, 30) for i in range(30)])
    zoned = late.dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin")
    frame = pd.DataFrame({"old": old, "zoned": zoned, "utc": late.dt.tz_localize("UTC")})
    frame.to_parquet(tmp_path / "t")
    reading = read_table(tmp_path / "t")
    assert reading.frame["old"].dt.year.tolist() == [day.year for day in old]
    assert reading.columns["kind"].tolist() == ["date"] * 3
    assert next(said for said in reading.warnings if "another day" in said).startswith("'zoned'")
    kept = to_kinds(reading.frame, {"old": "date", "utc": "date"})
    assert kept["old"].iloc[0] == pd.Timestamp("1066-10-14").as_unit("us")
    assert kept["utc"].dtype == "M8[ns]"


def test_names_become_unique_without_meeting_a_name_that_is_there() -> None:
    names, notes = limits.unique_names(["a", "a", "a.1", "", " b "])
    assert names == ["a", "a.2", "a.1", "Unnamed: 3", "b"]
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("23.4 kmpl", "18 kmpl"), "kmpl"),
        (("5kg", "7.5 kg", "unknown"), "kg"),
        (("20 °C", "21.5°C"), "°C"),
        (("3 m/s", "4 m/s"), "m/s"),
        (("10 m²", "12 m²"), "m²"),
        (("5 kg", "5 lb"), ""),
        (("5 kg", "x"), ""),
        (("10 am", "11 am"), ""),
        (("1e5", "2e5"), ""),
        (("1,5 EUR", "2 EUR"), ""),
        (("12", "13"), ""),
    ],
)
def test_a_unit_is_one_that_all_numbers_have(texts: tuple[str, ...], unit: str) -> None:
    assert numbers.unit_behind(column(*texts), np.ones(len(texts), int)) == unit


def test_numbers_of_different_sorts_are_pointed_out() -> None:
    assert "different currencies" in numbers.parse_numbers(column("$5", "€6"))[1]
    assert "different currencies" not in numbers.parse_numbers(column("$5", "6 USD"))[1]
    assert "percent and none" in numbers.parse_numbers(column("5%", "0.06"))[1]
    assert "percent" not in numbers.parse_numbers(column("5%", "6 %"))[1]
