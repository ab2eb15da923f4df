"""Going back changes what is true: what follows is out of date, and says why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .lab import Lab

pytestmark = pytest.mark.browser


def test_changing_the_imputation_and_changing_it_back(lab: Lab) -> None:
    lab.start_example()
    lab.run_to("Export")
    lab.open("Train")
    leader = lab.page.locator(".st-key-train-result h3").inner_text()

    lab.open("Prepare")
    lab.choose("numbers", "Mean")
    lab.expect_state("out of date", "Prepare", "Train", "Evaluate", "Export")
    lab.expect_state("up to date", "Define", "Data", "Split", "Explore")

    lab.open("Train")
    banner = lab.page.get_by_text("Out of date:")
    expect(banner).to_contain_text("changed from")
    expect(lab.page.locator(".stMarkdownBadge", has_text="Old result")).to_be_visible()
    assert lab.page.locator(".st-key-train-result h3").inner_text() == leader

    lab.open("Prepare")
    lab.choose("numbers", "Median")
    lab.expect_state("up to date", "Prepare", "Train", "Evaluate", "Export")
    lab.open("Train")
    expect(lab.page.get_by_text("Out of date:")).to_have_count(0)
