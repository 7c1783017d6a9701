"""A field of a form that takes several files at once."""

from typing import Any

from django import forms
from django.core.files import File


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; `accept` are the endings that the browser offers."""

    def __init__(self, accept: str, **options: Any) -> None:
        super().__init__(widget=_Files(attrs={"accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]
