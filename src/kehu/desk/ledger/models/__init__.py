"""The tables of ledger.md as models, one file a family."""

from kehu.desk.ledger.models.changed import Changed, Touched
from kehu.desk.ledger.models.customers import Contact, Customer
from kehu.desk.ledger.models.former import FormerCustomer
from kehu.desk.ledger.models.holdings import Holding
from kehu.desk.ledger.models.imports import Import
from kehu.desk.ledger.models.judged import Answer, Judgement
from kehu.desk.ledger.models.offers import Proforma, Quotation, Sample
from kehu.desk.ledger.models.sales import CustomsRecord, Order, OrderLine, Payment
from kehu.desk.ledger.models.tags import CustomerTag, Tag
from kehu.desk.ledger.models.talks import TOPICS, Inquiry, Interaction
from kehu.desk.ledger.models.trade import ExchangeRate, Product

__all__ = [
    "TOPICS",
    "Answer",
    "Changed",
    "Contact",
    "Customer",
    "CustomerTag",
    "CustomsRecord",
    "ExchangeRate",
    "FormerCustomer",
    "Holding",
    "Import",
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
    "Tag",
    "Touched",
]
