"""The page that describes the API, in a real browser under our policy of what may run."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kehu.desk.api import api


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_every_operation_and_asks_nobody_else(
    live_server: LiveServer, browser: Browser
) -> None:
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/docs")
    page.wait_for_selector(".opblock")
    shown = page.locator(".opblock").count()
    page.locator(".opblock-post").first.click()
    page.wait_for_selector(".opblock-body")
    page.close()
    foreign = [url for url in asked if not url.startswith((live_server.url, "data:"))]
    assert (said, foreign) == ([], [])
    paths = api.get_openapi_schema()["paths"]
    assert shown == sum(len(methods) for methods in paths.values())
