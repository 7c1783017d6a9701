"""What is known of who customers are like, and what was recommended to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.ledger.models import Customer, Product


class SimilarGroup(models.Model):
    """Customers alike, found by Kehu; `key` outlasts the nights, and so does a name.

    `named_by` gave it another name than Kehu's; `left_at` is when it was last there.
    """

    key = models.CharField(max_length=12, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    about_en = models.TextField()
    about_zh = models.TextField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("group of similar customers")

    def __str__(self) -> str:
        return self.name_en


class Taking(models.Model):
    """Counts how often portraits were written, in its one row.

    Whoever writes some holds the row until the writing is over: numbers are seen in their order.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("taking of portraits")

    def __str__(self) -> str:
        return str(self.number)


class Portrait(models.Model):
    """One customer's tags and what it bought, as of a moment; `taking` wrote it last.

    `tags`: by tag and value, who says so (`computed` or `hand`) and in how many messages, contacts
    or judgements (null: a condition). `heard`: have we words of its messages? `bought`: categories.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True)
    tags = models.JSONField(default=dict)
    heard = models.BooleanField(default=False)
    bought = models.JSONField(default=list)
    group = models.ForeignKey(SimilarGroup, models.SET_NULL, null=True)
    as_of = models.DateTimeField()
    taking = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("portrait")

    def __str__(self) -> str:
        return str(self.customer_id)


class BoughtTogether(models.Model):
    """What goes with what, believed on a day: the rules of one kind of item (`Rules.as_bytes`)."""

    items = models.CharField(max_length=10, unique=True)  # product or category
    rules = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bought together")

    def __str__(self) -> str:
        return self.items


class ProductPrice(models.Model):
    """Where our price of a product stands, in base currency (`offers.prices.Price`)."""

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True)
    ours = models.FloatField(null=True)
    cost = models.FloatField(null=True)
    market = models.FloatField(null=True)
    paid = models.FloatField(null=True)
    paid_low = models.FloatField(null=True)
    paid_high = models.FloatField(null=True)
    buyers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("price of a product")

    def __str__(self) -> str:
        return str(self.product_id)


class Offer(models.Model):
    """A product recommended to a customer; a person accepts it, or refuses it and says why.

    `because` holds the figures behind it: of `basket` or of `alike`. Those that nobody answered
    are made anew each night; answers stay.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be reviewed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    class Source(models.TextChoices):
        BASKET = "basket", _("bought together")
        ALIKE = "alike", _("look-alikes")

    customer = models.ForeignKey(Customer, models.CASCADE)
    product = models.ForeignKey(Product, models.CASCADE)
    source = models.CharField(max_length=6, choices=Source.choices)
    because = models.JSONField()
    likely = models.FloatField()
    score = models.FloatField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("why"), max_length=40, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("recommendation")
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "product"], condition=Q(state="open"), name="one_open_offer"
            ),
        )
        indexes = (
            models.Index(fields=["state", "-score", "-id"], name="offers_by_score"),
            models.Index(fields=["state", "-answered_at", "-id"], name="offers_answered"),
        )

    def __str__(self) -> str:
        return f"{self.product} → {self.customer}"

    @property
    def owner(self) -> User | None:
        """Who holds the customer: whoever reaches it may answer."""
        return self.customer.owner
