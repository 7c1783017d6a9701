"""The browser and the mail servers of all tests, and which files are begun first."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from mailing.dovecot_server import PROGRAM as DOVECOT
from mailing.dovecot_server import Dovecot, running
from mailing.post_office import PostOffice, open_office
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
# Minutes each: begun last, one process would still be busy with them while the other has done.
_LONG = (
    "engine/engines/test_engines_agree.py",
    "engine/engines/test_portraits_agree.py",
    "desk/ledger/test_killed_imports.py",
    "desk/followups/test_nothing_is_lost.py",
    "e2e/test_a_day.py",
    "cli/test_import_command.py",
    "desk/grading/test_live_labels.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, in this order; the others as they are."""
    place = {name: n for n, name in enumerate(_LONG)}
    here = Path(__file__).parent
    items.sort(key=lambda one: place.get(one.path.relative_to(here).as_posix(), len(_LONG)))


def pytest_collection_finish() -> None:
    """What is imported by now stays; looking for garbage in it again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Its driver cannot be started twice in a process."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's package chromium is missing")
    # The browser's driver keeps an event loop in this thread, in which nothing else runs.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A server of IMAP; tests take log-ins of their own."""
    if not DOVECOT.exists():
        pytest.skip("Debian's package dovecot-imapd is missing")
    with running() as server:
        yield server


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """A server of SMTP."""
    with open_office() as office:
        yield office
