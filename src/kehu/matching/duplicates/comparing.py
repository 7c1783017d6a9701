"""How two records are compared, field by field, in DuckDB's SQL."""

from dataclasses import dataclass

from kehu.cleaning.lexicon import lexicon
from kehu.matching.duplicates.rules import rules


@dataclass(frozen=True)
class Comparison:
    """`needs` are columns of the records; `missing` and the conditions are SQL over `x_l`, `x_r`.

    Conditions are of the levels in the rulebook in their order, without the last, which is the
    rest. `frequent` is the column whose common values count less (term frequency, Winkler 1989).
    """

    needs: tuple[str, ...]
    missing: str
    conditions: tuple[str, ...]
    frequent: str | None = None


def _either_missing(*columns: str) -> str:
    return " OR ".join(f"{column}_{side} IS NULL" for column in columns for side in "lr")


def _told_by(narrow: str, wide: str) -> str:
    """Who agree in the narrower place agree in the wider: that counts nothing more."""
    return f"({narrow}_l = {narrow}_r AND {wide}_l = {wide}_r)"


def _close(column: str, likeness: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {likeness}"


def _typo(column: str, signs: int = 1) -> str:
    """So many letters left out, added, changed or exchanged with the next, at the most."""
    return (
        f"(abs(length({column}_l) - length({column}_r)) <= {signs}"
        f" AND damerau_levenshtein({column}_l, {column}_r) <= {signs})"
    )


def _few_other_letters(column: str, most: int) -> str:
    """A cheap look before a costly one: how many letters stand in one of the two alone."""
    return f"bit_count(xor({column}_l, {column}_r)) <= {most}"


def _any_in_common(values: str, first: str | None = None) -> str:
    """Two lists meet; most have one value, and one value is compared faster than lists."""
    first = first or f"{values}_l[1] = {values}_r[1]"
    several = f"len({values}_l) + len({values}_r) > 2"
    return f"({first} OR ({several} AND list_has_any({values}_l, {values}_r)))"


def _all_of(column: str, least: int) -> str:
    """Every word of the shorter is in the longer, and the shorter has at least so many letters."""
    left, right, marks = f"{column}_l", f"{column}_r", f"{column}_mask"
    inside = (
        f"list_has_all({one}, {other}) AND length(array_to_string({other}, '')) >= {least}"
        for one, other in ((left, right), (right, left))
    )
    smaller = f"({marks}_l & {marks}_r) IN ({marks}_l, {marks}_r)"
    return f"({smaller} AND ({' OR '.join(inside)}))"


def _not_reached(values: str) -> str:
    """One of the two has none of its own, and they share none that many have."""
    return (
        f"(({values}_l IS NULL OR {values}_r IS NULL)"
        f" AND NOT coalesce({_any_in_common(f'shared_{values}')}, false))"
    )


_SAME_TRADE = "trade_l IS NOT DISTINCT FROM trade_r"
_ONE_TRADE = (
    "(trade_l IS NULL OR trade_r IS NULL"
    " OR contains(trade_l, trade_r) OR contains(trade_r, trade_l))"
)

COMPARISONS: dict[str, Comparison] = {
    "name": Comparison(
        ("name", "squeezed", "ordered", "names", "sound", "family", "trade", "words", "initials",
         "words_mask",
         "letters_mask"),
        _either_missing("name"),
        (
            "name_l = name_r",
            "squeezed_l = squeezed_r OR ordered_l = ordered_r OR "
            + _any_in_common("names", "false"),
            f"length(squeezed_l) >= 5 AND {_few_other_letters('letters_mask', 2)}"
            f" AND {_typo('squeezed')}",
            f"length(sound_l) >= 5 AND sound_l = sound_r AND {_SAME_TRADE}",
            f"family_l = family_r AND {_ONE_TRADE}",
            _all_of("words", 5),
            "family_l = family_r",
            "initials_l = squeezed_r OR initials_r = squeezed_l",
            f"{_few_other_letters('letters_mask', 8)} AND {_ONE_TRADE} AND"
            " damerau_levenshtein(family_l, family_r)"
            " <= 0.2 * greatest(length(family_l), length(family_r))",
        ),
        frequent="name",
    ),
    "site": Comparison(
        ("name", "places", "branch", "whereabouts"),
        f"{_either_missing('name')} OR (places_l IS NULL AND places_r IS NULL"
        " AND branch_l = branch_r)",
        (
            "places_l = places_r AND branch_l = branch_r",
            "branch_l = branch_r AND (places_l IS NULL OR whereabouts_r IS NULL"
            " OR list_has_any(places_l, whereabouts_r))"
            " AND (places_r IS NULL OR whereabouts_l IS NULL"
            " OR list_has_any(places_r, whereabouts_l))",
        ),
    ),
    "legal_form": Comparison(
        ("legal_form", "legal_kind"),
        _either_missing("legal_form"),
        (
            "legal_form_l = legal_form_r",
            "legal_kind_l = legal_kind_r OR legal_kind_l = 'any' OR legal_kind_r = 'any'",
        ),
    ),
    "email": Comparison(
        ("emails", "shared_emails", "mailbox_names", "email_text", "contact"),
        _not_reached("emails"),
        (
            _any_in_common("emails", "email_text_l = email_text_r"),
            _any_in_common("shared_emails"),
            f"contact_l IS DISTINCT FROM contact_r AND {_any_in_common('mailbox_names')}",
            # Of info@, the domain is all that is alike, and a domain is made of the name.
            "mailbox_names_l IS NOT NULL AND mailbox_names_r IS NOT NULL"
            f" AND left(email_text_l, 2) = left(email_text_r, 2) AND {_typo('email_text')}",
        ),
    ),
    "domain": Comparison(
        ("domains", "shared_domains", "domain_text", "family", "email_text"),
        # A domain is made of the name, and is in the mailbox: where these agree, it is no news.
        f"{_not_reached('domains')}"
        f" OR ({_any_in_common('domains', 'domain_text_l = domain_text_r')}"
        " AND (family_l = family_r OR email_text_l = email_text_r))",
        (
            _any_in_common("domains", "domain_text_l = domain_text_r"),
            _any_in_common("shared_domains"),
        ),
    ),
    "phone": Comparison(
        ("phones", "shared_phones", "phone_text"),
        _not_reached("phones"),
        (
            _any_in_common("phones", "phone_text_l = phone_text_r"),
            _any_in_common("shared_phones"),
            _typo("phone_text"),
        ),
    ),
    "tax_number": Comparison(
        ("tax_number",),
        _either_missing("tax_number"),
        ("tax_number_l = tax_number_r", f"length(tax_number_l) >= 6 AND {_typo('tax_number')}"),
    ),
    "contact": Comparison(
        ("contact",), _either_missing("contact"),
        ("contact_l = contact_r", _close("contact", 0.92)), frequent="contact",
    ),
    "given_name": Comparison(
        ("given_name", "surname"), _either_missing("given_name"),
        (
            "given_name_l = given_name_r",
            "given_name_l = surname_r AND surname_l = given_name_r",
            _close("given_name", 0.88),
            "length(given_name_l) + length(given_name_r) < 12"
            " AND (given_name_l = left(given_name_r, 1) OR given_name_r = left(given_name_l, 1))",
        ),
        frequent="given_name",
    ),
    "surname": Comparison(
        ("surname", "given_name"), _either_missing("surname"),
        (
            "surname_l = surname_r",
            "surname_l = given_name_r AND given_name_l = surname_r",
            _close("surname", 0.88),
        ),
        frequent="surname",
    ),
    "birth_date": Comparison(
        ("birth_date",), _either_missing("birth_date"),
        (
            "birth_date_l = birth_date_r",
            "left(birth_date_l, 4) = left(birth_date_r, 4)"
            " AND substr(birth_date_l, 5, 2) = substr(birth_date_r, 7, 2)"
            " AND substr(birth_date_l, 7, 2) = substr(birth_date_r, 5, 2)",
            _typo("birth_date"),
            _typo("birth_date", 2),
        ),
    ),
    "national_id": Comparison(
        ("national_id",), _either_missing("national_id"),
        ("national_id_l = national_id_r", _typo("national_id")),
    ),
    "address": Comparison(
        ("address", "address_2", "numbers"), _either_missing("address"),
        (
            "address_l = address_r AND numbers_l IS NOT DISTINCT FROM numbers_r",
            "(numbers_l IS NOT DISTINCT FROM numbers_r OR list_has_any(numbers_l, numbers_r))"
            f" AND ({_close('address', 0.9)} OR contains(address_l, address_r)"
            " OR contains(address_r, address_l))",
            "address_l = address_2_r OR address_r = address_2_l",
            "address_l = address_r",
        ),
    ),
    "address_2": Comparison(
        ("address_2", "address"), _either_missing("address_2"),
        (
            "address_2_l = address_2_r",
            "address_2_l = address_r OR address_2_r = address_l",
            _close("address_2", 0.88),
        ),
    ),
    "street_number": Comparison(
        ("street_number",), _either_missing("street_number"),
        ("street_number_l = street_number_r", _typo("street_number")),
    ),
    "postcode": Comparison(
        ("postcode", "city"),
        # The postcodes of one city are alike: that says nothing more, only the same one does.
        f"{_either_missing('postcode')}"
        f" OR (city_l = city_r AND postcode_l <> postcode_r AND {_typo('postcode')})",
        ("postcode_l = postcode_r", f"length(postcode_l) >= 4 AND {_typo('postcode')}"),
    ),
    "city": Comparison(
        ("city", "address", "postcode", "numbers", "city_known"),
        f"{_either_missing('city')} OR postcode_l = postcode_r"
        " OR (address_l = address_r AND numbers_l = numbers_r AND city_l = city_r)",
        (
            "city_l = city_r",
            "NOT coalesce(city_known_l AND city_known_r, false) AND"
            f" ({_close('city', 0.88)} OR (length(city_l) >= 4 AND {_typo('city', 2)})"
            " OR (least(length(city_l), length(city_r)) >= 4"
            " AND (contains(city_l, city_r) OR contains(city_r, city_l))))",
            "length(city_l) >= 4 AND length(city_r) >= 4"
            " AND (contains(address_l, city_r) OR contains(address_r, city_l))",
        ),
    ),
    "state": Comparison(
        ("state", "city"), f"{_either_missing('state')} OR {_told_by('city', 'state')}",
        ("state_l = state_r", _typo("state")),
    ),
    "country": Comparison(
        ("country", "city"), f"{_either_missing('country')} OR {_told_by('city', 'country')}",
        ("country_l = country_r",),
    ),
}  # fmt: skip


def compared_fields(columns: list[str]) -> tuple[str, ...]:
    """The fields that records with these columns can be compared by, in the rulebook's order."""
    leading = {name: comparison.needs[0] for name, comparison in COMPARISONS.items()}
    return tuple(name for name in rules().fields if leading[name] in columns)


def columns_needed(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of the records that these fields read; those a table lacks are null."""
    return tuple(dict.fromkeys(one for field in fields for one in COMPARISONS[field].needs))


def legal_kinds() -> dict[str, str]:
    """The kind of every legal form by its code, for the records' `legal_kind`."""
    return {form.code: form.kind for form in lexicon().forms.values()}
