"""The default rulebook once more, in plain pandas, written from its words alone.

    python benchmarks/pandas_labels.py FOLDER AS_OF [BASE]

It checks the engine (same ledger, same labels) and is what the engine is timed against. It
expects a ledger without errors and fits no model, so `status` knows no p_active. Where the words
leave room, it reads them so:

1. `>` is "not ≤" and `<` is "not ≥": both carry the tolerance of 1e-9, which is absolute. Money
   that agrees to six decimals is equal where customers are ranked or categories compared.
2. The facts that list a customer are rows of the dated tables at their first time (cancelled
   orders too), a payment by due_at or paid_at, and blacklisted_at. Without created_at it is listed.
3. A payment counts where its order is known at t and not cancelled by t. With no payments at all,
   payment_timeliness is no_history.
4. Rates that are not above 0 are passed over; the base currency is 1 whatever the table says.
5. A paid proforma is paid though cancelled, before or after.
6. The code `unknown` in source, channel_role, relationship or a judgement is an answer: it is
   shown, and nothing further is tried.
7. The newest of a subject is chosen first; `-` or a past `until` then leaves none, also for
   overrides. An order_time counts also when its date is past.
8. Categories bought are those of any counted line, returns too. An inquiry names a product also
   when `products` lacks it. In an inquiry two products of a category count twice, the same
   product once. `mixed` holds for inquiries as for orders.
9. inbound counts whatever its `delivered`; an undelivered referral is still a referral.
10. "Interactions with topics" have at least one topic of the list.
11. Where the median of all orders is 0, a customer who ordered is `small`.
12. product_match is what was judged, else `unknown`. An override leaves the score alone.
"""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

TOLERANCE = 1e-9
MONEY_DECIMALS = 6
YEAR, TWO_YEARS = 365, 730

COLUMNS = {
    "customers": "customer_id country created_at source channel_role relationship employees "
    "annual_turnover is_member blacklisted_at",
    "contacts": "contact_id customer_id birth_year",
    "interactions": "interaction_id customer_id at direction kind delivered topics",
    "inquiries": "inquiry_id customer_id at source product_ids order_intent",
    "quotations": "customer_id at",
    "proformas": "customer_id issued_at paid_at cancelled_at",
    "samples": "customer_id requested_at paid_at",
    "orders": "order_id customer_id ordered_at delivered_at cancelled_at amount cost currency",
    "order_lines": "order_id product_id quantity unit_price unit_cost",
    "payments": "order_id customer_id due_at paid_at",
    "products": "product_id category",
    "customs_records": "customer_id arrived_at",
    "exchange_rates": "date currency rate",
    "judgements": "judgement_id customer_id at subject value until",
    "answers": "answer_id customer_id at question value",
}
FLAGS = {"is_member", "delivered", "order_intent"}
NUMBERS = {"employees", "annual_turnover", "birth_year", "amount", "cost", "rate"}
NUMBERS |= {"quantity", "unit_price", "unit_cost"}


def words(text: str) -> list[str]:
    return text.split()


TOPICS = words(
    "price discount certificate lead_time payment_terms moq specification quality service sample "
    "new_product"
)
SOURCES = words("fair referral website platform social ads search customs other unknown")
ROLES = words("distributor wholesaler oem project retailer repairer end_user unknown")
RELATIONSHIPS = words("consumer intermediary internal public_interest unknown")
VALUE_DRIVERS = words("comfort safety convenience economy durability pleasure individuality pride")

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
MARKET_OF = {country: market for market, codes in MARKETS.items() for country in words(codes)}


# --- Reading -------------------------------------------------------------------------------------


def as_text(values: pd.Series) -> pd.Series:
    return values.astype("str")


def as_moment(values: pd.Series) -> pd.Series:
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = pd.to_datetime(values, format="ISO8601", utc=True)
    return values.astype("datetime64[us, UTC]")


def as_number(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values).astype("float64")


def as_flag(values: pd.Series) -> pd.Series:
    """True, false or, where nothing was given, null."""
    if values.dtype == "bool":
        return values.astype("boolean")
    given = values.astype("str").str.lower()
    return given.map({"true": True, "false": False}).astype("boolean")


def convert(values: pd.Series) -> pd.Series:
    """A column as what its name says it is."""
    name = str(values.name)
    if name in FLAGS:
        return as_flag(values)
    if name in NUMBERS:
        return as_number(values)
    if name in {"at", "date", "until"} or name.endswith("_at"):
        return as_moment(values)
    return as_text(values)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dates and times as moments in UTC, decimals as floats, all else as it is."""
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    if pa.types.is_decimal(column.type):
        return column.cast(pa.float64())
    return column


def read_parquet(path: Path, wanted: list[str]) -> pd.DataFrame:
    columns = [name for name in wanted if name in pq.read_schema(path).names]
    table = pq.read_table(path, columns=columns)
    return pd.DataFrame({name: plain(table.column(name)).to_pandas() for name in columns})


def read_csv(path: Path, wanted: list[str]) -> pd.DataFrame:
    return pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,  # NA is Namibia
        na_values=[""],
        usecols=lambda name: name in wanted,
    )


def read_table(folder: Path, table: str) -> pd.DataFrame:
    columns = words(COLUMNS[table])
    if (path := folder / f"{table}.parquet").exists():
        raw = read_parquet(path, columns)
    elif (path := folder / f"{table}.csv").exists():
        raw = read_csv(path, columns)
    else:
        raw = pd.DataFrame()
    raw = (pd.DataFrame() if raw.empty else raw).reindex(columns=columns)
    return pd.DataFrame({name: convert(raw[name]) for name in columns})


@dataclass
class Ledger:
    """The tables, and the moment they are read at."""

    t: pd.Timestamp
    tables: dict[str, pd.DataFrame]

    @property
    def today(self) -> pd.Timestamp:
        return self.t.normalize()

    def known(self, table: str, time_column: str = "at") -> pd.DataFrame:
        rows = self.tables[table]
        return rows[rows[time_column] <= self.t]

    def days_ago(self, moments: pd.Series) -> pd.Series:
        return (self.today - moments.dt.normalize()).dt.days

    def in_last(self, moments: pd.Series, days: int) -> pd.Series:
        return (moments <= self.t) & (self.days_ago(moments) < days)


def read_ledger(folder: Path, as_of: datetime) -> Ledger:
    t = pd.Timestamp(as_of)
    t = t.tz_localize(UTC) if t.tz is None else t.tz_convert(UTC)
    return Ledger(t.as_unit("us"), {table: read_table(folder, table) for table in COLUMNS})


# --- Comparing -----------------------------------------------------------------------------------


def at_least(values: pd.Series, cut: float | pd.Series) -> pd.Series:
    return values >= cut - TOLERANCE


def at_most(values: pd.Series, cut: float | pd.Series) -> pd.Series:
    return values <= cut + TOLERANCE


def below(values: pd.Series, cut: float | pd.Series) -> pd.Series:
    return values < cut - TOLERANCE


def above(values: pd.Series, cut: float | pd.Series) -> pd.Series:
    return values > cut + TOLERANCE


def first_match(index: pd.Index, rules: dict[str, pd.Series], otherwise: str) -> pd.Series:
    conditions = [condition.to_numpy(dtype=bool) for condition in rules.values()]
    return pd.Series(np.select(conditions, list(rules), otherwise), index=index, dtype="str")


# --- Measures ------------------------------------------------------------------------------------


def listed_customers(ledger: Ledger) -> pd.DataFrame:
    dated = {
        "interactions": ["at"],
        "inquiries": ["at"],
        "quotations": ["at"],
        "proformas": ["issued_at"],
        "samples": ["requested_at"],
        "orders": ["ordered_at"],
        "payments": ["due_at", "paid_at"],
        "customs_records": ["arrived_at"],
        "judgements": ["at"],
        "answers": ["at"],
        "customers": ["blacklisted_at"],
    }
    with_facts = pd.concat(
        ledger.known(table, column)["customer_id"]
        for table, columns in dated.items()
        for column in columns
    ).unique()
    customers = ledger.tables["customers"]
    hidden = (customers["created_at"] > ledger.t) & ~customers["customer_id"].isin(with_facts)
    return customers[~hidden].set_index("customer_id").sort_index()


def rates_of(ledger: Ledger, orders: pd.DataFrame, base: str) -> pd.Series:
    rates = ledger.tables["exchange_rates"]
    rates = rates[rates["rate"] > 0].sort_values("date")
    wanted = pd.DataFrame(
        {"date": orders["ordered_at"].dt.normalize(), "currency": orders["currency"].fillna(base)}
    )
    wanted = wanted.sort_values("date")
    found = pd.merge_asof(wanted, rates, on="date", by="currency").set_index(wanted.index)
    return found["rate"].mask(found["currency"] == base, 1.0).reindex(orders.index)


def counted_orders(ledger: Ledger, base: str) -> pd.DataFrame:
    """Orders known and not cancelled at t, with value and profit in the base currency."""
    orders = ledger.known("orders", "ordered_at")
    orders = orders[~(orders["cancelled_at"] <= ledger.t)].copy()
    lines = ledger.tables["order_lines"]
    lines = lines.assign(cost=lines["quantity"] * lines["unit_cost"])
    by_order = lines.groupby("order_id")["cost"]
    by_lines = by_order.sum().where(by_order.count() == by_order.size())
    cost = orders["cost"].fillna(orders["order_id"].map(by_lines)).fillna(0)
    orders["rate"] = rates_of(ledger, orders, base)
    orders["value"] = orders["amount"] * orders["rate"]
    orders["profit"] = orders["value"] - cost * orders["rate"]
    orders["date"] = orders["ordered_at"].dt.normalize()
    orders["days_ago"] = ledger.days_ago(orders["ordered_at"])
    orders["won"] = (orders["delivered_at"] <= ledger.t) | is_paid(ledger, orders)
    return orders


def is_paid(ledger: Ledger, orders: pd.DataFrame) -> pd.Series:
    if ledger.tables["payments"].empty:
        return pd.Series(True, index=orders.index)
    return orders["order_id"].isin(ledger.known("payments", "paid_at")["order_id"])


def order_measures(ledger: Ledger, orders: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    def summed(column, first, last):
        rows = orders[orders["days_ago"].between(first, last)]
        return rows.groupby("customer_id")[column].sum()

    def order_days(days):
        return orders[orders["days_ago"] < days].groupby("customer_id")["date"].nunique()

    by_customer = orders.groupby("customer_id")
    days = orders[["customer_id", "date", "days_ago"]].drop_duplicates()
    days = days.sort_values(["customer_id", "date"])
    gaps = days.groupby("customer_id")["date"].diff().dt.days
    weight = 0.5 ** (days["days_ago"] / 180)
    deliveries = orders[orders["delivered_at"] <= ledger.t]

    zero = {
        "orders": by_customer.size(),
        "won_orders": by_customer["won"].sum(),
        "order_days": days.groupby("customer_id").size(),
        "order_days_12m": order_days(YEAR),
        "order_days_24m": order_days(TWO_YEARS),
        "purchases_12m": summed("value", 0, YEAR - 1),
        "profit_12m": summed("profit", 0, YEAR - 1),
        "profit_183": summed("profit", 0, 182),
        "profit_183_before": summed("profit", 183, 365),
        "activity_raw": weight.groupby(days["customer_id"]).sum(),
    }
    unknown = {
        "days_since_last_order": by_customer["days_ago"].min(),
        "days_since_first_order": by_customer["days_ago"].max(),
        "median_gap_days": gaps.groupby(days["customer_id"]).median(),
        "median_order": by_customer["value"].median(),
        "delivered_on": deliveries.groupby("customer_id")["delivered_at"].max().dt.normalize(),
    }
    measures = pd.DataFrame(zero).reindex(index).fillna(0)
    measures = measures.join(pd.DataFrame(unknown).reindex(index))
    measures["days_since_delivery"] = (ledger.today - measures["delivered_on"]).dt.days
    measures["median_of_all_orders"] = orders["value"].median()
    return measures


def interaction_measures(ledger: Ledger, index: pd.Index) -> pd.DataFrame:
    rows = ledger.known("interactions").copy()
    rows["undelivered"] = ~rows["delivered"].fillna(True).astype(bool)
    inbound = rows[rows["direction"] == "in"]
    outbound = rows[(rows["direction"] == "out") & ~rows["undelivered"]]
    complaints = inbound[inbound["kind"] == "complaint"]
    contacts = rows[~rows["undelivered"]]

    def count(frame):
        return frame.groupby("customer_id").size()

    def recent(frame, days):
        return count(frame[ledger.days_ago(frame["at"]) < days])

    counts = {
        "interactions": count(rows),
        "inbound": count(inbound),
        "outbound": count(outbound),
        "complaints_90d": recent(complaints, 90),
        "complaints_24m": recent(complaints, TWO_YEARS),
        "referrals": count(rows[rows["kind"] == "referral"]),
        **topic_counts(inbound),
        **engagement_counts(ledger, outbound, inbound),
    }
    measures = pd.DataFrame(counts).reindex(index).fillna(0)
    last = contacts.groupby("customer_id")["at"].max().dt.normalize()
    measures["last_contact_on"] = last.reindex(index)
    measures["days_since_contact"] = (ledger.today - measures["last_contact_on"]).dt.days
    return measures


def topic_counts(inbound: pd.DataFrame) -> dict[str, pd.Series]:
    """How many inbound interactions are about this or that."""
    topics = inbound[["interaction_id", "customer_id", "topics"]].dropna()
    topics = topics.assign(topic=topics["topics"].str.split(";")).explode("topic")
    topics["topic"] = topics["topic"].str.strip()
    topics = topics[topics["topic"].isin(TOPICS)]

    def about(*wanted):
        rows = topics[topics["topic"].isin(wanted)]
        return rows.drop_duplicates("interaction_id").groupby("customer_id").size()

    return {
        "about_anything": about(*TOPICS),
        "about_details": about("certificate", "lead_time", "specification", "moq"),
        "about_discount": about("discount"),
        "about_standards": about("specification", "certificate"),
        "about_money": about("price", "discount"),
        "about_lead_time": about("lead_time"),
    }


def engagement_counts(
    ledger: Ledger, outbound: pd.DataFrame, inbound: pd.DataFrame
) -> dict[str, pd.Series]:
    sent = outbound.loc[ledger.days_ago(outbound["at"]) >= 14, ["customer_id", "at"]]
    received = inbound[["customer_id", "at"]].assign(answered_at=inbound["at"])
    pairs = pd.merge_asof(
        sent.sort_values("at"),
        received.sort_values("at"),
        on="at",
        by="customer_id",
        direction="forward",
        allow_exact_matches=False,
    )
    waited = (pairs["answered_at"].dt.normalize() - pairs["at"].dt.normalize()).dt.days
    return {
        "messages": pairs.groupby("customer_id").size(),
        "messages_answered": pairs[waited <= 14].groupby("customer_id").size(),
    }


def inquiry_measures(ledger: Ledger, index: pd.Index) -> pd.DataFrame:
    rows = ledger.known("inquiries")
    intent = rows[rows["order_intent"].fillna(False).astype(bool)]
    naming = rows[rows["product_ids"].fillna("").str.contains("[^; ]")]
    counts = {
        "inquiries": rows.groupby("customer_id").size(),
        "inquiries_with_intent": intent.groupby("customer_id").size(),
        "inquiries_with_intent_180d": intent[ledger.in_last(intent["at"], 180)]
        .groupby("customer_id")
        .size(),
        "inquiries_naming_a_product": naming.groupby("customer_id").size(),
    }
    measures = pd.DataFrame(counts).reindex(index).fillna(0)
    measures["last_inquiry_at"] = rows.groupby("customer_id")["at"].max().reindex(index)
    earliest = rows.sort_values(["at", "inquiry_id"]).drop_duplicates("customer_id")
    measures["inquiry_source"] = earliest.set_index("customer_id")["source"].reindex(index)
    return measures


def proforma_and_sample_measures(ledger: Ledger, index: pd.Index) -> pd.DataFrame:
    proformas = ledger.known("proformas", "issued_at")
    paid = proformas["paid_at"] <= ledger.t
    is_open = ~paid & ~(proformas["cancelled_at"] <= ledger.t)
    samples = ledger.known("samples", "paid_at")
    counts = {
        "proformas_paid": proformas[paid].groupby("customer_id").size(),
        "proformas_open": proformas[is_open].groupby("customer_id").size(),
        "samples_paid": samples.groupby("customer_id").size(),
        "samples_paid_180d": samples[ledger.in_last(samples["paid_at"], 180)]
        .groupby("customer_id")
        .size(),
    }
    return pd.DataFrame(counts).reindex(index).fillna(0)


def payment_measures(ledger: Ledger, index: pd.Index) -> pd.DataFrame:
    orders = ledger.known("orders", "ordered_at")
    counted = orders.loc[~(orders["cancelled_at"] <= ledger.t), "order_id"]
    due = ledger.tables["payments"]
    due = due[ledger.in_last(due["due_at"], YEAR) & due["order_id"].isin(counted)]
    settled = due["paid_at"].where(due["paid_at"] <= ledger.t, ledger.t).dt.normalize()
    days_late = (settled - due["due_at"].dt.normalize()).dt.days.clip(lower=0)
    by_customer = days_late.groupby(due["customer_id"])
    late = (days_late > 3).groupby(due["customer_id"])
    measures = {
        "payments_due_12m": by_customer.size(),
        "late_share": late.mean(),
        "mean_days_late": by_customer.mean(),
    }
    measures = pd.DataFrame(measures).reindex(index)
    measures["payments_due_12m"] = measures["payments_due_12m"].fillna(0)
    return measures


def judged(ledger: Ledger) -> pd.DataFrame:
    """What was decided last and still holds: one row a customer and subject."""
    rows = ledger.known("judgements").sort_values(["at", "judgement_id"])
    rows = rows.drop_duplicates(["customer_id", "subject"], keep="last")
    expired = rows["until"].dt.normalize() < ledger.today
    return rows[~expired & (rows["value"] != "-")]


def judgement_of(judgements: pd.DataFrame, subject: str, index: pd.Index) -> pd.DataFrame:
    rows = judgements[judgements["subject"] == subject].set_index("customer_id")
    return rows[["value", "at"]].reindex(index)


def judgement_measures(
    judgements: pd.DataFrame, last_inquiry_at: pd.Series, index: pd.Index
) -> pd.DataFrame:
    subjects = words(
        "waiting_until order_time prospects channel_role temperament lead_time_sensitivity "
        "referral product_match"
    )
    measures = pd.DataFrame(
        {f"judged_{name}": judgement_of(judgements, name, index)["value"] for name in subjects}
    )
    measures["judged_waiting_until"] = as_moment(measures["judged_waiting_until"])
    measures["judged_prospects"] = as_number(measures["judged_prospects"])
    need = judgement_of(judgements, "need", index)
    measures["need"] = need["value"].mask(last_inquiry_at > need["at"])
    return measures


def category_measures(ledger: Ledger, orders: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    products = ledger.tables["products"].set_index("product_id")["category"]
    lines = ledger.tables["order_lines"].merge(
        orders[["order_id", "customer_id", "rate"]], on="order_id"
    )
    lines["category"] = lines["product_id"].map(products)
    lines["size"] = lines["quantity"] * lines["unit_price"] * lines["rate"]
    lines = lines.dropna(subset=["category"])
    bought = lines.groupby(["customer_id", "category"], as_index=False)["size"].sum()

    named = ledger.known("inquiries")[["inquiry_id", "customer_id", "product_ids"]].dropna()
    named = named.assign(product_id=named["product_ids"].str.split(";")).explode("product_id")
    named["product_id"] = named["product_id"].str.strip()
    named = named.drop_duplicates(["inquiry_id", "product_id"])
    named["category"] = named["product_id"].map(products)
    named = named.groupby(["customer_id", "category"], as_index=False).size()

    measures = pd.DataFrame(
        {"categories_bought": bought.groupby("customer_id").size()}, index=index
    ).fillna(0)
    by_orders, by_inquiries = leading_category(bought), leading_category(named)
    need = by_orders.reindex(index).fillna(by_inquiries.reindex(index))
    measures["leading_category"] = need
    return measures


def leading_category(sizes: pd.DataFrame) -> pd.Series:
    """The largest category of each customer, or `mixed`; of equals the first by code point."""
    sizes = sizes[above(sizes["size"], 0)]
    sizes = sizes.assign(rank=sizes["size"].round(MONEY_DECIMALS))
    total = sizes.groupby("customer_id")["size"].sum()
    sizes = sizes.sort_values(["rank", "category"], ascending=[False, True])
    largest = sizes.drop_duplicates("customer_id").set_index("customer_id")
    share = largest["size"] / total.reindex(largest.index)
    return largest["category"].mask(below(share, 0.5), "mixed").astype("str")


def birth_years(ledger: Ledger, index: pd.Index) -> pd.Series:
    contacts = ledger.tables["contacts"].dropna(subset=["birth_year"]).sort_values("contact_id")
    first = contacts.drop_duplicates("customer_id").set_index("customer_id")
    return first["birth_year"].reindex(index)


def leading_value_driver(ledger: Ledger, index: pd.Index) -> pd.Series:
    answers = ledger.known("answers")
    answers = answers[
        (answers["question"] == "value_driver")
        & answers["value"].isin(VALUE_DRIVERS)
        & ledger.in_last(answers["at"], TWO_YEARS)
    ].sort_values(["at", "answer_id"])
    answers = answers.assign(newness=range(len(answers)))
    given = answers.groupby(["customer_id", "value"], as_index=False).agg(
        times=("newness", "size"), newness=("newness", "max")
    )
    given = given.sort_values(["times", "newness"], ascending=False)
    return given.drop_duplicates("customer_id").set_index("customer_id")["value"].reindex(index)


def measure(ledger: Ledger, judgements: pd.DataFrame, base: str) -> pd.DataFrame:
    customers = listed_customers(ledger)
    index = customers.index
    orders = counted_orders(ledger, base)
    inquiries = inquiry_measures(ledger, index)
    measures = pd.concat(
        [
            customers,
            order_measures(ledger, orders, index),
            interaction_measures(ledger, index),
            inquiries,
            proforma_and_sample_measures(ledger, index),
            payment_measures(ledger, index),
            judgement_measures(judgements, inquiries["last_inquiry_at"], index),
            category_measures(ledger, orders, index),
        ],
        axis=1,
    )
    measures["birth_year"] = birth_years(ledger, index)
    measures["value_driver"] = leading_value_driver(ledger, index)
    measures["won"] = (measures["won_orders"] >= 1) | (measures["proformas_paid"] >= 1)
    measures["asked"] = (measures["inquiries"] >= 1) | (measures["inbound"] >= 1)
    measures["blacklisted"] = measures["blacklisted_at"] <= ledger.t
    return measures


# --- Dimensions ----------------------------------------------------------------------------------


def stage(m: pd.DataFrame) -> pd.Series:
    intends = (m["inquiries_with_intent"] >= 1) | m["judged_order_time"].notna()
    rules = {
        "A": m["won"],
        "B": m["proformas_open"] >= 1,
        "C": intends & (m["inbound"] >= 3),
        "D": m["asked"],
    }
    return first_match(m.index, rules, "E")


def deal_stars(m: pd.DataFrame) -> pd.Series:
    rules = {
        "4": m["won"],
        "0": m["need"].isin(["no_need", "mismatch", "closed"]),
        "3": m["samples_paid"] >= 1,
        "2": (m["inquiries"] >= 2) | (m["about_details"] >= 1),
        "1": m["asked"],
    }
    return first_match(m.index, rules, "none")


def profit_tier(m: pd.DataFrame, payment_timeliness: pd.Series) -> pd.Series:
    purchases = m["purchases_12m"]
    rules = {
        "A": at_least(purchases, 1_000_000)
        & payment_timeliness.isin(["timely", "no_history"])
        & (m["order_days_12m"] >= 4),
        "B": at_least(purchases, 300_000),
        "C": at_least(purchases, 100_000),
        "D": above(purchases, 0),
    }
    return first_match(m.index, rules, "none")


def market(m: pd.DataFrame) -> pd.Series:
    return m["country"].str.upper().map(MARKET_OF).fillna("unknown")


def channel_role(m: pd.DataFrame) -> pd.Series:
    column = m["channel_role"].where(m["channel_role"].isin(ROLES))
    return m["judged_channel_role"].fillna(column).fillna("unknown")


def source(m: pd.DataFrame) -> pd.Series:
    column = m["source"].where(m["source"].isin(SOURCES))
    inquiry = m["inquiry_source"].where(m["inquiry_source"].isin(SOURCES))
    return column.fillna(inquiry).fillna("unknown")


def reorder_frequency(m: pd.DataFrame) -> pd.Series:
    rules = {
        "none": m["orders"] == 0,
        "dormant": m["days_since_last_order"] >= 365,
        "one_time": m["order_days"] == 1,
        "high": at_most(m["median_gap_days"], 92),
        "low": at_least(m["median_gap_days"], 183),
    }
    return first_match(m.index, rules, "medium")


def product_need(m: pd.DataFrame) -> pd.Series:
    return m["leading_category"].fillna("unknown")


def follow_up(m: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    seen_to = (m["last_contact_on"] - m["delivered_on"]).dt.days >= 30
    rules = {
        "waiting": m["judged_waiting_until"].dt.normalize() > today,
        "after_sales_due": m["days_since_delivery"].between(30, 60) & ~seen_to,
        "never_contacted": m["last_contact_on"].isna(),
        "overdue_90": m["days_since_contact"] >= 90,
        "overdue_30": m["days_since_contact"] >= 30,
        "overdue_7": m["days_since_contact"] >= 7,
    }
    return first_match(m.index, rules, "on_schedule")


def relationship(m: pd.DataFrame, channel_role: pd.Series) -> pd.Series:
    column = m["relationship"].where(m["relationship"].isin(RELATIONSHIPS))
    between = channel_role.isin(["distributor", "wholesaler", "retailer"])
    return column.fillna(first_match(m.index, {"intermediary": between}, "unknown"))


def pareto(values: pd.Series, names: tuple[str, str], cuts: tuple[float, float]) -> pd.Series:
    """Largest first, until the running share before a customer reaches a cut."""
    positive = values[above(values, 0)]
    ranked = pd.DataFrame({"value": positive, "rank": positive.round(MONEY_DECIMALS)})
    ranked = ranked.rename_axis("customer_id").sort_values(
        ["rank", "customer_id"], ascending=[False, True]
    )
    before = ranked["value"].cumsum().shift(fill_value=0) / ranked["value"].sum()
    before = before.reindex(values.index)
    rules = {
        names[0]: below(before, cuts[0]),
        names[1]: below(before, cuts[1]),
        "ordinary": before.notna(),
    }
    return first_match(values.index, rules, "none")


def loyalty(m: pd.DataFrame, reorder_frequency: pd.Series) -> pd.Series:
    one_more = (
        (m["categories_bought"] >= 2)
        | (m["inquiries_naming_a_product"] >= 1)
        | (m["referrals"] >= 1)
        | m["judged_referral"].notna()
    )
    rules = {
        "potential": m["orders"] == 0,
        "loyal": (m["order_days_24m"] >= 3) & (reorder_frequency != "dormant") & one_more,
        "new": m["days_since_first_order"] <= 180,
    }
    return first_match(m.index, rules, "existing")


def status(m: pd.DataFrame) -> pd.Series:
    ordered = m["orders"] >= 1
    rules = {
        "non_customer": ~ordered
        & ~m["won"]
        & (m["need"].isin(["mismatch", "closed"]) | m["blacklisted"]),
        "lost": ordered & (m["days_since_last_order"] >= TWO_YEARS),
        "active": ordered | m["won"],
        "target": (m["interactions"] >= 1) | (m["inquiries"] >= 1),
    }
    return first_match(m.index, rules, "potential")


def trade_stage(m: pd.DataFrame) -> pd.Series:
    rules = {
        "after_sales": (m["days_since_delivery"] < 90) | (m["complaints_90d"] >= 1),
        "won": m["days_since_last_order"] < YEAR,
        "intent": (m["proformas_open"] >= 1)
        | (m["samples_paid_180d"] >= 1)
        | (m["inquiries_with_intent_180d"] >= 1),
    }
    return first_match(m.index, rules, "potential")


def spend_class(m: pd.DataFrame) -> pd.Series:
    purchases = m["purchases_12m"]
    rules = {
        "vip": at_least(purchases, 500_000) & (m["order_days_12m"] >= 4),
        "silver": at_least(purchases, 200_000) & (m["order_days_12m"] >= 2),
        "ordinary": above(purchases, 0),
    }
    return first_match(m.index, rules, "none")


def temperament(m: pd.DataFrame) -> pd.Series:
    rules = {
        "complaining": m["complaints_24m"] >= 3,
        "shrewd": m["about_discount"] >= 3,
        "methodical": m["about_standards"] >= 3,
        "silent": (m["outbound"] >= 5) & (m["inbound"] <= 1),
    }
    return m["judged_temperament"].fillna(first_match(m.index, rules, "unknown"))


def generation(m: pd.DataFrame) -> pd.Series:
    decade = (m["birth_year"] // 10 * 10).astype("Int64").astype("str") + "s"
    return decade.where(m["birth_year"].notna(), "unknown")


def membership(m: pd.DataFrame) -> pd.Series:
    member = m["is_member"].fillna(False).astype(bool)
    return first_match(m.index, {"member": member}, "non_member")


def product_match(m: pd.DataFrame) -> pd.Series:
    return m["judged_product_match"].fillna("unknown")


def share_at_most(values: pd.Series) -> pd.Series:
    """The share of all values that are not above this one, in percent."""
    values = values.round(MONEY_DECIMALS)
    return 100 * values.rank(method="max", pct=True)


def score(m: pd.DataFrame) -> pd.Series:
    """The weighted score of buying customers; null for all others."""
    buying = m[above(m["purchases_12m"], 0)]
    credit = (100 - 2 * buying["mean_days_late"].fillna(0)).clip(lower=0)
    amount = share_at_most(buying["purchases_12m"])
    profit = share_at_most(buying["profit_12m"])
    return ((10 * credit + 30 * amount + 60 * profit) / 100).reindex(m.index)


def weighted_score(m: pd.DataFrame, score: pd.Series) -> pd.Series:
    prospects = m["judged_prospects"]
    rules = {
        "A": at_least(score, 80),
        "B": at_least(score, 60),
        "C": at_least(score, 40),
        "D": score.notna(),
        "prospect_A": at_least(prospects, 80),
        "prospect_B": at_least(prospects, 60),
        "prospect_C": at_least(prospects, 40),
        "prospect_D": prospects.notna(),
    }
    return first_match(m.index, rules, "none")


def relational_type(m: pd.DataFrame) -> pd.Series:
    few_orders = m["order_days"] < 3
    rules = {
        "unknown": (m["about_anything"] < 3) & few_orders,
        "transactional": at_least(m["about_money"] / m["about_anything"], 0.6) & few_orders,
    }
    return first_match(m.index, rules, "relational")


def relational_value(
    m: pd.DataFrame, relational_type: pd.Series, value_tier: pd.Series
) -> pd.Series:
    lasting = (relational_type == "relational") & above(m["purchases_12m"], 0)
    rules = {
        "none": ~lasting,
        "retain": value_tier == "key",
        "prune": below(m["profit_183"], m["profit_183_before"] / 2),
    }
    return first_match(m.index, rules, "grow")


def index_of_activity(m: pd.DataFrame) -> pd.Series:
    return 100 * m["activity_raw"] / (m["activity_raw"] + 2)


def activity_index(index: pd.Series) -> pd.Series:
    rules = {"high": at_least(index, 60), "medium": at_least(index, 30), "low": above(index, 0)}
    return first_match(index.index, rules, "none")


def address_term(m: pd.DataFrame) -> pd.Series:
    rules = {"confirmed": m["won"] | (m["proformas_open"] >= 1), "target": m["asked"]}
    return first_match(m.index, rules, "potential")


def value_drivers(m: pd.DataFrame) -> pd.Series:
    return m["value_driver"].fillna("unknown")


def payment_timeliness(m: pd.DataFrame) -> pd.Series:
    rules = {
        "no_history": m["payments_due_12m"] == 0,
        "timely": at_most(m["late_share"], 0.05),
        "sometimes_late": at_most(m["late_share"], 0.30),
    }
    return first_match(m.index, rules, "often_late")


def company_size(m: pd.DataFrame) -> pd.Series:
    employees = m["employees"]
    turnover = m["annual_turnover"].where(employees.isna())
    rules = {
        "large": (employees >= 250) | at_least(turnover, 400e6),
        "medium": (employees >= 50) | at_least(turnover, 80e6),
        "small": (employees >= 10) | at_least(turnover, 16e6),
        "micro": employees.notna() | turnover.notna(),
    }
    return first_match(m.index, rules, "unknown")


def order_size(m: pd.DataFrame) -> pd.Series:
    ratio = m["median_order"] / m["median_of_all_orders"].replace(0, np.nan)
    rules = {
        "none": m["orders"] == 0,
        "very_large": at_least(ratio, 4),
        "large": at_least(ratio, 2),
        "usual": at_least(ratio, 0.5),
    }
    return first_match(m.index, rules, "small")


def lead_time_sensitivity(m: pd.DataFrame) -> pd.Series:
    rules = {"very_sensitive": m["about_lead_time"] >= 2}
    return m["judged_lead_time_sensitivity"].fillna(first_match(m.index, rules, "unknown"))


def engagement(m: pd.DataFrame) -> pd.Series:
    share = m["messages_answered"] / m["messages"]
    rules = {
        "unknown": m["messages"] == 0,
        "high": at_least(share, 0.5),
        "medium": at_least(share, 0.2),
        "low": above(share, 0),
    }
    return first_match(m.index, rules, "none")


# --- All of them ---------------------------------------------------------------------------------


def label_all(m: pd.DataFrame, judgements: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """One column a dimension, overrides included: what a rule reads is what is shown."""
    shown: dict[str, pd.Series] = {}

    def show(dimension: str, labels: pd.Series) -> pd.Series:
        override = judgement_of(judgements, f"label:{dimension}", m.index)["value"]
        shown[dimension] = override.fillna(labels)
        return shown[dimension]

    timeliness = show("payment_timeliness", payment_timeliness(m))
    role = show("channel_role", channel_role(m))
    frequency = show("reorder_frequency", reorder_frequency(m))
    relation = show("relational_type", relational_type(m))
    tier = show("value_tier", pareto(m["profit_12m"], ("key", "major"), (0.80, 0.95)))
    show("sales_tier", pareto(m["purchases_12m"], ("vip", "important"), (0.50, 0.80)))
    show("profit_tier", profit_tier(m, timeliness))
    show("relationship", relationship(m, role))
    show("loyalty", loyalty(m, frequency))
    show("relational_value", relational_value(m, relation, tier))
    show("follow_up", follow_up(m, today))
    show("weighted_score", weighted_score(m, m["score"]))
    show("activity_index", activity_index(m["activity"]))
    for rule in (
        stage,
        deal_stars,
        market,
        source,
        product_need,
        status,
        trade_stage,
        spend_class,
        temperament,
        generation,
        membership,
        product_match,
        address_term,
        value_drivers,
        company_size,
        order_size,
        lead_time_sensitivity,
        engagement,
    ):
        show(rule.__name__, rule(m))
    return pd.DataFrame(shown)


def label_ledger(folder: Path, as_of: datetime, base_currency: str = "CNY") -> pd.DataFrame:
    """`customer_id, dimension, label, score`: a row for each listed customer and dimension."""
    ledger = read_ledger(Path(folder), as_of)
    judgements = judged(ledger)
    measures = measure(ledger, judgements, base_currency)
    measures["score"] = score(measures)
    measures["activity"] = index_of_activity(measures)
    labels = label_all(measures, judgements, ledger.today)
    rows = labels.rename_axis("customer_id").reset_index()
    rows = rows.melt("customer_id", var_name="dimension", value_name="label")
    scores = measures[["score", "activity"]].round(6)
    scores.columns = ["weighted_score", "activity_index"]
    scores = scores.rename_axis("customer_id").reset_index()
    scores = scores.melt("customer_id", var_name="dimension", value_name="score")
    rows = rows.merge(scores, on=["customer_id", "dimension"], how="left")
    return rows.sort_values(["customer_id", "dimension"], ignore_index=True)


def main(folder: str, as_of: str, base_currency: str = "CNY") -> None:
    start = time.perf_counter()
    labels = label_ledger(Path(folder), pd.Timestamp(as_of).to_pydatetime(), base_currency)
    seconds = time.perf_counter() - start
    counts = labels.groupby(["dimension", "label"]).size()
    for (dimension, label), count in counts.items():
        print(f"{dimension:24}{label:24}{count:>10,}")
    print(f"{labels['customer_id'].nunique():,} customers in {seconds:.2f} seconds")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python benchmarks/pandas_labels.py FOLDER AS_OF [BASE]")
    main(*sys.argv[1:])
