"""Whom and what rows of sheets can mean: what stands already, and what the sheets add."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.names import name_key
from kehu.cleaning.websites import registered_domain
from kehu.errors import KehuError


class Ambiguous(KehuError):
    """A row could mean several customers; `customers` lists their numbers."""


@dataclass(frozen=True)
class KnownCustomer:
    """A customer as far as rows are compared with it."""

    customer_id: str
    name: str
    country: str = ""
    website: str = ""


class Known:
    """Customers, contacts, orders and products that rows may point at, by all they go by.

    `also` are numbers under which a customer stood before (of merged ones), each with its present;
    `barred` are customers that rows may not change, each with who holds it.
    """

    def __init__(self) -> None:
        self.customers: dict[str, KnownCustomer] = {}
        self.also: dict[str, str] = {}
        self.barred: dict[str, str] = {}
        self.orders: dict[str, str] = {}
        self.products: dict[str, str] = {}
        self.contacts: dict[tuple[str, str], str] = {}
        self.numbers: defaultdict[str, set[str]] = defaultdict(set)
        self._by_core: defaultdict[str, list[str]] = defaultdict(list)
        self._by_domain: defaultdict[str, set[str]] = defaultdict(set)
        self._by_email: defaultdict[str, set[str]] = defaultdict(set)
        self.categories: dict[str, str] = {}
        self._products_by_name: dict[str, str] = {}

    # ---- adding --------------------------------------------------------------------------------

    def add_customer(self, one: KnownCustomer) -> None:
        self.customers[one.customer_id] = one
        self._by_core[name_key(one.name).core].append(one.customer_id)
        if domain := _own_domain(one.website):
            self._by_domain[domain].add(one.customer_id)

    def add_contact(self, contact_id: str, customer_id: str, marks: Iterable[str]) -> None:
        """A contact under everything it goes by: name, e-mail, phones."""
        self.numbers["contacts"].add(contact_id)
        for mark in marks:
            self.contacts.setdefault((customer_id, mark.casefold()), contact_id)
            if "@" in mark:
                self._by_email[mark.casefold()].add(customer_id)
                if domain := _own_domain(mark.rpartition("@")[2]):
                    self._by_domain[domain].add(customer_id)

    def add_product(self, product_id: str, name: str, sku: str, category: str) -> None:
        self.products[product_id.casefold()] = product_id
        self.categories[product_id] = category
        if sku:
            self.products.setdefault(sku.casefold(), product_id)
        self._products_by_name.setdefault(name.casefold(), product_id)

    # ---- asking --------------------------------------------------------------------------------

    def customer_by_number(self, number: str) -> str | None:
        """The customer that has this number, or had it."""
        return number if number in self.customers else self.also.get(number)

    def customer_by_name(self, name: str, country: str = "") -> str | None:
        """The customer of this name; the country decides between several.

        Legal forms must not differ where both say one. Raises Ambiguous.
        """
        key = name_key(name)
        if not key.core:
            return None
        found = [
            one
            for one in (self.customers[code] for code in self._by_core.get(key.core, ()))
            if _may_be(key.legal_form, name_key(one.name).legal_form, key.branch, one.name)
            and (not country or not one.country or one.country == country)
        ]
        exact = [one for one in found if one.name.casefold() == name.casefold()] or found
        if len(exact) > 1 and country:
            exact = [one for one in exact if one.country == country] or exact
        return _the_one([one.customer_id for one in exact])

    def customer_by_address(self, email: str) -> str | None:
        """Who has a contact with this address. Raises Ambiguous."""
        return _the_one(sorted(self._by_email.get(email.casefold(), ())))

    def customer_by_domain(self, site: str) -> str | None:
        """Whose site or mail domain it is. Raises Ambiguous."""
        domain = _own_domain(site)
        return _the_one(sorted(self._by_domain.get(domain, ()))) if domain else None

    def contact(self, customer_id: str, marks: Iterable[str]) -> str | None:
        """The customer's contact that goes by the first of these marks that is known."""
        for mark in marks:
            if found := self.contacts.get((customer_id, mark.casefold())):
                return found
        return None

    def product(self, number: str, name: str) -> str | None:
        """The product with this number or SKU; by name where there is no number."""
        if number:
            return self.products.get(number.casefold())
        return self._products_by_name.get(name.casefold())


def known_rows(
    customers: Iterable[Mapping[str, Any]],
    contacts: Iterable[Mapping[str, Any]],
    orders: Iterable[tuple[str, str]],
    products: Iterable[Mapping[str, Any]],
) -> Known:
    """What stands in tables of the ledger, from rows with the ledger's columns."""
    known = Known()
    for row in customers:
        texts = {name: value or "" for name, value in row.items()}
        known.add_customer(
            KnownCustomer(
                texts["customer_id"], texts["name"], texts["country"].upper(), texts["website"]
            )
        )
    for row in contacts:
        marks = [row[name] for name in ("email", "phone", "whatsapp", "name")]
        known.add_contact(
            row["contact_id"] or "", row["customer_id"] or "", [mark for mark in marks if mark]
        )
    known.orders.update(orders)
    for row in products:
        texts = {name: value or "" for name, value in row.items()}
        known.add_product(texts["product_id"], texts["name"], texts["sku"], texts["category"])
    return known


def _may_be(one: str | None, other: str | None, branch: bool, other_name: str) -> bool:
    return (one is None or other is None or one == other) and branch == name_key(other_name).branch


def _own_domain(site: str) -> str:
    """The registered domain, where it is a company's own."""
    domain = registered_domain(site) if site else ""
    return "" if not domain or is_free_mail(domain) or is_free_mail(site) else domain


def _the_one(found: list[str]) -> str | None:
    if len(found) > 1:
        raise Ambiguous("several_customers", customers=", ".join(found[:5]), count=len(found))
    return found[0] if found else None
