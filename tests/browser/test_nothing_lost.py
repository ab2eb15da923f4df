"""Reload, another tab, a killed server, a closed browser: every choice and result comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .lab import Lab
from .server import Server

pytestmark = pytest.mark.browser
QUESTION = "Which customers will leave next month?"


def tab(browser: Browser, url: str) -> Lab:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url)
    return Lab(page, url)


def ask(lab: Lab) -> None:
    lab.page.get_by_role("textbox", name="Question").fill(QUESTION)
    lab.page.get_by_role("textbox", name="Question").press("Control+Enter")
    lab.settled()


def check_all_there(lab: Lab) -> None:
    lab.at("Prepare")
    lab.expect_state("up to date", "Define", "Data", "Split", "Prepare")
    expect(lab.page.locator(".st-key-prepare-result h3")).to_contain_text("features")
    lab.open("Define")
    expect(lab.page.get_by_role("textbox", name="Question")).to_have_value(QUESTION)


def test_reload_other_tab_and_killed_server(browser: Browser, own_server: Server) -> None:
    lab = tab(browser, own_server.url)
    lab.start_example()
    ask(lab)
    lab.run_to("Prepare")
    url = lab.page.url
    assert "project=" in url

    lab.page.reload()
    check_all_there(lab)
    check_all_there(tab(browser, url))

    own_server.kill()
    own_server.start()
    check_all_there(tab(browser, url))


def test_a_closed_browser_does_not_end_the_work(browser: Browser, own_server: Server) -> None:
    lab = tab(browser, own_server.url)
    lab.start_example()
    for step in ("Define", "Data", "Split", "Prepare"):
        lab.open(step)
        lab.run(step)
    lab.open("Train")
    lab.press_run("Train")
    expect(lab.page.get_by_role("button", name="Cancel")).to_be_visible()
    url = lab.page.url
    lab.page.context.close()

    again = tab(browser, url)
    again.at("Train")
    done = again.page.locator(".st-key-train-run").get_by_text("Up to date")
    expect(done).to_be_visible()


def test_the_page_stays_usable_and_cancel_keeps_what_is_finished(
    browser: Browser, own_server: Server
) -> None:
    lab = tab(browser, own_server.url)
    lab.start_example()
    lab.open("Split")
    folds = lab.page.get_by_role("spinbutton", name="Folds")
    folds.fill("20")  # 140 fits, so that there is time to look around
    folds.press("Enter")
    lab.run("Split")
    lab.open("Train")
    lab.press_run("Train")
    expect(lab.page.get_by_role("progressbar").first).to_be_visible()
    expect(lab.page.get_by_text("so far")).to_be_visible()

    lab.open("Explore")  # another page works meanwhile
    lab.run("Explore")
    lab.expect_state("running", "Train")

    lab.open("Train")
    lab.page.get_by_role("button", name="Cancel").click()
    expect(lab.page.get_by_text("Cancelled. What was finished is kept")).to_be_visible()
    lab.run("Train")
    expect(lab.page.locator(".st-key-train-result h3")).to_contain_text("ROC AUC")
