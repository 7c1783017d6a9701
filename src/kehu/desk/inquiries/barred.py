"""Who of those that wrote is on the blacklist: a customer, or a stranger by what the mail says."""

from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.understanding import understood
from kehu.desk.intake.blacklist import asking
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


def must_not_be_barred(mail: Mail) -> None:
    """Whoever answers a mail asks first. Raises KehuError `on_the_blacklist`."""
    customer = mail.thread.customer
    if customer is not None:
        asking.must_not_be_barred([customer])
    elif entries_against(mail, understood(mail).facts):
        raise KehuError("on_the_blacklist", names=mail.answer_to)
