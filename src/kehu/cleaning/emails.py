"""E-mail addresses: one or several in a cell, repaired where the slip is plain."""

import re
from functools import cache, lru_cache

from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    validate_email,
)

from kehu.cleaning.cleaned import NOTHING, Cleaned, Unclean
from kehu.cleaning.text import half_width, says_nothing, visible
from kehu.rulebook import read

_BETWEEN = re.compile(r"[;,、/|\s]+(?=[^\s;,、/|@]+@)|[;\n]+")
_AT = re.compile(r"\s*[\[({]\s*(?:at|@)\s*[\])}]\s*|\s+at\s+(?=\S+\.\S+$)", re.IGNORECASE)
_PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?P<top>[a-z]{2,12})"
)
_DOT = re.compile(r"\s*[\[({]\s*(?:dot|\.)\s*[\])}]\s*", re.IGNORECASE)


def clean_email(raw: str) -> Cleaned:
    """The address alone, its domain in small letters. Raises Unclean `not_an_email`."""
    text = half_width(visible(raw))
    if says_nothing(text):
        return NOTHING if not text else Cleaned(None, "said_nothing")
    address = _address(text)
    if address is None:
        raise Unclean("not_an_email", value=raw)
    return Cleaned(address, "" if address == raw else "email_form")


def several_emails(raw: str) -> list[str]:
    """The pieces of a cell that holds several addresses; one piece where it holds one or none."""
    text = half_width(raw)
    if text.count("@") < 2:
        return [raw]
    return [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]


def is_role_mailbox(address: str) -> bool:
    """Does nobody in particular read it: info@, sales@, noreply@?"""
    return address.partition("@")[0].lower() in address_words()["roles"]


def is_free_mail(domain: str) -> bool:
    """Do people who have nothing to do with each other have addresses there?"""
    return domain.lower() in address_words()["free"]


def is_disposable(domain: str) -> bool:
    """Does it give addresses that are gone in an hour?"""
    return domain.lower() in address_words()["disposable"]


@lru_cache(65_536)
def _address(text: str) -> str | None:
    for form in (text, _repaired(text)):
        # The usual address, which the whole grammar would only confirm.
        if (plain := _PLAIN.fullmatch(form)) and plain["top"] not in SPECIAL_USE_DOMAIN_NAMES:
            return form
        try:
            found = validate_email(form, check_deliverability=False, allow_smtputf8=True)
        except EmailNotValidError:
            continue
        return f"{found.local_part}@{found.domain.lower()}"
    return None


def _repaired(text: str) -> str:
    """Out of its brackets and without what mail programs and careful people put around it."""
    named = re.search(r"<\s*([^<>]+@[^<>]+)\s*>", text)
    form = named[1] if named else text
    form = re.sub(
        r"^(?:e-?mail|mailto|邮箱|电子邮件)\s*[:：]\s*", "", form.strip(), flags=re.IGNORECASE
    )
    form = _DOT.sub(".", _AT.sub("@", form))
    form = re.sub(r"\s*([@.])\s*", r"\1", form).strip(" '\"<>()[];:。，、")
    local, at, domain = form.rpartition("@")
    # A comma or 。 where the point belongs, and points at the end.
    domain = re.sub(r"[,，。]+", ".", domain).strip(".-")
    return f"{local}{at}{domain}"


@cache
def address_words() -> dict[str, frozenset[str]]:
    """Mailboxes and domains that say little of whose they are; see `rulebook/addresses.yaml`."""
    return {name: frozenset(words) for name, words in read("addresses.yaml").items()}
