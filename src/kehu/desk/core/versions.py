"""Two people at the same record: the second, who has not seen the first's change, is told."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model
from django.forms.models import model_to_dict

from kehu.desk.core import audit
from kehu.desk.core.derived import derived_of
from kehu.errors import KehuError


class ChangedMeanwhile(KehuError):
    """Somebody else changed the record since it was read."""

    def __init__(self, subject: Model) -> None:
        super().__init__("changed_meanwhile", subject=str(subject))


def change(
    row: Model, version: int, details: Mapping[str, Any], customer_id: int | None = None
) -> audit.Change:
    """Change fields of a row whose `version` is still the one that was seen.

    Returns the fields that differ, before and after; `customer_id` is whom they are about. Raises
    ValidationError, ChangedMeanwhile.
    """
    before = model_to_dict(row, list(details))
    for name, value in details.items():
        setattr(row, name, value)
    row.full_clean(exclude={field.name for field in row._meta.fields} - details.keys())
    seen = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not seen.update(**details, **derived_of(row), version=F("version") + 1):
        raise ChangedMeanwhile(row)
    row.version = version + 1  # type: ignore[attr-defined]
    after = model_to_dict(row, list(details))
    names = [name for name in after if after[name] != before[name]]
    was, became = ({name: told[name] for name in names} for told in (before, after))
    return audit.Change(row, was, became, customer_id)
