"""A reader in front of a real browser, who sees one dashboard."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from orchestration.service.settings import Trust
from orchestration.service.tokens import Caller, Role, make_token

SECRET = "a-signing-secret-of-more-than-32-bytes"
PARTNER, OTHER = "harbor_timing", "ridge_timing"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
GRAVE = ("serious", "critical")


def token(role: Role = "admin", partner: str | None = None, *, seconds: float = 3600) -> str:
    """A token of that role, for Ada."""
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return make_token(Trust("HS256", SECRET), SECRET, Caller("ada", role, partner), until=until)


@dataclass
class Reader:
    """One window; `strange` are the calls that were made to other hosts, `errors` the browser's."""

    url: str
    context: BrowserContext
    page: Page
    strange: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, browser: Browser, url: str, **look: Any) -> "Reader":
        """A new window that nobody is signed in to."""
        given: Any = {"viewport": LAPTOP, "timezone_id": "Europe/Vienna", **look}
        context = browser.new_context(**given)
        context.set_default_timeout(15_000)
        return cls(url, context, context.new_page()).watched()

    def watched(self) -> "Reader":
        """The same, with an eye on what the browser does."""
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        return self

    def another_window(self) -> "Reader":
        """A second window of the same reader."""
        return Reader(self.url, self.context, self.context.new_page()).watched()

    def sign_in(self, text: str, to: str = "/") -> "Reader":
        """Signs in with a token and goes to a page."""
        self.page.goto(f"{self.url}/dashboard/sign-in?to=/dashboard{to}")
        self.page.get_by_label("Token").fill(text)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_load_state()
        return self

    def go(self, path: str) -> "Reader":
        """Opens a page."""
        self.page.goto(f"{self.url}/dashboard{path}")
        return self

    def press(self, name: str) -> None:
        """Presses the first button of that name."""
        self.button(name).click()

    def button(self, name: str) -> Locator:
        """The first button of that name."""
        return self.page.get_by_role("button", name=name, exact=True).first

    def sees(self, words: str) -> None:
        """Passes when the words are on the page, now or soon."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=15_000)

    @property
    def words(self) -> str:
        """Everything that is on the page."""
        return self.page.inner_text("body")

    @property
    def is_too_wide(self) -> bool:
        """Whether one would have to scroll sideways."""
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return wide

    def obstacles(self) -> list[str]:
        """What keeps some people from using the page, the grave ones."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {node['html'][:200]}"
            for one in found
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != urlsplit(self.url).netloc:
            self.strange.append(request.url)
