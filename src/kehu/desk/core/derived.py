"""Columns that are made of another one, so that searching finds by index what people type."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from anyascii import anyascii
from django.db import models
from django.db.models import Model
from pypinyin import lazy_pinyin


class DerivedField(models.CharField):  # type: ignore[type-arg]
    """A text made of another column each time the row is written."""

    def __init__(self, *, of: str = "", by: Callable[[str], str] | None = None, **given: Any):
        self.of, self.by = of, by
        super().__init__(**{**given, "editable": False, "default": "", "blank": True})

    def deconstruct(self) -> Any:
        name, path, args, given = super().deconstruct()
        return name, path, args, {**given, "of": self.of, "by": self.by}

    def pre_save(self, model_instance: Any, add: bool) -> str:
        assert self.by is not None
        made = self.by(getattr(model_instance, self.of) or "")[: self.max_length]
        setattr(model_instance, self.attname, made)
        return made


def derived_of(row: Model) -> Mapping[str, str]:
    """The derived columns of a row as they are now; an update in place must write them too."""
    fields = row._meta.concrete_fields
    return {f.attname: f.pre_save(row, False) for f in fields if isinstance(f, DerivedField)}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Letters and digits alone, small, in Latin script: 黎明 and Li Ming are both `liming`."""
    latin = anyascii("".join(lazy_pinyin(text)) if not text.isascii() else text)
    return "".join(letter for letter in latin.lower() if letter.isalnum())


def domain_of(email: str) -> str:
    """What stands behind the @, small."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def digits_backwards(phone: str) -> str:
    """A phone's digits from the last, so that an index finds numbers by how they end."""
    return "".join(reversed([digit for digit in phone if digit.isdecimal()]))
