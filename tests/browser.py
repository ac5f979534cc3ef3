"""Fixtures of the stories: a real browser, the site as a person sees it, and three things that hold on every page.

Each `page` fails its test at the end if it asked anything outside for a file, broke the content security policy, or had a
script error. `assert_accessible(page)` runs axe-core (WCAG 2.0 to 2.2, A and AA); `screenshot(page, name)` keeps a picture in
var/screenshots for people to look at.
"""

import asyncio
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import require

PICTURES = Path(__file__).resolve().parents[1] / "var/screenshots"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser():
    """Chromium of this machine; nothing is downloaded."""
    path = require("chromium")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in the thread of the test; the ORM is used between its calls, never inside them.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Playwright's loop counts as running between its calls, for every later test of the worker; one without a browser sees none.

    Around the whole of a test, so that a fixture of a file is set up where its tests run: Django gives other connections inside a loop.
    """
    if "browser" in item.fixturenames:
        return (yield)
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(left)


class Live:
    """The running site. `live.page()` is a fresh visitor; `live.page(lan)` is Lan, signed in."""

    def __init__(self, server, browser):
        self.server, self.browser, self.contexts, self.problems = server, browser, [], []

    def url(self, path: str = "/") -> str:
        return f"{self.server.url}{path}"

    def page(self, user=None, *, size=None, language="vi", dark=False):
        """A page in its own browser context, so that two people can be online at once."""
        context = self.browser.new_context(
            base_url=self.server.url, viewport=size or WIDE, locale={"vi": "vi-VN", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce")
        context.set_default_timeout(30_000)  # how long a busy machine may take, not how long we want to wait
        self.contexts.append(context)
        if user is not None:
            self.sign_in(context, user)
        page = context.new_page()
        self._watch(page)
        return page

    def sign_in(self, context, user) -> None:
        """Give the browser a session of this user, without going through the login page."""
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                              "url": self.server.url}])

    def _watch(self, page) -> None:
        own = urlsplit(self.server.url).netloc

        def asked(request):
            if request.url.startswith("http") and urlsplit(request.url).netloc != own:
                self.problems.append(f"asked outside for {request.url}")

        def said(message):
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.problems.append(f"console: {message.text}")

        def answered(response):
            if response.status >= 500:
                self.problems.append(f"{response.status} for {response.url}")

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("response", answered)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def office_hours(monkeypatch):
    """The demo's day begins at 14:00 and goes on from there, whatever the hour at which the tests run; what is set up happened before."""
    from django.utils import timezone

    from openpar.core import clock
    from openpar.core.models import DemoClock
    begun = timezone.localtime()

    def at_work(real):
        day = DemoClock.objects.values_list("today", flat=True).first()
        return clock.at_time(day, 14) + (real - begun) if day else real

    monkeypatch.setattr(clock, "demo_moment", at_work)


@pytest.fixture
def live(live_server, browser, office_hours):
    """The site on a free port, with a database that other threads can see."""
    it = Live(live_server, browser)
    yield it
    it.close()
    assert not it.problems, "\n".join(dict.fromkeys(it.problems))


@pytest.fixture
def page(live):
    """A visitor's page at 1280 px."""
    return live.page()


def assert_accessible(page, *, ignore: tuple[str, ...] = ()) -> None:
    """No violation of WCAG A and AA on the page as it is now, and no sideways scroll."""
    from axe_playwright_python.sync_playwright import Axe

    # without preload: axe would copy imported stylesheets into the page, which the policy refuses; what passes is not described
    options = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    lines = [f"{v['id']}: {v['help']}\n    " + "\n    ".join(n["html"][:160] for n in v["nodes"][:3])
             for v in found if v["id"] not in ignore]
    assert not lines, f"{page.url}: {len(lines)} accessibility violations\n" + "\n".join(lines)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url}: the page is {wide} px wide in a window of {room} px"


def screenshot(page, name: str) -> Path:
    """A picture of the whole page, var/screenshots/NAME.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
