"""When one may write to a buyer: their hours, weekends, holidays, Ramadan."""

from datetime import UTC, date, datetime

import pycountry
import pytest

from kehu.engine.plays.buyers_day import (
    BuyersNow,
    buyers_now,
    calendar_values,
    country_of,
    day_off,
    holiday_in_chinese,
    keeps_ramadan,
    next_chinese_new_year,
    zone_of,
)


def there(country: str, moment: str) -> BuyersNow:
    zone = zone_of(country)
    assert zone is not None
    return buyers_now(country, zone, datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("country", "moment", "closed", "opens"),
    [
        ("DE", "2026-11-23T09:00", None, "2026-11-23T10:00"),
        ("DE", "2026-11-23T06:59", "night", "2026-11-23T08:00"),
        ("DE", "2026-11-23T07:00", None, "2026-11-23T08:00"),
        ("DE", "2026-11-23T17:00", "night", "2026-11-24T08:00"),
        ("US", "2026-11-23T08:00", "night", "2026-11-23T08:00"),
        ("DE", "2026-11-21T09:00", "weekend", "2026-11-23T08:00"),
        ("SA", "2026-11-22T09:00", None, "2026-11-22T12:00"),  # Sunday is a working day
        ("SA", "2026-11-27T09:00", "weekend", "2026-11-29T08:00"),  # Friday is not
        ("AE", "2026-11-22T09:00", "weekend", "2026-11-23T08:00"),
        ("DE", "2026-12-24T20:00", "Christmas Day", "2026-12-28T08:00"),
        ("DE", "2026-12-25T09:00", "Christmas Day", "2026-12-28T08:00"),
        ("US", "2026-11-26T15:00", "Thanksgiving Day", "2026-11-27T08:00"),
        ("SA", "2027-02-15T06:30", "night", "2027-02-15T10:00"),  # Ramadan begins later
        ("SA", "2027-02-15T12:30", "night", "2027-02-16T10:00"),  # and ends earlier
    ],
)
def test_when_one_may_write(country, moment, closed, opens):
    found = there(country, moment)
    assert found.closed == closed
    assert found.opens.replace(tzinfo=None) == datetime.fromisoformat(opens)


def test_a_country_that_no_calendar_knows_has_weekends_and_hours():
    assert day_off("AQ", date(2026, 11, 21)) == "weekend"
    assert day_off("AQ", date(2026, 11, 23)) is None


def test_the_contacts_own_zone_goes_before_the_countrys():
    assert str(zone_of("US")) == "America/New_York"
    assert str(zone_of("US", "America/Los_Angeles")) == "America/Los_Angeles"
    assert str(zone_of("US", "Nowhere/Else")) == "America/New_York"
    assert zone_of("") is None


def test_a_zone_tells_its_country_where_it_is_in_one():
    assert country_of("Africa/Nairobi") == "KE"
    assert [country_of(zone) for zone in ("UTC", "Nowhere/Else", "")] == ["", "", ""]


def test_ramadan_is_kept_where_it_shapes_the_day():
    in_it = date(2027, 2, 15)
    assert keeps_ramadan("SA", in_it)
    assert not keeps_ramadan("SA", date(2027, 4, 15))
    assert not keeps_ramadan("DE", in_it)


def test_days_to_the_next_season():
    assert calendar_values("EG", date(2026, 11, 22)) == {
        "days_to_ramadan": 78, "days_to_chinese_new_year": 76}  # fmt: skip
    assert calendar_values("BR", date(2026, 11, 22))["days_to_ramadan"] is None
    assert next_chinese_new_year(date(2026, 2, 17)) == date(2026, 2, 17)
    assert next_chinese_new_year(date(2026, 2, 18)) == date(2027, 2, 6)


def test_holidays_have_chinese_names():
    assert holiday_in_chinese("Eid al-Fitr") == "开斋节"
    assert holiday_in_chinese("Kehu Day") is None


def test_every_country_can_be_asked():
    moment = datetime(2026, 12, 25, 3, tzinfo=UTC)
    without = set()
    for country in pycountry.countries:
        zone = zone_of(country.alpha_2)
        if zone is None:
            without.add(country.alpha_2)
        else:
            assert buyers_now(country.alpha_2, zone, moment).opens >= moment
    assert without <= {"BV", "HM"}  # nobody lives there
