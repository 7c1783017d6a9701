"""The tables of ledger.md as models, one file a family."""

from kehu.desk.ledger.models.changed import Changed
from kehu.desk.ledger.models.customers import Contact, Customer
from kehu.desk.ledger.models.judged import Answer, Judgement
from kehu.desk.ledger.models.offers import Proforma, Quotation, Sample
from kehu.desk.ledger.models.sales import CustomsRecord, Order, OrderLine, Payment
from kehu.desk.ledger.models.talks import TOPICS, Inquiry, Interaction
from kehu.desk.ledger.models.trade import ExchangeRate, Product

__all__ = [
    "TOPICS",
    "Answer",
    "Changed",
    "Contact",
    "Customer",
    "CustomsRecord",
    "ExchangeRate",
    "Inquiry",
    "Interaction",
    "Judgement",
    "Order",
    "OrderLine",
    "Payment",
    "Product",
    "Proforma",
    "Quotation",
    "Sample",
]
