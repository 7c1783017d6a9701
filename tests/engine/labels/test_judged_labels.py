"""What is recorded or judged: roles, sources, profile; judgements that end; overrides."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from cases import Case, about
from grading import Graded, rulebook
from scene import MICROSECOND, Customer, T, ago, day


def nothing(customer: Customer) -> None:
    """A customer of whom nothing is known."""


ROLES = ["distributor", "wholesaler", "oem", "project", "retailer", "repairer", "end_user"]
CHANNEL_ROLE = about(
    "channel_role",
    *[(f"recorded {one}", one, lambda c, one=one: c.is_(channel_role=one)) for one in ROLES],
    *[(f"judged {one}, recorded another", one,
       lambda c, one=one: c.judged("channel_role", one)
       .is_(channel_role="oem" if one != "oem" else "project")) for one in ROLES],
    ("judged until today, recorded oem", "retailer",
     lambda c: c.judged("channel_role", "retailer", until=day(0)).is_(channel_role="oem")),
    ("judged until yesterday, recorded oem", "oem",
     lambda c: c.judged("channel_role", "retailer", until=day(1)).is_(channel_role="oem")),
    ("judged and lifted, recorded oem", "oem",
     lambda c: c.judged("channel_role", "retailer", 9).judged("channel_role", "-", 8)
     .is_(channel_role="oem")),
    ("judged twice, the newest", "project",
     lambda c: c.judged("channel_role", "project", 8).judged("channel_role", "retailer", 9)),
    ("judged twice, the newest until yesterday, so none", "unknown",
     lambda c: c.judged("channel_role", "retailer", 9)
     .judged("channel_role", "project", 8, until=day(1))),
    ("judged twice a microsecond apart", "project",
     lambda c: c.judged("channel_role", "project", ago(8) + MICROSECOND)
     .judged("channel_role", "retailer", 8)),
    ("judged twice at a moment, the greater id", "project",
     lambda c: c.judged("channel_role", "retailer", 8, id="a")
     .judged("channel_role", "project", 8, id="b")),
    ("judged twice at a moment, the greater id by text", "retailer",
     lambda c: c.judged("channel_role", "retailer", 8, id="9")
     .judged("channel_role", "project", 8, id="10")),
    ("judged at t itself", "project", lambda c: c.judged("channel_role", "project", T)),
    ("judged of another subject", "unknown", lambda c: c.judged("role", "project")),
    ("recorded astronaut", "unknown", lambda c: c.is_(channel_role="astronaut")),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

SOURCES = ["fair", "referral", "website", "platform", "social", "ads", "search", "customs", "other"]
SOURCE = about(
    "source",
    *[(f"recorded {one}", one, lambda c, one=one: c.is_(source=one)) for one in SOURCES],
    *[(f"an inquiry from {one}", one, lambda c, one=one: c.inquiry(9, source=one))
      for one in SOURCES],
    ("recorded fair, an inquiry from ads", "fair",
     lambda c: c.is_(source="fair").inquiry(9, source="ads")),
    ("recorded telepathy, an inquiry from ads", "ads",
     lambda c: c.is_(source="telepathy").inquiry(9, source="ads")),
    ("the earliest inquiry", "ads",
     lambda c: c.inquiry(9, source="fair").inquiry(ago(9) - MICROSECOND, source="ads")),
    ("the earliest inquiry, of equal moments the smaller id", "ads",
     lambda c: c.inquiry(9, source="fair", id="b").inquiry(9, source="ads", id="a")),
    ("the earliest inquiry, of equal moments the smaller id by text", "fair",
     lambda c: c.inquiry(9, source="fair", id="10").inquiry(9, source="ads", id="9")),
    ("the earliest inquiry names none", "unknown",
     lambda c: c.inquiry(9, source="fair").inquiry(10)),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

RELATIONSHIP = about(
    "relationship",
    *[
        (f"recorded {one}", one, lambda c, one=one: c.is_(relationship=one))
        for one in ("consumer", "intermediary", "internal", "public_interest")
    ],
    *[(f"role {one}", "intermediary" if one in ("distributor", "wholesaler", "retailer")
       else "unknown", lambda c, one=one: c.is_(channel_role=one)) for one in ROLES],
    ("recorded consumer, role distributor", "consumer",
     lambda c: c.is_(relationship="consumer", channel_role="distributor")),
    ("role distributor judged", "intermediary", lambda c: c.judged("channel_role", "distributor")),
    ("role overridden to wholesaler", "intermediary",
     lambda c: c.is_(channel_role="oem").shown_as("wholesaler", "channel_role")),
    ("role overridden to oem", "unknown",
     lambda c: c.is_(channel_role="retailer").shown_as("oem", "channel_role")),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

PROFILE = [
    *about(
        "generation",
        ("born 1969", "1960s", lambda c: c.contact("a", 1969)),
        ("born 1970", "1970s", lambda c: c.contact("a", 1970)),
        ("born 1979", "1970s", lambda c: c.contact("a", 1979)),
        ("born 1980", "1980s", lambda c: c.contact("a", 1980)),
        ("born 2001", "2000s", lambda c: c.contact("a", 2001)),
        ("two contacts, the smaller id", "1960s",
         lambda c: c.contact("b", 1985).contact("a", 1965)),
        ("two contacts, the smaller id by text", "1980s",
         lambda c: c.contact("9", 1965).contact("10", 1985)),
        ("two contacts, the smaller id without a year", "1980s",
         lambda c: c.contact("b", 1985).contact("a")),
        ("a contact without a year", "unknown", lambda c: c.contact("a")),
        ("nothing known", "unknown", nothing),
    ),
    *about(
        "membership",
        ("a member", "member", lambda c: c.is_(is_member=True)),
        ("not a member", "non_member", lambda c: c.is_(is_member=False)),
        ("nothing known", "non_member", nothing),
    ),
    *about(
        "product_match",
        *[(f"judged {one}", one, lambda c, one=one: c.judged("product_match", one))
          for one in "ABCD"],
        *[(f"overridden {one}", one, lambda c, one=one: c.shown_as(one, "product_match"))
          for one in "ABCD"],
        ("nothing known", "unknown", nothing),
    ),
    *about(
        "company_size",
        *[
            (f"{employees} employees", size, lambda c, n=employees: c.is_(employees=n))
            for employees, size in [(250, "large"), (249, "medium"), (50, "medium"), (49, "small"),
                                    (10, "small"), (9, "micro"), (0, "micro")]
        ],
        *[
            (f"turnover {turnover}", size, lambda c, n=turnover: c.is_(annual_turnover=Decimal(n)))
            for turnover, size in [
                (400_000_000, "large"), ("399999999.99", "medium"), (80_000_000, "medium"),
                ("79999999.99", "small"), (16_000_000, "small"), ("15999999.99", "micro"),
                (0, "micro"),
            ]
        ],
        ("9 employees, turnover 400 m", "micro",
         lambda c: c.is_(employees=9, annual_turnover=400_000_000)),
        ("49 employees, turnover 80 m", "small",
         lambda c: c.is_(employees=49, annual_turnover=80_000_000)),
        ("249 employees, turnover 400 m", "medium",
         lambda c: c.is_(employees=249, annual_turnover=400_000_000)),
        ("250 employees, turnover 0", "large", lambda c: c.is_(employees=250, annual_turnover=0)),
        ("purchases are no size", "unknown", lambda c: c.order(9, amount=400_000_000)),
        ("nothing known", "unknown", nothing),
    ),
]  # fmt: skip

PROSPECTS = about(
    "weighted_score",
    ("prospects 80", "prospect_A", lambda c: c.judged("prospects", "80")),
    ("prospects 79.9", "prospect_B", lambda c: c.judged("prospects", "79.9")),
    ("prospects 60", "prospect_B", lambda c: c.judged("prospects", "60")),
    ("prospects 59.9", "prospect_C", lambda c: c.judged("prospects", "59.9")),
    ("prospects 40", "prospect_C", lambda c: c.judged("prospects", "40")),
    ("prospects 39.9", "prospect_D", lambda c: c.judged("prospects", "39.9")),
    ("prospects 0", "prospect_D", lambda c: c.judged("prospects", "0")),
    ("prospects 100", "prospect_A", lambda c: c.judged("prospects", "100")),
    ("prospects 9 is a number, not text", "prospect_D", lambda c: c.judged("prospects", "9")),
    ("prospects 80 until yesterday", "none", lambda c: c.judged("prospects", "80", until=day(1))),
    ("prospects 80, an order 365 days ago", "prospect_A",
     lambda c: c.judged("prospects", "80").order(365)),
    ("prospects 80, an order and its return", "prospect_A",
     lambda c: c.judged("prospects", "80").order(9, amount=500).order(8, amount=-500)),
    ("an order 365 days ago, no prospects", "none", lambda c: c.order(365)),
    ("nothing known", "none", nothing),
)  # fmt: skip


@pytest.mark.parametrize("case", [*CHANNEL_ROLE, *SOURCE, *RELATIONSHIP, *PROFILE], ids=str)
def test_what_is_recorded_or_judged(case: Case, shown: Callable[[Case], str | None]) -> None:
    assert shown(case) == case.label


@pytest.mark.parametrize("case", PROSPECTS, ids=str)
def test_who_does_not_buy_is_graded_by_prospects(
    case: Case, shown: Callable[[Case], str | None]
) -> None:
    assert shown(case) == case.label


@pytest.mark.parametrize("case", PROSPECTS, ids=str)
def test_who_does_not_buy_has_no_score(case: Case, common: Graded) -> None:
    assert common.scores[case.customer, "weighted_score"] is None


# ---- markets ----------------------------------------------------------------------------------

# Copied from the page, not from the rulebook.
MARKETS = {
    "north_america": "CA US",
    "middle_east": "AE BH IL IQ IR JO KW LB OM PS QA SA SY TR YE",
    "south_east_asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "south_asia": "AF BD BT IN LK MV NP PK",
    "east_asia": "CN HK JP KP KR MN MO TW",
    "cis": "AM AZ BY GE KG KZ MD RU TJ TM UZ",
    "oceania": "AQ AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM "
    "VU WF WS",
    "africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS "
    "LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM "
    "ZW",
    "latin_america": "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP "
    "GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT UY VC VE VG VI",
    "europe": "AD AL AT AX BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GL GR HR HU IE IM IS IT "
    "JE LI LT LU LV MC ME MK MT NL NO PL PT RO RS SE SI SJ SK SM UA VA",
}
COUNTRIES = about(
    "market",
    *[
        (f"in {country}", market, lambda c, country=country: c.is_(country=country))
        for market, countries in MARKETS.items()
        for country in countries.split()
    ],
)
LOWER_CASE = about(
    "market",
    ("in us, lower case", "north_america", lambda c: c.is_(country="us")),
    ("in De, either case", "europe", lambda c: c.is_(country="De")),
    ("nothing known", "unknown", nothing),
)


@pytest.mark.parametrize("market", MARKETS)
def test_every_country_of_the_page_is_in_its_market(
    market: str, shown: Callable[[Case], str | None]
) -> None:
    told = {case.told: shown(case) for case in COUNTRIES if case.label == market}
    assert told == dict.fromkeys(told, market)


@pytest.mark.parametrize("case", LOWER_CASE, ids=str)
def test_a_country_is_read_in_either_case(case: Case, shown: Callable[[Case], str | None]) -> None:
    assert shown(case) == case.label


def test_the_page_names_249_countries() -> None:
    assert len({country for countries in MARKETS.values() for country in countries.split()}) == 249


# ---- overrides --------------------------------------------------------------------------------

# For every dimension a label that a customer of whom nothing is known does not have by rule.
OVERRIDES = {
    "stage": "A",
    "deal_stars": "0",
    "profit_tier": "A",
    "market": "europe",
    "channel_role": "oem",
    "source": "ads",
    "reorder_frequency": "low",
    "product_need": "Castings",
    "follow_up": "on_schedule",
    "relationship": "internal",
    "value_tier": "key",
    "sales_tier": "vip",
    "loyalty": "loyal",
    "status": "lost",
    "trade_stage": "won",
    "spend_class": "silver",
    "temperament": "shrewd",
    "generation": "1950s",
    "membership": "member",
    "product_match": "B",
    "weighted_score": "C",
    "relational_type": "relational",
    "relational_value": "prune",
    "activity_index": "high",
    "address_term": "confirmed",
    "value_drivers": "pride",
    "payment_timeliness": "often_late",
    "company_size": "large",
    "order_size": "usual",
    "lead_time_sensitivity": "indifferent",
    "engagement": "medium",
}
OVERRIDDEN = [
    case
    for dimension, label in OVERRIDES.items()
    for case in about(
        dimension,
        ("overridden", label, lambda c, d=dimension, label=label: c.shown_as(label, d)),
    )
]
PLAIN = [case for one in OVERRIDES for case in about(one, ("as it is by rule", "", nothing))]
LASTING = about(
    "stage",
    ("overridden to C until today", "C", lambda c: c.shown_as("C", "stage", until=day(0))),
    ("overridden to C until yesterday", "E", lambda c: c.shown_as("C", "stage", until=day(1))),
    ("overridden to C and lifted", "E",
     lambda c: c.shown_as("C", "stage", 9).shown_as("-", "stage", 8)),
    ("overridden to C, lifted, overridden to B", "B",
     lambda c: c.shown_as("C", "stage", 9).shown_as("-", "stage", 8).shown_as("B", "stage", 7)),
    ("overridden to C, lifted until yesterday, so none", "E",
     lambda c: c.shown_as("C", "stage", 9).shown_as("-", "stage", 8, until=day(1))),
    ("overridden to C, then to B until yesterday, so none", "E",
     lambda c: c.shown_as("C", "stage", 9).shown_as("B", "stage", 8, until=day(1))),
    ("overridden to C and B at a moment, the greater id", "B",
     lambda c: c.shown_as("C", "stage", 9, id="a").shown_as("B", "stage", 9, id="b")),
    ("overridden to C and B at a moment, the greater id by text", "C",
     lambda c: c.shown_as("C", "stage", 9, id="9").shown_as("B", "stage", 9, id="10")),
    ("overridden to E though paid", "E", lambda c: c.order(9, paid=8).shown_as("E", "stage")),
    ("overridden in another dimension", "E", lambda c: c.shown_as("4", "deal_stars")),
    ("overridden to C at t itself", "C", lambda c: c.shown_as("C", "stage", T)),
)  # fmt: skip


@pytest.mark.parametrize("case", [*OVERRIDDEN, *LASTING], ids=str)
def test_an_override_holds_while_it_lasts(case: Case, shown: Callable[[Case], str | None]) -> None:
    assert shown(case) == case.label


@pytest.mark.parametrize("plain", PLAIN, ids=str)
def test_the_override_differs_from_the_rule(
    plain: Case, shown: Callable[[Case], str | None]
) -> None:
    assert shown(plain) not in (None, OVERRIDES[plain.dimension])


def test_every_dimension_can_be_overridden() -> None:
    assert OVERRIDES.keys() == rulebook().dimensions.keys()


def test_an_override_leaves_the_score_alone(common: Graded) -> None:
    assert common.scores["activity_index: overridden", "activity_index"] == 0
