"""What is bought together: which orders are baskets, and how many hold a set."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import Scene, T
from trolleys import FIGURES, baskets_of, counted, known, slowly

from kehu.engine.portraits.baskets import frequent
from kehu.engine.portraits.baskets.frequent import frequent_sets
from kehu.engine.portraits.baskets.orders import By, least_orders, read_baskets
from kehu.matching.online_retail import import_online_retail

RETAIL = Path(__file__).resolve().parents[5] / "shared" / "data" / "online_retail_ii.parquet"
TROLLEYS = st.lists(st.text("abcdefg", max_size=6), max_size=25)


@given(trolleys=TROLLEYS, least=st.integers(1, 5), largest=st.integers(1, 4))
def test_counts_are_those_of_trying_every_set(
    trolleys: list[str], least: int, largest: int
) -> None:
    found = counted(frequent_sets(baskets_of(trolleys, least), largest))
    assert found == slowly(trolleys, least, largest)


@settings(max_examples=30)
@given(trolleys=TROLLEYS, cells=st.integers(1, 40))
def test_counts_do_not_depend_on_how_much_is_in_memory_at_once(
    trolleys: list[str], cells: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frequent, "_CELLS", cells)
        found = counted(frequent_sets(baskets_of(trolleys), 3))
    assert found == slowly(trolleys, 1, 3)


@given(trolleys=TROLLEYS)
def test_sets_stand_in_the_order_of_their_members(trolleys: list[str]) -> None:
    for sets in frequent_sets(baskets_of(trolleys), 3).by_size:
        assert sets.members.tolist() == sorted(sets.members.tolist())


def scene() -> Scene:
    told = Scene()
    for product, category in (("lamp", "light"), ("bulb", "light"), ("desk", "wood")):
        told.product(product, category)
    ace = told.customer("ace")
    ace.order(300).line("lamp", 5).line("bulb", 1).line("lamp", 4)
    ace.order(200).line("lamp", 5).line("bulb", 1, quantity=-2).line("desk", 9)
    ace.order(100, cancelled=50).line("lamp", 5).line("bulb", 1)
    ace.order(90, cancelled=-5).line("lamp", 5).line("rug", 7)
    told.customer("bee").order(80).line("bulb", 5, quantity=0)
    told.customer("cee").order(-3).line("lamp", 5).line("bulb", 1)
    return told


def sets_of_scene(folder: Path, by: By, least: int = 1) -> tuple[int, dict[tuple[str, ...], int]]:
    with known(scene().write(folder), T) as what:
        baskets = read_baskets(what, replace(FIGURES, min_orders=least), by)
    return baskets.orders, counted(frequent_sets(baskets, 2))


def test_baskets_are_orders_known_and_not_cancelled_with_what_was_bought(tmp_path: Path) -> None:
    orders, sets = sets_of_scene(tmp_path, "product")
    assert orders == 3
    assert sets == {
        ("lamp",): 3, ("bulb",): 1, ("desk",): 1, ("rug",): 1,
        ("bulb", "lamp"): 1, ("desk", "lamp"): 1, ("lamp", "rug"): 1,
    }  # fmt: skip


def test_categories_are_counted_once_an_order(tmp_path: Path) -> None:
    orders, sets = sets_of_scene(tmp_path, "category")
    assert (orders, sets) == (3, {("light",): 3, ("wood",): 1, ("light", "wood"): 1})


def test_an_order_counts_though_it_holds_nothing_frequent(tmp_path: Path) -> None:
    orders, sets = sets_of_scene(tmp_path, "product", least=2)
    assert (orders, sets) == (3, {("lamp",): 3})


def test_a_ledger_without_lines_has_no_baskets(tmp_path: Path) -> None:
    told = Scene()
    told.customer("ace").order(5)
    with known(told.write(tmp_path), T) as what:
        baskets = read_baskets(what, FIGURES)
    assert (baskets.orders, counted(frequent_sets(baskets, 3))) == (0, {})


@pytest.mark.parametrize(
    ("orders", "asked", "least"),
    [(100, None, 5), (2_500, None, 5), (2_501, None, 6), (36_316, None, 73), (0, None, 5),
     (100, 0.03, 3), (100, 0.001, 1), (0, 0.5, 1), (100, 0.07, 7)],
)  # fmt: skip
def test_a_set_stands_in_a_share_of_orders_and_in_some(
    orders: int, asked: float | None, least: int
) -> None:
    assert least_orders(orders, FIGURES, asked) == least


def test_pairs_of_a_retailer_are_those_of_a_self_join(tmp_path: Path) -> None:
    if not RETAIL.exists():
        pytest.skip(f"there is no shared/data/{RETAIL.name}")
    import_online_retail(RETAIL, tmp_path)
    with known(tmp_path, T, "GBP") as what:
        found = counted(frequent_sets(read_baskets(what, FIGURES, min_support=0.002), 2))
    assert {some: n for some, n in found.items() if len(some) == 2} == _joined(tmp_path, 0.002)


def _joined(ledger: Path, share: float) -> dict[tuple[str, ...], int]:
    """Pairs in so large a share of orders, by joining lines to lines."""
    lines = f"""CREATE TABLE lines AS SELECT DISTINCT order_id, product_id
        FROM '{ledger}/order_lines.parquet' JOIN '{ledger}/orders.parquet' USING (order_id)
        WHERE quantity > 0 AND cancelled_at IS NULL"""
    pairs = """SELECT a.product_id, b.product_id, count(*) FROM lines a JOIN lines b
        ON a.order_id = b.order_id AND a.product_id < b.product_id GROUP BY ALL
        HAVING count(*) >= ? * (SELECT count(DISTINCT order_id) FROM lines)"""
    with duckdb.connect() as con:
        con.execute(lines)
        return {(one, other): n for one, other, n in con.execute(pairs, [share]).fetchall()}
