"""What is asked when a customer is given back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User


class ReleaseForm(forms.Form):
    """Why; whoever takes the customer next reads it. `holder` is who held it on the page seen."""

    holder = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever takes the customer next reads this."),
    )  # fmt: skip

    def seen_holder(self) -> User:
        """Who held the customer when the page was shown."""
        return User(pk=self.cleaned_data["holder"])
