"""A company's name: what to keep of it, and what to match by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.cleaning.lexicon import lexicon
from kehu.cleaning.names import cleaned_name, name_key


@pytest.mark.parametrize(
    ("name", "core", "form"),
    [
        ("Bosch Rexroth AG", "bosch rexroth", "ag"),
        ("Müller Werkzeuge GmbH & Co. KG", "muller werkzeuge", "gmbh_co_kg"),
        ("Muller Werkzeuge Gesellschaft mit beschränkter Haftung", "muller werkzeuge", "gmbh"),
        ("Muller Werkzeuge G.m.b.H.", "muller werkzeuge", "gmbh"),
        ("Lala, S.A. de C.V.", "lala", "sa_de_cv"),
        ("ООО «Ромашка»", "romashka", "ooo"),
        ("Romashka, OOO", "romashka", "ooo"),
        ("ТОВ Рошен", "roshen", "tov"),
        ("深圳市华强电子有限公司", "shenzhen huaqiang electronics", "co_ltd"),
        ("Shenzhen Huaqiang Electronics Co., Ltd.", "shenzhen huaqiang electronics", "co_ltd"),
        ("鴻海精密股份有限公司", "honghaijingmi", "shares_cn"),
        ("株式会社トヨタ", "toyota", "kabushiki"),
        ("(株)トヨタ", "toyota", "kabushiki"),
        ("주식회사 삼성전자", "samseong electronics", "jusik"),
        ("삼성전자(주)", "samseong electronics", "jusik"),
        ("شركة الفجر للتجارة ذ.م.م", "al fjr trading", "wll_ar"),
        ("Al Fajr Trading L.L.C", "al fajr trading", "llc"),
        ("Παπαδόπουλος Α.Ε.", "papadopoylos", "ae"),
        ('אלקו בע"מ', "lkv", "baam"),
        ("Dupont S.à r.l.", "dupont", "sarl"),
        ("SARL Dupont", "dupont", "sarl"),
        ("Rossi S.p.A.", "rossi", "spa"),
        ("García Muebles S.L.", "garcia furniture", "sl"),
        ("Silva Alimentos Ltda.", "silva food", "ltda"),
        ("Lopes Lda", "lopes", "ltda"),
        ("Philips B.V.", "philips", "bv"),
        ("Volvo AB", "volvo", "ab"),
        ("AB Volvo", "volvo", "ab"),
        ("Maersk A/S", "maersk", "as_no"),
        ("Nokia Oyj", "nokia", "oyj"),
        ("Kowalski Sp. z o.o.", "kowalski", "sp_z_oo"),
        ("Novák s.r.o.", "novak", "sro"),
        ("Gorenje d.o.o.", "gorenje", "doo"),
        ("Tungsram Zrt.", "tungsram", "zrt"),
        ("UAB Baltija", "baltija", "uab"),
        ("SIA Rīga", "riga", "sia"),
        ("Tallinn OÜ", "tallinn", "ou"),
        ("Öz Tekstil San. ve Tic. Ltd. Şti.", "oz textile", "ltd_sti"),
        ("Koç A.Ş.", "koc", "as_no"),
        ("Tata Motors Pvt. Ltd.", "tata motors", "pvt"),
        ("BHP Pty Ltd", "bhp", "pty"),
        ("Genting Sdn Bhd", "genting", "sdn_bhd"),
        ("PT Astra", "astra", "pt"),
        ("Công ty TNHH Minh Anh", "minh anh", "tnhh"),
        ("Creative Pte Ltd", "creative", "pte"),
        ("Acme, Inc.", "acme", "inc"),
        ("Smith & Jones LLP", "smith and jones", "llp"),
    ],
)
def test_legal_form_comes_off_and_the_core_is_latin(name, core, form):
    key = name_key(name)
    assert (key.core, key.legal_form) == (core, form)


def test_forms_of_45_countries_and_more_are_known():
    countries = {country for form in lexicon().forms.values() for country in form.countries}
    assert len(countries) >= 45


@pytest.mark.parametrize("name", ["Limited", "GmbH", "公司", "Co., Ltd."])
def test_name_that_is_nothing_but_a_form_keeps_it(name):
    assert name_key(name).core


@pytest.mark.parametrize("name", ["", "—", "!!!", "()"])
def test_name_without_letters_has_an_empty_core(name):
    assert name_key(name).core == ""


@pytest.mark.parametrize(
    ("name", "places", "branch"),
    [
        ("Siemens (HK) Ltd", "hk", False),
        ("Siemens India Pvt Ltd", "in", False),
        ("Bosch GmbH Zweigniederlassung Wien", "vienna", True),
        ("Acme Ltd - Dubai Branch", "dubai", True),
        ("华为技术有限公司上海分公司", "shanghai", True),
        ("Banco Sol S.A. Sucursal Guadalajara", "guadalajara", True),
        ("Lumière SAS", "", False),
    ],
)
def test_branch_and_its_place_are_told(name, places, branch):
    key = name_key(name)
    assert (key.places, key.branch) == (places, branch)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Smith t/a Joe's Plumbing", "joes plumbing"),
        ("Acme Ltd (formerly Globex Ltd)", "globex"),
        ("Wang Enterprises DBA Lucky Star", "lucky star"),
        ("International Business Machines (IBM)", "ibm"),
        ("华为 (Futurewei)", "futurewei"),
    ],
)
def test_other_names_stand_beside_the_core(name, other):
    assert other in name_key(name).alternatives


def test_words_of_trade_are_the_same_in_every_language():
    names = ("Al Noor Trading LLC", "Al Noor Comercial SA", "Al Noor Ticaret A.Ş.", "Al Noor 贸易")
    assert {name_key(name).trade for name in names} == {"trading"}
    assert {name_key(name).family for name in names} == {"noor"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith & Jones", "Smith and Jones"),
        ("Sánchez y Cía", "Sanchez & Cia"),
        ("A.B.C. Trading", "ABC Trading"),
        ("ＡＢＣ　Ｃｏ．，Ｌｔｄ", "ABC Co., Ltd"),
        ("Haier Group", "海尔集团"),
    ],
)
def test_two_ways_to_write_have_one_core(one, other):
    assert name_key(one).core == name_key(other).core


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Acme   Ltd ,", "Acme Ltd"),
        ('"Acme GmbH"', "Acme GmbH"),
        ("ＡＢＣ（深圳）有限公司", "ABC(深圳)有限公司"),
        ("Acme Co., Ltd.", "Acme Co., Ltd."),
        ("Acme S.A.", "Acme S.A."),
        ("ACME.", "ACME"),
        ("Acme\u200b\ufeff Ltd", "Acme Ltd"),
        ("ООО «Ромашка»", "ООО «Ромашка»"),
        ("eBay INC", "eBay INC"),
    ],
)
def test_name_is_kept_clean(written, kept):
    assert cleaned_name(written) == kept


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text):
    assert cleaned_name(cleaned_name(text)) == cleaned_name(text)


@given(st.text(max_size=60))
def test_any_text_has_a_key(text):
    assert name_key(text).core.isascii()
