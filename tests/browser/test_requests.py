"""Who is asked and who may ask: no foreign host, no foreign name, no more bytes than agreed."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .lab import STEPS, Lab
from .server import Server

pytestmark = pytest.mark.browser
ROUTES = ("", "train", "_stcore/health", "_stcore/host-config", "report/x", "media/x", "static/x")
PUT = """async ([place, sizes]) => {
  const token = document.cookie.split('; ').find(part => part.startsWith('_streamlit_xsrf='));
  const headers = {'X-Xsrftoken': token.slice(token.indexOf('=') + 1)};
  const answers = [];
  for (const [number, size] of sizes.entries()) {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(size)]), 'made-up.csv');
    const answer = await fetch(`${place}/made-up-${number}`, {method: 'PUT', body, headers});
    answers.push(answer.status);
  }
  return answers;
}"""
MB = 1 << 20


def ask(url: str, host: str | None = None) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(url, headers={} if host is None else {"Host": host})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}
    except urllib.error.HTTPError as refused:
        return refused.code, {k.lower(): v for k, v in refused.headers.items()}


@pytest.mark.parametrize("route", ROUTES)
def test_a_foreign_name_is_refused_on_every_route(server: Server, route: str) -> None:
    assert ask(f"{server.url}/{route}", host="evil.example")[0] == 400
    status, headers = ask(f"{server.url}/{route}")
    assert status != 400
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src" in headers["content-security-policy"]


def test_no_page_asks_a_foreign_host(lab: Lab) -> None:
    """The fixture of every test here holds this too; these are the pages that no other walks."""
    lab.start_example()
    project = lab.page.url.split("?")[1]
    for step in (*STEPS, "History", "Glossary"):
        lab.page.goto(f"{lab.url}/{step.lower()}?{project}")
        lab.page.get_by_role("heading", level=1).first.wait_for()
        lab.settled()
    icon = lab.page.locator("link[rel~=icon]").first.get_attribute("href")
    assert icon is not None
    assert lab.asks_ourselves(icon if "//" in icon else f"{lab.url}/{icon}")
    assert lab.faults == []


def test_uploads_to_ids_that_are_made_up_are_bounded(browser: Browser, tmp_path: Path) -> None:
    small = Server(tmp_path, env={"LIFECYCLE_UPLOAD_MB": "2"})
    small.start()
    context = browser.new_context()
    lab = Lab(context.new_page(), small.url)
    (tmp_path / "table.csv").write_text("x,y\n1,2\n" * 50)
    lab.start_own()
    lab.open("Data")
    with lab.page.expect_request("**/_stcore/upload_file/**") as sent:
        lab.upload(tmp_path / "table.csv")
    place = sent.value.url.rpartition("/")[0]
    answers = lab.page.evaluate(PUT, [place, [4 * MB, int(1.5 * MB), int(1.5 * MB), MB // 2]])
    assert answers == [413, 204, 413, 204]  # too large a file, one, no room for two, a small one
    context.close()
    small.stop()
