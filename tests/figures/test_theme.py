"""Theme: the palette reads on both pages, differs in shape, and is the one of the config file."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from lifecycle.figures import plain
from lifecycle.figures.theme import DASHES, LOOKS, PALETTE, SYMBOLS, look

CONFIG = tomllib.loads(
    (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)
THEME = CONFIG["theme"]
PAGES = [THEME[mode]["backgroundColor"] for mode in ("light", "dark")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_stands_out_from_the_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_links_and_the_main_button_read(mode: str) -> None:
    theme = THEME[mode]
    for page in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["textColor"], page) >= 7
    assert contrast(theme["linkColor"], theme["backgroundColor"]) >= 4.5
    assert contrast(theme["primaryColor"], "#ffffff") >= 4.45
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= 3


def test_the_app_and_the_figures_share_one_palette() -> None:
    assert tuple(THEME["chartCategoricalColors"]) == PALETTE


def test_series_differ_without_colour() -> None:
    assert len(set(DASHES)) >= len(PALETTE)
    assert len(set(SYMBOLS)) >= len(PALETTE)
    assert all(a != b for a, b in combinations(PALETTE, 2))


def test_no_two_series_share_colour_and_shape() -> None:
    looks = [look(i) for i in range(LOOKS)]
    assert len({(colour, dash) for colour, dash, _ in looks}) == LOOKS
    assert len({(colour, symbol) for colour, _, symbol in looks}) == LOOKS
    assert len({dash for _, dash, _ in looks[:6]}) == 6


def test_the_server_is_quiet_and_local() -> None:
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize(
    "name",
    [
        "<b>",
        "<a href='x'>y</a>",
        "$\\alpha$",
        "%{x}",
        "a\nb",
        "\u202eabc",
        "",
        None,
        "x" * 500,
        "&lt;",
    ],
)
def test_plain_text_has_nothing_to_interpret(name: object) -> None:
    text = plain(name)
    assert text
    assert not set(text) & set("<>${}\"'`\\\n\u202e")
    assert len(text) <= 40 * 6
