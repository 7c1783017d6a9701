"""What is compared of the customers a ledger lists at a moment."""

from pathlib import Path

import numpy as np
from scene import Scene, T

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.portraits.alike.facets import FacetsReader
from kehu.engine.portraits.alike.likeness import Likeness
from kehu.engine.portraits.alike.of_ledger import Everybody, everybody
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of

FACETS = read_rules(FacetsReader, default_rulebook())


def listed(scene: Scene, folder: Path) -> Everybody:
    rulebook = default_rulebook()
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, scene.write(folder), "CNY", vocabulary_of(rulebook))
        ledger.check()
        assert not list(ledger.errors())
        return everybody(ledger.ledger(), T, rulebook, FACETS, read_rules(PortraitReader, rulebook))


def members(found: Everybody, name: str) -> dict[str, set[str]]:
    """The set of each customer that has any."""
    held = found.traits.sets[name]
    told = {one: {held.names[n] for n in held.held[[row]].indices}
            for row, one in enumerate(found.customer_ids)}  # fmt: skip
    return {one: some for one, some in told.items() if some}


def word(found: Everybody, name: str, customer: str) -> str | None:
    column = found.traits.words[name]
    at = column.at[found.customer_ids.index(customer)]
    return None if at < 0 else column.texts[at]


def test_listed_customers_are_compared_in_the_order_of_their_ids(tmp_path: Path) -> None:
    told = Scene()
    told.customer("b", country="DE", name="Ace")
    told.customer("a", name="Bee").order(30, amount=100)
    told.customer("later", created_at=None).is_(created_at=T.replace(year=2030))
    found = listed(told, tmp_path)
    assert (found.customer_ids, found.names) == (["a", "b"], ["Bee", "Ace"])
    assert word(found, "country", "b") == "DE"
    assert word(found, "market", "b") == "europe"
    assert word(found, "country", "a") is None
    assert word(found, "stage", "a") == "A"
    assert found.traits.numbers["orders"].tolist() == [1.0, 0.0]
    assert np.isnan(found.traits.numbers["median_gap_days"]).all()


def test_an_override_is_the_label_that_is_compared(tmp_path: Path) -> None:
    told = Scene()
    told.customer("a").shown_as("B", "stage")
    assert word(listed(told, tmp_path), "stage", "a") == "B"


def test_categories_are_those_bought_and_kept(tmp_path: Path) -> None:
    told = Scene().product("lamp", "light").product("desk", "wood")
    told.customer("a").order(30).line("lamp", 5).order(20, cancelled=10).line("desk", 5)
    told.customer("b").order(30).line("lamp", 5).line("desk", 5).order(-5).line("lamp", 1)
    told.customer("c").order(30).line("desk", 5, quantity=-1)
    assert members(listed(told, tmp_path), "categories") == {"a": {"light"}, "b": {"light", "wood"}}


def test_tags_are_those_of_the_portrait_in_force(tmp_path: Path) -> None:
    told = Scene()
    ace = told.customer("a").judged("manner", "rough", 50).judged("manner", "soft", 5)
    ace.judged("brand", "owner", 50).judged("brand", "-", 5)
    ace.judged("need", "open", 5).judged("prospects", "50", 5).shown_as("B", "stage")
    told.customer("b").judged("taste", "plain", -5)
    assert members(listed(told, tmp_path), "tags") == {"a": {"manner=soft"}}


def test_a_twin_of_the_ledger_is_wholly_alike(tmp_path: Path) -> None:
    told = Scene().product("lamp", "light")
    told.customer("giant").order(5, amount=1_000_000)  # beside whom all others are ordinary
    for name, country in (("a", "DE"), ("b", "FR"), ("c", "DE")):
        told.customer(name, country=country).order(90, 30, amount=500).line("lamp", 5).inbound(40)
    found = listed(told, tmp_path)
    alike = Likeness(found.traits, FACETS).most_alike(0, 3)
    assert [found.customer_ids[one.row] for one in alike] == ["c", "b", "giant"]
    assert alike[0].similarity == 1.0 > alike[1].similarity
    assert [one.trait for one in alike[1].different] == ["country"]
