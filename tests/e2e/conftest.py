"""A real browser, logged in, in front of a small house."""

from collections.abc import Callable, Iterator

import pytest
from desk_fixtures import (
    django_db_modify_db_settings,
    no_book_of_earlier_tests,
    nothing_known,
    passwords_hashed_quickly,
    plain_static_files,
    plans_of_many_houses,
)
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

__all__ = [
    "django_db_modify_db_settings",
    "no_book_of_earlier_tests",
    "nothing_known",
    "passwords_hashed_quickly",
    "plain_static_files",
    "plans_of_many_houses",
]


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
