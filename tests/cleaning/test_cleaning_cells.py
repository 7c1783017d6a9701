"""Cells are cleaned in one way each; a cleaned value is clean, and stays what it is."""

import re
from collections.abc import Callable
from decimal import Decimal

import phonenumbers
import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from kehu.cleaning.amounts import Money, clean_amount, clean_whole_number, currency_of
from kehu.cleaning.choices import clean_boolean
from kehu.cleaning.cleaned import Cleaned, Unclean
from kehu.cleaning.countries import iso_country
from kehu.cleaning.emails import clean_email, is_disposable, is_free_mail, is_role_mailbox
from kehu.cleaning.moments import EARLIEST, LATEST, clean_moment
from kehu.cleaning.phones import clean_phone
from kehu.cleaning.text import clean_code, clean_text
from kehu.cleaning.websites import clean_website, registered_domain
from kehu.engine.schema import TABLES as LEDGER_TABLES
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.presets import presets
from kehu.rulebook import read


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Foo@Bar.COM ", "Foo@bar.com"), ("mailto:a@b.com", "a@b.com"), ("张三 <z@x.cn>", "z@x.cn"),
        ("a(at)b.com", "a@b.com"), ("a [at] b [dot] com", "a@b.com"), ("a@b,com", "a@b.com"),
        ("a＠b．com", "a@b.com"), ("a@b.com.", "a@b.com"), ("E-mail: a@b.com", "a@b.com"),
        ("-", None), ("N/A", None), ("无", None),
    ],
)  # fmt: skip
def test_an_address_is_freed_of_what_stands_around_it(written: str, kept: str | None) -> None:
    assert clean_email(written).value == kept


@pytest.mark.parametrize("written", ["a@b", "foo", "a b@c.de", "@b.com", "a@@b.com", "a@b..com"])
def test_an_impossible_address_is_not_guessed(written: str) -> None:
    with pytest.raises(Unclean):
        clean_email(written)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("13912345678", "CN", "+8613912345678"), ("+86 139 1234 5678", None, "+8613912345678"),
        ("0086-755-12345678", None, "+8675512345678"), ("86 13912345678", "CN", "+8613912345678"),
        ("(030) 1234567", "DE", "+49301234567"), ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("tel: +1 212 555 2368 ext. 12", None, "+12125552368 ext. 12"),
        ("13912345678", None, "13912345678"), ("手机：139 1234 5678", "CN", "+8613912345678"),
        ("０７５５－１２３４５６７８", "CN", "+8675512345678"), ("无", None, None),
    ],
)  # fmt: skip
def test_a_phone_is_written_with_the_code_of_its_country(
    written: str, country: str | None, kept: str | None
) -> None:
    assert clean_phone(written, country).value == kept


@pytest.mark.parametrize(
    ("written", "country"),
    [("123", "US"), ("call me", "US"), ("555-1234", "US"), ("+999 12345678", None)],
)
def test_an_impossible_number_is_not_guessed(written: str, country: str | None) -> None:
    with pytest.raises(Unclean):
        clean_phone(written, country)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://www.Foo.com/en/", "foo.com"), ("foo.co.uk", "foo.co.uk"),
        ("http:/foo.de", "foo.de"),
        ("https://facebook.com/foo/", "facebook.com/foo"), ("网址：foo.cn", "foo.cn"),
        ("www.foo.en.alibaba.com", "foo.en.alibaba.com"), ("example.com/a?x=1", "example.com"),
    ],
)  # fmt: skip
def test_a_website_is_its_domain(written: str, kept: str) -> None:
    assert clean_website(written).value == kept


@pytest.mark.parametrize("written", ["foo", "a@b.com", "foo.comm", "192.168.0.1"])
def test_what_is_no_website_is_not_guessed(written: str) -> None:
    with pytest.raises(Unclean):
        clean_website(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2024年3月5日", "2024-03-05"), ("2024.3.5", "2024-03-05"), ("5-Mar-24", "2024-03-05"),
        ("5. März 2024", "2024-03-05"), ("5 de mayo de 2024", "2024-05-05"),
        ("Tue, 5 Mar 2024", "2024-03-05"), ("2024-3-5 下午2:30", "2024-03-05T14:30:00+00:00"),
        ("1709600000000", "2024-03-05T00:53:20+00:00"),
        ("2024-03-05 14:30:00+08:00", "2024-03-05T06:30:00+00:00"),
    ],
)  # fmt: skip
def test_a_day_in_any_usual_form(written: str, kept: str) -> None:
    assert clean_moment(written, plain=False).value == kept


@pytest.mark.parametrize(
    "written",
    ["31/02/2024", "hello", "Q1 2024", "3月5日", "0001-01-01", "25:00", "2024-13-40", "45356"],
)
def test_a_day_that_never_was_is_not_guessed(written: str) -> None:
    with pytest.raises(Unclean):
        clean_moment(written, plain=False)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("US$1,234.50", "1234.5", "USD"), ("1.234,50 €", "1234.5", "EUR"),
        ("￥12万", "120000", "CNY"),
        ("1 234,5", "1234.5", None), ("5万美元", "50000", "USD"), ("USD 5k", "5000", "USD"),
        ("1.5 million USD/year", "1500000", "USD"), ("(1,200.00)", "-1200", None),
        ("₹ 1,00,000", "100000", "INR"), ("约100万", "1000000", None),
        ("１２，３００元", "12300", "CNY"),
    ],
)  # fmt: skip
def test_an_amount_with_its_signs_and_words(
    written: str, amount: str, currency: str | None
) -> None:
    assert clean_amount(written, plain=False).value == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "written", ["12 apples", "$1,2,3", "10-20", "9e99", "1 2 3", "EUR", "€5 USD"]
)
def test_what_is_no_amount_is_not_guessed(written: str) -> None:
    with pytest.raises(Unclean):
        clean_amount(written, plain=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("51-100人", 51), ("1,200人", 1200), ("约50", 50), ("50+", 50), ("12", 12)],
)
def test_a_head_count(written: str, kept: int) -> None:
    assert clean_whole_number(written, plain=False).value == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("西班牙", "ES"), ("Espagne", "ES"), ("Spanien", "ES"), ("スペイン", "ES"),
        ("스페인", "ES"), ("Испания", "ES"), ("إسبانيا", "ES"), ("İspanya", "ES"),
        ("Tây Ban Nha", "ES"), ("Espanha", "ES"), ("美國", "US"), ("Estados Unidos", "US"),
        ("États-Unis", "US"), ("Соединенные Штаты", "US"), ("CN-中国", "CN"),
        ("德国 Germany", "DE"), ("USA (United States)", "US"), ("🇫🇷 France", "FR"),
    ],
)  # fmt: skip
def test_a_country_in_any_language_is_its_code(written: str, code: str) -> None:
    assert iso_country(written) == code


# ---- for any text --------------------------------------------------------------------------------

anything = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[\d.,/\- :$€¥年月日万kM+()@a-z]{1,20}", fullmatch=True),
    st.from_regex(r"[a-z.]{1,8}(@|\(at\))[a-z]{1,8}(\.|,)(com|cn|de)", fullmatch=True),
    st.from_regex(r"\+?[0-9 ()\-]{5,18}", fullmatch=True),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
)
CLEANERS: dict[str, Callable[[str], Cleaned]] = {
    "text": clean_text,
    "code": clean_code,
    "email": clean_email,
    "phone": lambda raw: clean_phone(raw, "CN"),
    "phone of nowhere": clean_phone,
    "website": clean_website,
    "moment": lambda raw: clean_moment(raw, plain=False),
    "boolean": clean_boolean,
}


def written_again(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("kind", CLEANERS)
@given(raw=anything)
def test_what_is_clean_stays_as_it_is(kind: str, raw: str) -> None:
    try:
        once = CLEANERS[kind](raw).value
    except Unclean:
        return
    if once is not None:
        again = CLEANERS[kind](written_again(once))
        assert again.value == once and not again.rule


@given(raw=anything, comma=st.booleans())
def test_an_amount_that_is_clean_stays_as_it_is(raw: str, comma: bool) -> None:
    try:
        money = clean_amount(raw, plain=False, comma=comma).value
    except Unclean:
        return
    if money is not None:
        assert clean_amount(f"{money.amount:f}", plain=True).value.amount == money.amount


@given(raw=anything)
def test_what_was_cleaned_is_valid(raw: str) -> None:
    for clean, is_valid in (
        (clean_email, lambda one: validate_email(one, check_deliverability=False)),
        (lambda text: clean_phone(text, "DE"), _is_number),
        (clean_website, lambda one: re.fullmatch(r"[\w.-]+\.[\w-]+(/.*)?", one)),
        (
            lambda text: clean_moment(text, plain=False),
            lambda one: EARLIEST <= int(one[:4]) < LATEST,
        ),
    ):
        try:
            value = clean(raw).value
        except Unclean:
            continue
        assert value is None or is_valid(value), (raw, value)


def _is_number(written: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(written.partition(" ext")[0], None))


# ---- the lists -----------------------------------------------------------------------------------


def test_a_mailbox_tells_who_reads_it() -> None:
    assert is_role_mailbox("Sales@almaraz.es") and not is_role_mailbox("lucia@almaraz.es")
    assert is_free_mail("GMAIL.com") and is_free_mail("qq.com") and not is_free_mail("almaraz.es")
    assert is_disposable("mailinator.com") and not is_disposable("gmail.com")
    assert registered_domain("shop.example.co.uk") == "example.co.uk"


def test_every_column_of_the_ledger_that_sheets_fill_has_its_kind() -> None:
    kinds = {
        "integer": {"whole"}, "moment": {"moment"}, "date": {"date"}, "boolean": {"boolean"},
        "country": {"country"}, "price": {"price"}, "amount": {"amount", "number"},
    }  # fmt: skip
    for table in {field.table for field in all_fields().values()}:
        for column in LEDGER_TABLES[table].columns:
            if column.name == "customer_id" and table != "customers":
                continue
            field = all_fields()[f"{table}.{column.name}"]
            assert field.kind in kinds.get(column.kind, {field.kind}), field.name
            assert bool(column.values) == (field.kind in ("choice", "choices")) or column.codes_of


def test_presets_and_repairs_are_told_in_both_languages_and_titles_are_unlike() -> None:
    for preset in presets().values():
        for lang in ("en", "zh"):
            titles = [field.title[lang] for field in preset.fields]
            assert preset.title[lang] and preset.says[lang] and len(set(titles)) == len(titles)
        shown = {name for row in preset.example for name in row}
        assert shown <= {field.name for field in preset.fields}
    for rule in read("cleaning.yaml").values():
        assert rule["en"] and rule["zh"]


def test_every_currency_word_is_one_currency() -> None:
    assert currency_of("美元") == "USD" and currency_of("usd") == "USD" and currency_of("x") is None
