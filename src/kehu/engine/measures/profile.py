"""What the customer's own row and contacts say."""

from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import first_of

PROFILE = Family("profile", lambda known: known.customers, one_row=True)


@PROFILE.measure("code", "D04")
def country(customer: Table, known: Known) -> Value:
    """Country of the customer, ISO 3166 alpha-2."""
    return customer.country


@PROFILE.measure("code", "D05", codes_of="channel_role")
def recorded_channel_role(customer: Table, known: Known) -> Value:
    """Channel role in the customer's row."""
    return customer.channel_role


@PROFILE.measure("code", "D06", codes_of="source")
def recorded_source(customer: Table, known: Known) -> Value:
    """Source in the customer's row."""
    return customer.source


@PROFILE.measure("code", "D10", codes_of="relationship")
def recorded_relationship(customer: Table, known: Known) -> Value:
    """Relationship in the customer's row."""
    return customer.relationship


@PROFILE.measure("people", "D27")
def employees(customer: Table, known: Known) -> Value:
    """Head count."""
    return customer.employees


@PROFILE.measure("base currency", "D27")
def annual_turnover(customer: Table, known: Known) -> Value:
    """Turnover of a year, base currency."""
    return customer.annual_turnover


@PROFILE.measure("rank", "D27")
def industry_rank(customer: Table, known: Known) -> Value:
    """Position in its industry, 1 the first."""
    return customer.industry_rank


@PROFILE.measure("yes or no", "D18", without=False)
def is_member(customer: Table, known: Known) -> Value:
    """Is the customer a member?"""
    return customer.is_member.fill_null(False)


@PROFILE.measure("yes or no", "L4", without=False)
def blacklisted(customer: Table, known: Known) -> Value:
    """Is the customer on the blacklist?"""
    return customer.blacklisted_at.notnull()


def _dated_contacts(known: Known) -> Table:
    """The contact with the smallest contact_id that has a birth year, one a customer."""
    contacts = known.of("contacts")
    return first_of(contacts.filter(contacts.birth_year.notnull()), "customer", ["contact_id"])


CONTACTS = Family("contacts", _dated_contacts, one_row=True)


@CONTACTS.measure("year", "D17")
def birth_year(contact: Table, known: Known) -> Value:
    """Birth year of the first contact (by contact_id) that has one."""
    return contact.birth_year


@CONTACTS.measure("text", "D17")
def birth_decade(contact: Table, known: Known) -> Value:
    """Decade of that birth year, such as 1970s."""
    return ((contact.birth_year // 10) * 10).cast("int64").cast("string") + "s"
