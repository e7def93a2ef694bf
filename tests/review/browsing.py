"""A real Chromium at the office's pages, and what it complains of."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

#: A desk's screen and a narrow window.
WIDE, NARROW = 1500, 420
#: Quiet on a machine without a screen; no flag weakens what the pages rely on.
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
AXE = Axe()


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Tab:
    """One tab; what went wrong in it is kept."""

    page: Page
    address: str
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("requestfailed", self._note_failed)

    def _note_failed(self, request: Request) -> None:
        """What the browser itself gave up because it went on is no trouble."""
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"failed: {request.url}")

    def _note(self, message: ConsoleMessage) -> None:
        """A refusal is shown as a page, and the browser says so; anything else is trouble."""
        refusal = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not (refusal and "image" not in str(message.location)):
            self.trouble.append(f"{message.type}: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, selector: str, limit: int = 80) -> None:
        """Press Tab until this element has the focus: what a keyboard alone can reach."""
        for _ in range(limit):
            if self.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    def find_faults(self) -> list[str]:
        """What axe finds, and content wider than the window."""
        found = [
            f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})"
            for v in AXE.run(self.page).response["violations"]
        ]
        if self.page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"):
            found.append("the page is wider than the window")
        return found


#: `open_tab("rita", Role.REVIEWER, width)`: a tab in which this account is signed in.
OpenTab = Callable[..., Tab]
