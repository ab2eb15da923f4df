"""The encoding of bytes that are not UTF-8, and what is said where it is not sure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lifecycle.core.settings import settings
from lifecycle.data.readers import Reading, read_table

Read = Callable[[bytes], Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(content: bytes) -> Reading:
        (tmp_path / "t").write_bytes(content)
        return read_table(tmp_path / "t")

    return read


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        *[
            (word, "cp1252")
            for word in ("Hélène", "bei 20°C", "über 5 €", "Málaga", "Århus", "Øl", "Besançon")
        ],
        *[
            (word, "cp1252")
            for word in ("Skåne", "Maceió", "d’Évreux", "“hi”", "São João", "Größe")
        ],
        *[(word, "cp1250") for word in ("Wrocław", "Łódź", "žluťoučký kůň", "Győrből hűvös")],
        *[("Москва", each) for each in ("cp1251", "koi8-r", "cp866")],
        *[("Θεσσαλονίκη", "cp1253"), ("Panevėžys", "cp1257"), ("Çağrı Şişli", "cp1254")],
        *[
            ("東京都 はい", "euc_jp"),
            ("東京都 はい", "shift_jis"),
            ("北京市 上海 广州 深圳", "gb18030"),
        ],
        ("Müller Größe François", "mac_roman"),
    ],
)
@pytest.mark.parametrize("rows", [2, 40])
def test_letters_come_out_right(read: Read, word: str, encoding: str, rows: int) -> None:
    got = read(f"n;word\n{f'1;{word}{chr(10)}' * rows}".encode(encoding))
    assert got.frame["word"].tolist() == [word] * rows


def test_what_is_not_sure_is_said_with_an_example(read: Read) -> None:
    said = " ".join(read("a,b\n1,Hélène\n2,x\n".encode("cp1252")).warnings)
    assert "Western European (Windows-1252), as in 'Hélène'" in said
    assert not read("a,b\n1,Größe\n2,x\n".encode("cp1252")).warnings


@pytest.mark.parametrize("large_mb", [0, 100])
def test_a_damaged_letter_does_not_spoil_the_others(
    read: Read, monkeypatch: pytest.MonkeyPatch, large_mb: int
) -> None:
    monkeypatch.setenv("LIFECYCLE_LARGE_MB", str(large_mb))
    settings.cache_clear()
    try:
        got = read(b"a,b\n" + "1,Kraków\n".encode() * 30 + b"2,Orl\xe9ans\n")
        assert got.frame["b"].tolist() == ["Kraków"] * 30 + ["Orl\ufffdans"]
        assert "Some letters are damaged" in " ".join(got.warnings)
    finally:
        settings.cache_clear()
