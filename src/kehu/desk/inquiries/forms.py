"""What people type about mail."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.uploading import FilesField
from kehu.desk.inquiries.actions.bringing import ENDINGS
from kehu.desk.inquiries.models import Mailbox, ReadingTable
from kehu.desk.inquiries.showing import SEVERAL
from kehu.desk.intake.forms import CountryField
from kehu.desk.ledger.models import Contact, Customer


class BringForm(forms.Form):
    """Files of mail."""

    mails = FilesField(
        label=_("Mails"), accept=",".join(ENDINGS),
        help_text=_("Single mails (.eml) or whole mailboxes (.mbox) as mail programs save them."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """An answer: `way` is a mailbox's number, or empty where it goes another way; `seen` the last
    mail of the thread that was on the page."""

    seen = forms.IntegerField()
    subject = forms.CharField(max_length=500, required=False)
    body = forms.CharField(max_length=50_000)
    way = forms.IntegerField(required=False, min_value=1)


class LookForm(forms.Form):
    """How somebody made sure."""

    how = forms.CharField(max_length=500)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A buyer as a new customer; `sources` are the codes there are, with their words."""

    country = CountryField(label=_("Country"), required=False, max_length=80)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(
        self, *arguments: Any, sources: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["source"].choices = [("", "–"), *sources]  # type: ignore[attr-defined]

    class Meta:
        model = Customer
        fields = ("name", "country", "city", "website", "source")


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """The person who wrote."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "language")


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    """A mailbox and its servers."""

    class Meta:
        model = Mailbox
        fields = (
            "address", "name", "holder", "login", "secret", "host", "port", "encryption", "folder",
            "since", "smtp_host", "smtp_port", "smtp_encryption", "is_active",
        )  # fmt: skip
        widgets: ClassVar = {"since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {
            "secret": _(
                "The password itself lies in a file of this name in the secrets folder, or in "
                "the environment as KEHU_MAILBOX_NAME."
            ),
            "holder": _("Empty: everybody sees strangers’ mails, whoever is free answers."),
            "smtp_host": _("Empty: answers are copied into another mail program."),
        }


class TableForm(forms.Form):
    """A table that mails are read by."""

    kind = forms.ChoiceField(choices=ReadingTable.Kind.choices)
    table = forms.FileField(label=_("Table (CSV, UTF-8)"))


def said_in(post: QueryDict) -> Any:
    """The value of a field as a page says it: lists with commas, lines of goods in columns."""
    field = post.get("field", "")
    if field == "wanted":
        return _lines(post)
    if field == "signals":
        return post.getlist("value")
    if field == "asks_sample":
        return post.get("value") == "yes"
    value = post.get("value", "").strip()
    if field in SEVERAL:
        return [one.strip() for one in value.replace("，", ",").replace(";", ",").split(",")]
    return value


def _lines(post: QueryDict) -> list[Mapping[str, Any]]:
    """The lines of a form; `drop` names one that goes."""
    columns = [post.getlist(name) for name in ("skus", "words", "quantity", "unit")]
    dropped = post.get("drop", "")
    return [
        {"skus": [sku.strip() for sku in skus.split("/") if sku.strip()], "words": words,
         "quantity": quantity, "unit": unit}
        for number, (skus, words, quantity, unit) in enumerate(zip(*columns, strict=False))
        if str(number) != dropped and (skus.strip() or quantity.strip())
    ]  # fmt: skip
