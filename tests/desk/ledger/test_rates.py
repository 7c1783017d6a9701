"""Exchange rates: set by hand or from a file, all of it or nothing; who pays in them is graded."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from desk_scene import person
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.found import measures_of
from kehu.desk.grading.models import Grade
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Changed, Customer, ExchangeRate
from kehu.desk.ledger.rates import import_rates, newest_rates, set_rate
from kehu.errors import InputFaults, KehuError

pytestmark = pytest.mark.django_db
APP: dict[str, Any] = {"actor": THE_APPLICATION}
DAY = date(2026, 9, 1)


def a_file(text: str, name: str = "rates.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def rates() -> dict[tuple[str, str], Decimal]:
    return {(one.currency, str(one.date)): one.rate for one in ExchangeRate.objects.all()}


def logged_in(role: Role, language: str = "en") -> Client:
    Company.objects.get_or_create(pk=1, name="Lumen")
    user = person(f"{role} {language}", role)
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_file_says_what_is_new_what_is_another_now_and_what_is_the_same() -> None:
    set_rate(**APP, currency="USD", date=DAY, rate=Decimal("7.1"))
    set_rate(**APP, currency="EUR", date=DAY, rate=Decimal("8"))
    told = import_rates(
        **APP,
        file=a_file(
            "date,currency,rate\n2026-09-01,USD,7.12\n2026-09-01,EUR,8\n2026-10-01,USD,7.2\n"
        ),
    )
    assert (told.new, told.changed, told.same) == (1, 1, 1)
    assert rates()["USD", "2026-09-01"] == Decimal("7.12")
    entry = AuditEntry.objects.get(verb="rates.imported")
    assert entry.before == {"USD 2026-09-01": "7.1"}
    assert set(entry.after or {}) == {"USD 2026-09-01", "USD 2026-10-01"}


def test_all_faults_are_told_with_row_and_column_and_nothing_is_imported() -> None:
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    text = (
        "date,currency,rate\n2026-09-01,USD,7\n2026-13-01,EUR,8\n2026-09-01,XYZ,1\n"
        "2026-09-01,CNY,1\n2026-09-01,GBP,0\n2026-09-01,JPY,\n2026-09-01,USD,7.5\n2026-09-01,CHF\n"
    )
    with pytest.raises(InputFaults) as refused:
        import_rates(**APP, file=a_file(text))
    told = {(one.row, one.column, one.code) for one in refused.value.faults}
    assert told == {
        (2, "date", "not_a_moment"), (3, "currency", "not_a_currency"),
        (4, "currency", "is_base_currency"), (5, "rate", "rate_not_above_zero"),
        (6, "rate", "empty_required"), (7, "date;currency", "duplicate_key"),
        (8, None, "ragged_row"),
    }  # fmt: skip
    assert not rates() and not AuditEntry.objects.exists()


@pytest.mark.parametrize("text", ["date,currency,rate\n", "", "day,rate\n2026-09-01,7\n", "\0\xff"])
def test_a_file_that_holds_no_rates_is_refused(text: str) -> None:
    with pytest.raises(KehuError):
        import_rates(**APP, file=a_file(text))
    assert not rates()


@pytest.mark.parametrize(
    ("currency", "rate", "field"),
    [
        ("XYZ", "1", "currency"),
        ("CNY", "1", "currency"),
        ("USD", "0", "rate"),
        ("USD", "-1", "rate"),
    ],
)
def test_one_rate_that_is_none_is_refused_beside_its_field(
    currency: str, rate: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        set_rate(**APP, currency=currency, date=DAY, rate=Decimal(rate))
    assert set(refused.value.message_dict) == {field}


def test_who_has_money_in_the_currency_is_worth_something_else_and_nobody_else_is_looked_at() -> (
    None
):
    set_rate(**APP, currency="USD", date=date(2020, 1, 1), rate=Decimal(7))
    yesterday = timezone.now() - timezone.timedelta(days=1)  # type: ignore[attr-defined]
    for name, currency in (("Acme", "USD"), ("Baltic", "")):
        customer = Customer.objects.create(code=name, name=name)
        actions.record_order(
            **APP, customer=customer, ordered_at=yesterday, amount=Decimal(100), currency=currency
        )
    regrade_changed()
    assert not Changed.objects.exists()
    import_rates(**APP, file=a_file(f"date,currency,rate\n{yesterday:%Y-%m-%d},USD,9\n"))
    assert [one.customer.name for one in Changed.objects.all()] == ["Acme"]
    regrade_changed()
    worth = {
        grade.customer.name: measures_of(grade)["purchases_12m"]
        for grade in Grade.objects.select_related("customer", "shape")
    }
    assert worth == {"Acme": 900, "Baltic": 100}


def test_a_rate_that_is_the_same_changes_nobody() -> None:
    set_rate(**APP, currency="USD", date=DAY, rate=Decimal(7))
    customer = Customer.objects.create(code="C", name="Acme")
    actions.issue_proforma(
        **APP, customer=customer, issued_at=timezone.now(), amount=Decimal(5), currency="USD"
    )
    Changed.objects.all().delete()
    import_rates(**APP, file=a_file("date,currency,rate\n2026-09-01,USD,7.0\n"))
    assert not Changed.objects.exists()


def test_the_newest_of_each_currency_is_told_in_two_questions(
    django_assert_num_queries: Any,
) -> None:
    for month in range(1, 10):
        for currency in ("EUR", "USD"):
            ExchangeRate.objects.create(
                currency=currency, date=date(2026, month, 1), rate=Decimal(month)
            )
    with django_assert_num_queries(2):
        told = newest_rates(THE_APPLICATION)
    assert [(one.currency, one.rate, one.count) for one in told] == [("EUR", 9, 9), ("USD", 9, 9)]


@pytest.mark.parametrize("role", Role)
def test_only_who_may_change_settings_sets_rates(role: Role) -> None:
    actor = Actor.of(person("Somebody", role))
    acts = (
        lambda: set_rate(actor=actor, currency="USD", date=DAY, rate=Decimal(7)),
        lambda: import_rates(actor=actor, file=a_file("date,currency,rate\n2026-09-01,USD,7\n")),
    )
    for act in acts:
        AuditEntry.objects.all().delete()
        if Permission.SETTINGS in PERMISSIONS[role]:
            act()
            assert AuditEntry.objects.get().actor == actor.user
        else:
            with pytest.raises(NotAllowed):
                act()
            assert not AuditEntry.objects.exists() and not rates()


# ---- pages ---------------------------------------------------------------------------------------


def test_a_rate_is_set_and_a_file_imported_on_pages() -> None:
    client = logged_in(Role.ADMINISTRATOR)
    given = {"currency": "usd", "date": "2026-09-01", "rate": "7.12"}
    shown = client.post("/data/ledger", given, follow=True)
    assert "1 new rates" in shown.content.decode() and rates() == {
        ("USD", "2026-09-01"): Decimal("7.12")
    }
    wrong = client.post("/data/ledger", {**given, "rate": "-1"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"rate"})
    text = "date,currency,rate\n2026-10-01,USD,7.2\n"
    assert client.post("/data/rates", {"file": a_file(text)}).status_code == 302
    page = client.get("/data/rates/USD").content.decode()
    assert page.index("2026-10-01") < page.index("2026-09-01")
    assert client.get("/data/rates/EUR").status_code == 404


def test_the_page_tells_every_fault_of_a_file_in_the_readers_language() -> None:
    text = "date,currency,rate\n1/9/2026,USD,7\n2026-09-01,QQQ,8\n"
    page = logged_in(Role.ADMINISTRATOR, "zh-hans").post("/data/rates", {"file": a_file(text)})
    told = page.content.decode()
    assert page.status_code == 422 and "不是日期或时间" in told and "不是 ISO 4217 货币代码" in told
    assert not rates()
