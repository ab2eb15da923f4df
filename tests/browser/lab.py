"""The app as a person handles it: press Run, press Next, read what is on the screen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from ..waiting import PATIENCE

STEPS = (
    "Define", "Data", "Split", "Explore", "Prepare", "Train", "Evaluate", "Export", "Deploy",
    "Monitor",
)  # fmt: skip
APOLOGY = "Something went wrong on our side"


class Lab:
    """One browser tab with the app in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.set_default_timeout(PATIENCE * 1000)
        self.dialogs: list[str] = []
        self.faults: list[str] = []  # requests to others, and what the page was forbidden
        page.on("request", lambda asked: self.asks_ourselves(asked.url))
        page.on("console", lambda line: self._forbidden(line.text))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def asks_ourselves(self, url: str) -> bool:
        """Whether an address is this server's or lies in the page itself; another is a fault."""
        ours = url.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:"))
        self.faults += [] if ours else [url]
        return ours

    def _forbidden(self, line: str) -> None:
        if "Content Security Policy" in line or "Content-Security-Policy" in line:
            self.faults.append(line)

    def home(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_role("button", name="Start with the example").wait_for()

    def start_example(self) -> None:
        self.home()
        self.page.get_by_role("button", name="Start with the example").click()
        self.at("Define")

    def start_own(self) -> None:
        self.home()
        self.page.get_by_role("button", name="Start with my own file").click()
        self.at("Define")

    def at(self, step: str) -> None:
        """Wait until a step's page is there and drawn."""
        self.page.get_by_role("heading", name=step, exact=True, level=1).wait_for()
        self.settled()

    def settled(self) -> None:
        """Wait until the page's script has run and nothing broke."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')"
            "?.getAttribute('data-test-script-state') === 'notRunning'"
        )
        assert self.page.get_by_text(APOLOGY).count() == 0

    def open(self, step: str) -> None:
        """Go to a step by the sidebar."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=step).first.click()
        self.at(step)

    def upload(self, path: Path, name: str = "stFileUploader") -> None:
        self.page.set_input_files(f'[data-testid="{name}"] input[type=file]', str(path))
        expect(self.page.get_by_text(path.name, exact=True).first).to_be_visible()
        self.settled()

    def press_run(self, step: str) -> None:
        self.settled()
        self.page.locator(f".st-key-{step.lower()}-run button").click()

    def run(self, step: str) -> None:
        """Press Run and wait for the result."""
        self.press_run(step)
        done = self.page.locator(f".st-key-{step.lower()}-run").get_by_text("Up to date")
        expect(done).to_be_visible()
        self.settled()

    def next(self) -> None:
        self.settled()
        self.page.locator(".st-key-next button").click()

    def run_to(self, last: str, *, first: str = "Define") -> None:
        """From the page of ``first``: run, next, and so on until ``last`` is run."""
        for step in STEPS[STEPS.index(first) : STEPS.index(last) + 1]:
            self.at(step)
            self.run(step)
            if step != last:
                self.next()

    def expect_state(self, word: str, *steps: str) -> None:
        """The sidebar shows this word beside these steps, at once or in a moment."""
        for step in steps:
            link = self.page.get_by_test_id("stSidebar").get_by_role("link", name=step).first
            expect(link).to_contain_text(word)

    def choose(self, label: str, option: str) -> None:
        """Pick an option of a select box."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settled()
