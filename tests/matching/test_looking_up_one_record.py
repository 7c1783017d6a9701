"""“This may be X”: one new record against the few a database found for it."""

from kehu.matching.duplicates.columns import Columns
from kehu.matching.duplicates.looking import candidates as candidates_of_each

COLUMNS = Columns({
    "company": ("name",), "email": ("email",), "phone": ("phone",), "city": ("city",),
    "country": ("country",),
})  # fmt: skip
ACME = {"name": "Acme Lighting GmbH", "email": "info@acme.de", "city": "Hamburg", "country": "DE"}


def candidates(record, others, columns):
    (found,) = candidates_of_each([(record, others)], columns)
    return found


def test_the_likely_one_comes_with_what_agrees():
    others = [{"name": "Bravo Foods Ltd", "city": "Leeds"}, ACME]
    found = candidates({"name": "ACME Lighting", "email": "info@acme.de"}, others, COLUMNS)
    assert [one.row for one in found] == [1]
    assert found[0].match_probability > 0.99
    assert found[0].agreements["email"][0] == "agrees"
    assert found[0].agreements["phone"] == ("missing", 0.0)


def test_a_branch_is_told_as_of_the_group():
    name = "Acme Lighting GmbH Niederlassung Wien"
    asked = {"name": name, "email": "wien@acme.de", "city": "Wien", "country": "AT"}
    assert [one.kind for one in candidates(asked, [ACME], COLUMNS)] == ["group"]


def test_nobody_like_it_is_an_empty_answer():
    assert candidates({"name": "Zenith Optics"}, [ACME], COLUMNS) == []
    assert candidates(ACME, [], COLUMNS) == []


def test_likeliest_comes_first():
    others = [{"name": "Acme Lighting"}, ACME]
    found = candidates(ACME, others, COLUMNS)
    assert found[0].row == 1


def test_many_are_asked_about_at_once_and_each_has_its_own_answer():
    bravo = {"name": "Bravo Foods Ltd", "city": "Leeds"}
    asked = [(ACME, [bravo, ACME]), (bravo, []), ({"name": "Zenith"}, [ACME]), (bravo, [bravo])]
    found = candidates_of_each(asked, COLUMNS)
    assert [[one.row for one in some] for some in found] == [[1], [], [], [0]]
    assert found[0] == candidates(ACME, [bravo, ACME], COLUMNS)
