"""A database with many customers for `benchmarks.desk`, and what is timed inside the process.

Prints one JSON object: seconds of loading, of labelling everybody again, of reading the book (and
its megabytes), milliseconds of one customer's labels after a fact, and sessions of people.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "kehu.desk.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks.scale_ledger import write_scale_ledger  # noqa: E402
from kehu.desk.accounts.actions import add_person  # noqa: E402
from kehu.desk.accounts.actor import THE_APPLICATION  # noqa: E402
from kehu.desk.accounts.models import User  # noqa: E402
from kehu.desk.accounts.roles import Role  # noqa: E402
from kehu.desk.grading.actions import regrade_all, regrade_changed  # noqa: E402
from kehu.desk.grading.book import the_book  # noqa: E402
from kehu.desk.ledger.actions import log_contact  # noqa: E402
from kehu.desk.ledger.loading import load_ledger  # noqa: E402
from kehu.desk.ledger.models import Customer  # noqa: E402
from kehu.engine.backends.checking import Vocabulary  # noqa: E402
from kehu.engine.backends.duckdb import DuckDB  # noqa: E402
from kehu.engine.backends.folder import LedgerFolder  # noqa: E402

_OWNERS = ("Li Na", "Wang Wei", "Zhang Min")  # as the ledger names them
_ORDERS, _MESSAGES = 3, 10  # a customer


def fill(customers: int) -> dict[str, object]:
    """Make the database and time what grading does."""
    call_command("prepare", stdout=sys.stderr)
    people = [_person(name, Role.SALESPERSON) for name in _OWNERS]
    people.append(_person("Administrator", Role.ADMINISTRATOR))
    loading = _timed(lambda: _load(customers))
    regrade_all()
    found = {"load": loading, "relabel": _timed(regrade_all), "book": _timed(the_book)}
    one = median(_timed(lambda n=n: _fact(n)) for n in range(7)) * 1000
    megabytes = the_book().base.columns.size / 1e6
    sessions = [_session(person) for person in people]
    return {**found, "one": one, "book_mb": megabytes, "sessions": sessions}


def _person(name: str, role: Role) -> User:
    login = name.split(maxsplit=1)[0].lower()
    return add_person(actor=THE_APPLICATION, name=name, username=login, email="", role=role)


def _load(customers: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder, DuckDB() as engine:
        write_scale_ledger(Path(folder), customers, each=_ORDERS, messages=_MESSAGES)
        ledger = LedgerFolder(engine, Path(folder), "CNY", Vocabulary({})).ledger()
        load_ledger(actor=THE_APPLICATION, ledger=ledger, progress=lambda *_: None)


def _fact(number: int) -> None:
    """A message is logged and the labels are right again."""
    customer = Customer.objects.order_by("pk")[number * 100]
    log_contact(
        actor=THE_APPLICATION, customer=customer, at=customer.created_at, direction="in",
        channel="email",
    )  # fmt: skip
    regrade_changed()


def _session(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _timed(do: object) -> float:
    start = time.perf_counter()
    do()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[2]))))
