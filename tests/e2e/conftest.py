"""A real browser, logged in, in front of a small house."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk_fixtures import (
    django_db_modify_db_settings,
    no_book_of_earlier_tests,
    nothing_counted,
    plain_static_files,
)
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

__all__ = [
    "django_db_modify_db_settings",
    "no_book_of_earlier_tests",
    "nothing_counted",
    "plain_static_files",
]
# The browser's driver keeps an event loop in this thread, in which nothing else runs.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's package chromium is missing")
    with sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def log_in(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens the application and logs in by hand; whatever the console says is a failure."""
    said: list[str] = []
    contexts = []

    def opened(login: str, password: str, width: int = 1440) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{live_server.url}/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        page.click("button.btn-primary")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
