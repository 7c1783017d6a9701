"""Messages, calls and meetings, and what customers asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.customers import Contact
from kehu.desk.ledger.models.rows import CustomersRow
from kehu.desk.ledger.models.trade import Product

TOPICS = {
    "price": _("price"),
    "discount": _("discount"),
    "certificate": _("certificate"),
    "lead_time": _("lead time"),
    "payment_terms": _("terms of payment"),
    "moq": _("MOQ"),
    "specification": _("specification"),
    "quality": _("quality"),
    "service": _("service"),
    "sample": _("sample"),
    "new_product": _("new product"),
}


class Interaction(CustomersRow):
    """A contact in either direction. `topics` are codes separated by `;`.

    `author` is who wrote it down, where that is nobody here: a colleague of years ago.
    """

    class Direction(models.TextChoices):
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        WHATSAPP = "whatsapp", "WhatsApp"
        WECHAT = "wechat", _("WeChat")
        MEETING = "meeting", _("meeting")
        FAIR = "fair", _("trade fair")
        VISIT = "visit", _("visit")
        SOCIAL = "social", _("social media")
        PLATFORM = "platform", _("platform")
        LETTER = "letter", _("letter")
        OTHER = "other", _("other")

    class Kind(models.TextChoices):
        PROSPECTING = "prospecting", _("prospecting")
        INQUIRY = "inquiry", _("inquiry")
        REPLY = "reply", _("reply")
        QUOTATION = "quotation", _("quotation")
        FOLLOW_UP = "follow_up", _("follow-up")
        SAMPLE_FEEDBACK = "sample_feedback", _("sample feedback")
        COMPLAINT = "complaint", _("complaint")
        REFERRAL = "referral", _("referral")
        OTHER = "other", _("other")

    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, verbose_name=_("contact")
    )
    at = models.DateTimeField(_("when"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True, default="")
    delivered = models.BooleanField(_("delivered"), null=True, blank=True)
    topics = models.CharField(_("topics"), max_length=200, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    author = models.CharField(_("who wrote it"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("contact made")
        indexes = (models.Index(fields=["customer", "-at"], name="talks_with_customer"),)


class Inquiry(CustomersRow):
    """A buyer asking about products."""

    class Kind(models.TextChoices):
        GENERIC = "generic", _("generic")
        PARTIAL = "partial", _("partial")
        DETAILED = "detailed", _("detailed")

    at = models.DateTimeField(_("when"))
    source = models.CharField(_("source"), max_length=60, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True, default="")
    products = models.ManyToManyField(Product, blank=True, verbose_name=_("products"))
    order_intent = models.BooleanField(_("intends to order"), null=True, blank=True)
    expected_order_at = models.DateTimeField(_("expects to order"), null=True, blank=True)

    class Meta:
        verbose_name = _("inquiry")
        indexes = (models.Index(fields=["customer", "-at"], name="inquiries_of_customer"),)
