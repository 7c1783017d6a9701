"""Who of those that wrote is on the blacklist: a customer, or a stranger by what the mail says."""

from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.understanding import understood
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.intake.blacklist.matching import entries_for
from kehu.desk.intake.models import Barred
from kehu.errors import KehuError
from kehu.reading.facts import Facts


def entries_against(mail: Mail, facts: Facts) -> list[tuple[Barred, str]]:
    """The entries that mean who wrote a mail, each with what of the mail that is."""
    return entries_for({
        "name": facts.company, "country": facts.country, "website": facts.website,
        "emails": mail.answer_to, "phones": ";".join(facts.phones),
    })  # fmt: skip


def is_barred_buyer(mail: Mail, facts: Facts) -> bool:
    """Is nobody to write to who wrote a mail?"""
    customer = mail.thread.customer
    return is_barred(customer) if customer else bool(entries_against(mail, facts))


def must_not_be_barred(mail: Mail) -> None:
    """Whoever answers a mail asks first. Raises KehuError `on_the_blacklist`."""
    if is_barred_buyer(mail, understood(mail).facts):
        customer = mail.thread.customer
        raise KehuError("on_the_blacklist", names=customer.name if customer else mail.answer_to)
