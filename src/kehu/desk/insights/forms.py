"""Forms of the book."""

from django import forms

from kehu.desk.ledger.models import Tag


class TagForm(forms.ModelForm):  # type: ignore[type-arg]
    """A tag and what must be so for it."""

    class Meta:
        model = Tag
        fields = ("name", "standard")
        widgets = {"standard": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012
