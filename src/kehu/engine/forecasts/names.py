"""What is forecast of each customer."""

from collections.abc import Iterable
from dataclasses import dataclass

from kehu.engine.measures.family import Unit


@dataclass(frozen=True)
class Forecast:
    """A number that is forecast of a customer; null where it is not known."""

    name: str
    unit: Unit
    source: str
    meaning: str
    reads: tuple[str, ...]

    is_number = True
    is_count = False
    without = None
    parts = None
    codes_of = None


HISTORY = ("order_days", "days_since_first_order", "days_since_last_order")
AMOUNT = ("amount_per_order_day",)
PACE = (
    "typical_gap_days", "gap_spread", "customs_gap_days", "customs_gap_spread",
    "customs_shipment_days", "days_since_last_customs_shipment",
)  # fmt: skip
ROLE = ("judged_channel_role", "recorded_channel_role", "country")
FIRST = (
    "open_proformas", "days_since_last_intent", "inbound", "inquiries", "days_since_last_inbound",
    "days_since_last_inquiry",
)  # fmt: skip
_HISTORY = (*HISTORY, "typical_gap_days")
_RHYTHM = (*HISTORY, *PACE, *ROLE)

_ALL = (
    Forecast("p_active", "share", "F2",
             "Chance that a customer who ordered still buys from us, by the model of orders that "
             "did best; null where none can be fitted.", _HISTORY),
    Forecast("expected_orders_12m", "ratio", "F3",
             "Order days to be expected in the next 365 days; null for who never ordered.",
             _HISTORY),
    Forecast("value_12m", "base currency", "F3",
             "What these orders are expected to amount to: their number by the model of orders, "
             "each worth what the Gamma-Gamma model says.", (*_HISTORY, *AMOUNT)),
    Forecast("value_12m_low", "base currency", "F3",
             "Amount that the next 365 days stay below with a chance of 10 %.",
             (*_HISTORY, *AMOUNT)),
    Forecast("value_12m_high", "base currency", "F3",
             "Amount that the next 365 days stay below with a chance of 90 %.",
             (*_HISTORY, *AMOUNT)),
    Forecast("days_to_order_p10", "days", "F1",
             "Days until the next order, of a customer who keeps to its rhythm: 10 % come sooner. "
             "Of who never ordered, until the next import shipment; null where that is not known.",
             _RHYTHM),
    Forecast("days_to_order_p50", "days", "F1", "The same: half come sooner.", _RHYTHM),
    Forecast("days_to_order_p90", "days", "F1", "The same: 90 % come sooner.", _RHYTHM),
    Forecast("p_order_30d", "share", "F1",
             "Chance of an order in the next 30 days, from the model of orders and the customer's "
             "own rhythm; of a first order, from others who stood alike.", (*_RHYTHM, *FIRST)),
    Forecast("p_order_90d", "share", "F1", "The same of the next 90 days.", (*_RHYTHM, *FIRST)),
    Forecast("silence_share", "share", "F2",
             "Share of the customer's usual gaps between orders that are shorter than its silence "
             "now.", _RHYTHM),
)  # fmt: skip
FORECASTS: dict[str, Forecast] = {one.name: one for one in _ALL}


def reads_of(names: Iterable[str]) -> tuple[str, ...]:
    """The measures that forecasts of these names read, each once."""
    return tuple(dict.fromkeys(measure for name in names for measure in FORECASTS[name].reads))
