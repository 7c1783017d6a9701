"""What is known of customers by lists that others brought, kept in step with the customers."""

from django.db.models import QuerySet

from kehu.desk.intake.blacklist.matching import name_customers
from kehu.desk.intake.enrichment.applying import enrich
from kehu.desk.ledger.models import Customer


def bring_up_to_date(customers: "QuerySet[Customer] | None" = None) -> None:
    """Look up these customers, or everybody, in the blacklist and in reference tables.

    Grading asks for it before it reads their facts: whatever changed a customer, by whichever door,
    has left it to be graded.
    """
    name_customers(customers)
    enrich(customers)
