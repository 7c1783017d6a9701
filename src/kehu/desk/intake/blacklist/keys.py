"""What an entry of the blacklist is compared by: the same cleaning as of imported cells."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kehu.cleaning.cleaned import Unclean
from kehu.cleaning.emails import clean_email, is_free_mail
from kehu.cleaning.names import cleaned_name, company_key
from kehu.cleaning.phones import clean_phone
from kehu.cleaning.websites import registered_domain
from kehu.desk.core.derived import digits_backwards
from kehu.desk.intake.models import Barred
from kehu.errors import KehuError

_ENDING = 9  # digits of a telephone that say whose it is, whatever stands before them
_LEAST = 7


@dataclass(frozen=True)
class Named:
    """Whom a line names: `value` to be read, `key` to be compared."""

    kind: str
    value: str
    key: str


def kind_of(text: str) -> str:
    """What a line most likely is."""
    if "@" in text:
        return Barred.Kind.EMAIL
    if re.search(r"\d", text) and not re.search(r"[^\W\d_]", text):
        return Barred.Kind.PHONE
    is_site = " " not in text.strip() and registered_domain(text.strip().lower())
    return Barred.Kind.DOMAIN if is_site else Barred.Kind.COMPANY


def named(text: str, kind: str = "") -> Named:
    """Whom a line names; `kind` empty finds it by the line itself.

    Raises Unclean for what is no address or number, KehuError `not_to_bar` for what names nobody
    and `free_mail_barred` for the domain of a provider whose addresses strangers have.
    """
    chosen = kind or kind_of(text)
    value, key = _READ[chosen](text.strip())
    if not key:
        raise KehuError("not_to_bar", value=text)
    return Named(chosen, value, key)


def email_key(address: str) -> str:
    return address.strip().lower()


def phone_key(number: str) -> str:
    """The last nine digits, from the last; empty of a number too short to say whose it is."""
    digits = digits_backwards(number.partition(" ext.")[0])
    return digits[:_ENDING] if len(digits) >= _LEAST else ""


def _company(text: str) -> tuple[str, str]:
    name = cleaned_name(text)
    return name, company_key(name)


def _email(text: str) -> tuple[str, str]:
    address = str(clean_email(text).value or "")
    return address, email_key(address)


def _domain(text: str) -> tuple[str, str]:
    domain = registered_domain(text.rpartition("@")[2].lower())
    if not domain:
        raise Unclean("not_a_website", value=text)
    if is_free_mail(domain):
        raise KehuError("free_mail_barred", value=domain)
    return domain, domain


def _phone(text: str) -> tuple[str, str]:
    number = str(clean_phone(text).value or "")
    return number, phone_key(number)


_READ: dict[str, Callable[[str], tuple[str, str]]] = {
    Barred.Kind.COMPANY: _company,
    Barred.Kind.EMAIL: _email,
    Barred.Kind.DOMAIN: _domain,
    Barred.Kind.PHONE: _phone,
}
