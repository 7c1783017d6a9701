"""Country names as people write them."""

import pytest

from kehu.cleaning.countries import iso_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("United Kingdom", "GB"), ("UK", "GB"), ("u.k.", "GB"), ("England", "GB"),
        ("EIRE", "IE"), ("RSA", "ZA"), ("USA", "US"), (" U.S.A. ", "US"),
        ("United States", "US"), ("Korea", "KR"), ("Republic of Korea", "KR"),
        ("Czech Republic", "CZ"), ("TURKEY", "TR"), ("Türkiye", "TR"),
        ("The Netherlands", "NL"), ("Holland", "NL"), ("Viet Nam", "VN"), ("Vietnam", "VN"),
        ("Cote d'Ivoire", "CI"), ("Bosnia & Herzegovina", "BA"), ("UAE", "AE"),
        ("HONG  KONG", "HK"), ("Saudi Arabia", "SA"), ("Channel Islands", "JE"),
    ],
)  # fmt: skip
def test_english_name_in_any_dress_is_its_country(written, code):
    assert iso_country(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("英国", "GB"),
        ("美國", "US"),
        ("中国", "CN"),
        ("香港", "HK"),
        ("阿联酋", "AE"),
        ("南非", "ZA"),
    ],
)
def test_chinese_name_is_its_country(written, code):
    assert iso_country(written) == code


@pytest.mark.parametrize(
    ("written", "code"), [("Deutschland", "DE"), ("espana", "ES"), ("Россия", "RU"), ("مصر", "EG")]
)
def test_country_is_known_in_its_own_language(written, code):
    assert iso_country(written) == code


@pytest.mark.parametrize(("written", "code"), [("de", "DE"), ("DEU", "DE"), ("GB", "GB")])
def test_iso_code_is_itself(written, code):
    assert iso_country(written) == code


@pytest.mark.parametrize(
    "written",
    ["", "  ", "Unspecified", "European Community", "West Indies", "Congo", "Austira", "Atlantis"],
)
def test_name_of_no_one_country_is_never_guessed(written):
    assert iso_country(written) is None
