"""A database with many customers for `benchmarks.desk`, and what is timed inside the process.

Prints one JSON object: seconds of loading, of labelling everybody again, of planning everybody's
follow-ups, of reading the book (and its megabytes), milliseconds of one customer's labels after a
fact, seconds of trying a changed rule and a changed setting, and for each person a session and some
customers within reach.
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
from kehu.desk.accounts.actor import THE_APPLICATION, Actor  # noqa: E402
from kehu.desk.accounts.models import User  # noqa: E402
from kehu.desk.accounts.roles import Role  # noqa: E402
from kehu.desk.core.models import Company  # noqa: E402
from kehu.desk.followups.planning import plan_regraded  # noqa: E402
from kehu.desk.grading.actions import regrade_all, regrade_changed  # noqa: E402
from kehu.desk.grading.book import the_book  # noqa: E402
from kehu.desk.grading.trial import Trial  # noqa: E402
from kehu.desk.ledger.actions import log_contact  # noqa: E402
from kehu.desk.ledger.loading import load_ledger  # noqa: E402
from kehu.desk.ledger.models import Customer  # noqa: E402
from kehu.desk.ledger.queries import customers_of  # noqa: E402
from kehu.engine.backends.checking import Vocabulary  # noqa: E402
from kehu.engine.backends.duckdb import DuckDB  # noqa: E402
from kehu.engine.backends.folder import LedgerFolder  # noqa: E402
from kehu.engine.rules.load import rulebook_of  # noqa: E402

_OWNERS = ("Li Na", "Wang Wei", "Zhang Min")  # as the ledger names them
_ORDERS, _MESSAGES = 3, 10  # a customer
_RULE = "dimensions: {stage: {labels: {A: {when: purchases_12m >= 500000}}}}"
_SETTING = "settings: {late_after_days: 9}"
_OPENED = 200  # customers whose page is opened


def fill(customers: int) -> dict[str, object]:
    """Make the database and time what grading does."""
    call_command("prepare", stdout=sys.stderr)
    Company.objects.create(pk=1, name="Benchmark", base_currency="CNY")
    people = [_person(name, Role.SALESPERSON) for name in _OWNERS]
    people.append(_person("Administrator", Role.ADMINISTRATOR))
    loading = _timed(lambda: _load(customers))
    regrade_all()
    plan_regraded()
    found = {
        "load": loading, "relabel": _timed(regrade_all), "plan": _timed(plan_regraded),
        "book": _timed(the_book),
    }  # fmt: skip
    rule, setting = (rulebook_of(text, "tried") for text in (_RULE, _SETTING))
    tried = {"try_rule": _timed(lambda: Trial(rule)), "try_setting": _timed(lambda: Trial(setting))}
    one = median(_timed(lambda n=n: _fact(n)) for n in range(7)) * 1000
    megabytes = the_book().base.columns.size / 1e6
    sessions = [[_session(person), _within(person)] for person in people]
    return {**found, **tried, "one": one, "book_mb": megabytes, "sessions": sessions}


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


def _within(person: User) -> list[int]:
    """Some customers whom the person sees."""
    rows = customers_of(Actor.of(person)).order_by("?").values_list("pk", flat=True)
    return list(rows[:_OPENED])


def _timed(do: object) -> float:
    start = time.perf_counter()
    do()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[2]))))
