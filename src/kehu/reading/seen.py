"""All that was read of a mail, before it is judged."""

from dataclasses import dataclass
from functools import cached_property

from kehu.reading.acts import Acts
from kehu.reading.known import Known, KnownCustomer
from kehu.reading.message.forms import Form
from kehu.reading.message.newest import is_answer
from kehu.reading.message.parts import Message
from kehu.reading.sender.identity import Sender
from kehu.reading.terms.trade import Terms
from kehu.reading.text import Found, MailText
from kehu.reading.understood import Goods


@dataclass(frozen=True)
class Seen:
    """What a mail says, in its parts; `language` is ISO 639-1."""

    message: Message
    text: MailText
    language: str
    form: Form | None
    sender: Sender
    acts: Acts
    goods: Goods
    terms: Terms
    known: Known

    @cached_property
    def customer(self) -> KnownCustomer | None:
        """The customer of ours who writes."""
        return self.known.customer(self.sender.mailbox.address, self.sender.domain)

    def signs(self, found: Found[str] | None) -> bool:
        """Does it stand in the signature?"""
        return found is not None and found.start >= self.text.signature_start

    @cached_property
    def thread(self) -> bool:
        """Does the mail answer one of ours, or go on with somebody we know?"""
        ours, answers = self.known.own_domain, self.message.answers
        if is_answer(self.message.subject):
            return bool(answers) or self.customer is not None
        return any(one.endswith((f"@{ours}>", f".{ours}>")) or not ours for one in answers)
