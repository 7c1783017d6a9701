"""What is typed about portraits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.languages import page_language
from kehu.desk.portraits.in_force import offer_rules
from kehu.desk.portraits.models import SimilarGroup
from kehu.desk.portraits.queries import TagLine


class TagForm(forms.Form):
    """Which values of a tag hold: one, or of some tags several; none is an answer too."""

    why = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, *args: Any, line: TagLine, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["values"] = _values(line)
        self.order_fields(["values", "why"])

    def clean_values(self) -> list[str]:
        """The codes chosen."""
        given = self.cleaned_data["values"]
        return [given] if isinstance(given, str) and given else list(given)


def _values(line: TagLine) -> forms.Field:
    if line.tag.many:
        return forms.MultipleChoiceField(
            label=_("Values"), required=False, choices=line.choices, initial=line.codes,
            widget=forms.CheckboxSelectMultiple, help_text=_("Choose none where none holds."),
        )  # fmt: skip
    choices = [*line.choices, ("", _("None of these"))]
    return forms.ChoiceField(
        label=_("Value"), required=False, choices=choices, initial=next(iter(line.codes), "")
    )


class RefuseForm(forms.Form):
    """Why a recommendation does not fit."""

    reason = forms.ChoiceField(label=_("Why not"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lang = page_language()
        reasons = [(code, one.title[lang]) for code, one in offer_rules().reasons.items()]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """A group's name in both languages."""

    class Meta:
        model = SimilarGroup
        fields = ("name_zh", "name_en")
