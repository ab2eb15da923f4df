"""Every page fits a wide and a narrow screen, and shows foreign text as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .lab import STEPS, Lab
from .server import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 400])
def test_no_page_is_wider_than_the_screen(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    lab = Lab(context.new_page(), server.url)
    lab.start_example()
    project = lab.page.url.split("?")[1]
    lab.run("Define")
    for step in STEPS:
        lab.page.goto(f"{server.url}/{step.lower()}?{project}")
        lab.at(step)
        wide = lab.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= width, step
    context.close()


def test_the_report_is_shown_without_rights(lab: Lab) -> None:
    lab.start_example()
    for step in ("Define", "Data", "Split", "Explore"):
        lab.open(step)
        lab.run(step)
    lab.page.get_by_text("Full report", exact=True).click()
    lab.page.get_by_role("button", name="Make the full report").click()
    frame = lab.page.locator("iframe[src*='/report/']")
    expect(frame).to_be_visible()
    source = str(frame.get_attribute("src"))
    reply = lab.page.request.get(source if source.startswith("http") else lab.url + source)
    assert reply.status == 200
    assert reply.headers["content-security-policy"].startswith("sandbox")
    assert "allow-same-origin" not in reply.headers["content-security-policy"]
    inside = lab.page.frame_locator("iframe[src*='/report/']")
    expect(inside.get_by_role("heading", name="Overview")).to_be_visible()


@pytest.mark.parametrize("name", ["weird_names.csv", "html_cells.csv"])
def test_hostile_text_is_shown_as_text(name: str, lab: Lab, shared: Callable[[str], Path]) -> None:
    path = shared(f"nasty/{name}")
    lab.start_own()
    lab.open("Data")
    lab.upload(path)
    lab.run("Data")
    for step in ("Split", "Explore", "Prepare"):
        lab.open(step)
        lab.run(step)
    assert lab.dialogs == []
    assert lab.page.locator("[data-testid=stMain] script").count() == 0
    assert lab.page.locator("[data-testid=stMain] img[src^=http]").count() == 0


def test_a_wrong_link_is_said_and_leads_home(lab: Lab) -> None:
    lab.page.goto(f"{lab.url}/train?project=nobody")
    expect(lab.page.get_by_text("There is no project with this link")).to_be_visible()
    expect(lab.page.get_by_role("button", name="Start with the example")).to_be_visible()
