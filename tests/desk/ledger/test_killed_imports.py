"""Worker and web process are killed in the middle of an import: all of it is there, or nothing.

Real processes on the test's own database; each is stopped where a file or the database shows that
it is in the middle, never after a guessed time.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from desk_scene import person
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from pytest_django import Settings

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.core.progress import progress_in
from kehu.desk.ledger.imports.folder import Folder
from kehu.desk.ledger.imports.upload import upload
from kehu.desk.ledger.models import Customer, Import, Interaction

pytestmark = pytest.mark.django_db(transaction=True)

_CUSTOMERS, _TALKS = 500, 60_000
_BIG = 12_000  # customers in the file that the browser sends


class House:
    """The application's processes on the test's database, each in a group of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.running: list[subprocess.Popen[bytes]] = []
        (data / "secret-key").write_text(django_settings.SECRET_KEY)
        (data / "temporary").mkdir()

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        surroundings = {
            **os.environ, "KEHU_DATA": str(self.data), "TMPDIR": str(self.data / "temporary"),
            "DJANGO_SETTINGS_MODULE": "kehu.desk.settings",
        }  # fmt: skip
        if connection.vendor == "postgresql":
            kept = connection.settings_dict
            surroundings["DATABASE_URL"] = os.environ["DATABASE_URL"].replace(
                f"/{_plain_name()}?", f"/{kept['NAME']}?"
            )
        one = subprocess.Popen(
            [sys.executable, "-m", *command], env=surroundings, start_new_session=True,
            cwd=self.data,
        )  # fmt: skip
        self.running.append(one)
        return one

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("django", "qcluster")

    def kill(self, one: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
        with suppress(ProcessLookupError):
            os.killpg(one.pid, number)
        if number == signal.SIGKILL:
            one.wait()


def _plain_name() -> str:
    """The name of the database that the test's own was made beside."""
    return os.environ["DATABASE_URL"].partition("?")[0].rpartition("/")[2]


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> Iterator[House]:
    if connection.vendor == "sqlite":
        (tmp_path / "kehu.sqlite3").symlink_to(connection.settings_dict["NAME"])
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    made = House(tmp_path)
    yield made
    for one in made.running:
        made.kill(one)


def until(what: Callable[[], Any], seconds: float = 120) -> Any:
    """What it comes to, once it comes to something."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
    return found


def many_tables() -> list[SimpleUploadedFile]:
    customers = "".join(f"C{n},Customer {n}\n" for n in range(_CUSTOMERS))
    talks = "".join(
        f"I{n},C{n % _CUSTOMERS},2026-09-01,in,email,{'x' * 60}\n" for n in range(_TALKS)
    )
    head = "interaction_id,customer_id,at,direction,channel,text\n"
    return [
        SimpleUploadedFile("customers.csv", f"customer_id,name\n{customers}".encode()),
        SimpleUploadedFile("interactions.csv", f"{head}{talks}".encode()),
    ]


def there() -> tuple[int, int]:
    return Customer.objects.count(), Interaction.objects.count()


def fresh(one: Import) -> Import:
    return Import.objects.get(pk=one.pk)


def test_a_worker_killed_while_it_loads_leaves_nothing_and_the_next_loads_all(
    house: House,
) -> None:
    one = upload(actor=Actor.of(person("Boss", Role.ADMINISTRATOR)), files=many_tables())
    worker = house.worker()

    def in_the_middle() -> bool:
        progress = progress_in(Folder(one).path)
        return progress.table == "interactions" and progress.done < progress.total - 5_000

    until(in_the_middle)
    house.kill(worker, signal.SIGSTOP)  # so that it stays where it is while we look
    assert fresh(one).state == "loading" and there() == (0, 0)
    house.kill(worker)
    assert fresh(one).state == "loading" and there() == (0, 0)

    house.worker()
    # What the dead worker had in hand stays in its hand for an hour; the minute's look finds it.
    Schedule.objects.update(next_run=timezone.now())
    until(lambda: fresh(one).state == "done")
    assert there() == (_CUSTOMERS, _TALKS)
    assert fresh(one).attempts == 2
    until(lambda: not Schedule.objects.filter(func=django_settings.IMPORTER).exists())


def test_a_web_process_killed_during_an_upload_has_uploaded_nothing(house: House) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    browser = Client()
    browser.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    port, web = _serve(house)
    until(lambda: _answers(port))
    begun = _begin_upload(port, browser)
    # Django writes what comes in to a temporary file once it is larger than 2.5 MB.
    until(lambda: [f for f in (house.data / "temporary").rglob("*.upload*") if f.stat().st_size])
    house.kill(web)
    begun.close()
    assert not Import.objects.exists() and not OrmQ.objects.exists()
    assert not list((house.data / "files").rglob("*.csv"))
    assert there() == (0, 0)

    port, _ = _serve(house)
    until(lambda: _answers(port))
    with _begin_upload(port, browser, whole=True) as answered:
        assert answered.recv(12) == b"HTTP/1.1 302"
    one = Import.objects.get()
    house.worker()
    until(lambda: fresh(one).state == "done")
    assert Customer.objects.count() == _BIG


def _serve(house: House) -> tuple[int, subprocess.Popen[bytes]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (house.data / "static").mkdir(exist_ok=True)
    return port, house.start(
        "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--log-level", "error", "kehu.desk.wsgi:application",
    )  # fmt: skip


def _answers(port: int) -> bool:
    with suppress(OSError):
        return b" 200 " in _asked(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return False


def _asked(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(request)
        return line.recv(4096)


def _begin_upload(port: int, browser: Client, *, whole: bool = False) -> socket.socket:
    """The form with a large file: sent but for its end, so that the server waits; or whole."""
    token = "a" * 32  # in form and cookie alike
    rows = "".join(f"C{n},Customer {n} {'x' * 260}\n" for n in range(_BIG))
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n',
        '--b\r\nContent-Disposition: form-data; name="tables"; filename="customers.csv"\r\n',
        f"Content-Type: text/csv\r\n\r\ncustomer_id,name\n{rows}\r\n--b--\r\n",
    ]
    body = "".join(parts).encode()
    session = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    head = (
        f"POST /data/import HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Cookie: {django_settings.SESSION_COOKIE_NAME}={session}; csrftoken={token}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    line = socket.create_connection(("127.0.0.1", port), 60)
    line.sendall(head.encode() + (body if whole else body[:-1_000]))
    return line
