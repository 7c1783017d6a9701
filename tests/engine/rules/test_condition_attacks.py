"""Whatever stands in a condition, only the few plain nodes come out, or a fault with a sentence."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kehu.engine.rules.conditions import (
    FUNCTIONS,
    Arithmetic,
    Both,
    Call,
    Compare,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
    names_in,
    parse_condition,
    walk,
    with_terms,
)
from kehu.errors import KehuError

PLAIN = (Arithmetic, Both, Call, Compare, Either, Literal_, Missing, Name, Not, OneOf)
CODES = {
    "condition_unreadable",
    "condition_too_long",
    "condition_too_deep",
    "condition_forbidden",
}

FORBIDDEN = [
    # functions
    "read_csv('/etc/passwd') is null", "getenv('HOME') = 'x'", "pg_sleep(5) > 0", "random() > 0.5",
    "current_user = 'x'", "version() = 'x'", "current_date > 1", "now() > 1", "sum(orders) > 1",
    "count(*) > 1", "row_number() over () > 1", "max(orders) over (partition by need) > 1",
    "round(orders, 1) > 1", "sqrt(orders) > 1", "if(orders > 1, true, false)", "nullif(orders, 1)",
    "try(orders) > 1", "list_filter([1], x -> x > 1)", "array_agg(orders) is null", "mode(need)",
    "main.abs(orders) > 1", "query('select 1') > 0", "pragma_version() is null", "glob('*') = 'x'",
    "regexp_matches(need, 'x')", "upper(need) = 'X'", "length(need) > 1", "concat(need, 'a') = 'b'",
    # subqueries
    "(select 1) > 0", "exists (select 1)", "orders in (select 1)", "orders > all (select 1)",
    "orders > any (select 1)", "orders = (from x)", "orders in (1, (select 2))",
    "(with a as (select 1) select * from a) = 1", "orders in unnest([1])", "need in orders",
    # names of other things
    "t.orders > 1", "main.t.orders > 1", "a.b.c.d.e > 1", "orders.x > 1", "orders.*", "*",
    "columns(*)", "columns('o.*') > 1", "$1 = 1", "? = 1", ":x = 1", "#1 > 1", "orders[1] = 1",
    # types and texts
    "cast(orders as int) > 1", "orders::int > 1", "try_cast(need as int) > 1", "date '2020-01-01'",
    "interval 1 day > 1", "[1, 2] = 1", "{'a': 1} = 1", "row(1, 2) = 1", "(1, 2) = (1, 2)",
    "'a' || 'b' = need", "need like '%'", "need not like 'a'", "need ilike 'a'", "need ~ 'a'",
    "need similar to 'a'", "need glob 'a'", "need like 'a' escape 'b'", "'a' 'b' = need",
    "E'a' = need", "x'41' = need", "need collate nocase = 'a'", "orders at time zone 'utc'",
    # operators
    "orders % 2 = 1", "orders // 2 = 1", "orders ** 2 > 1", "orders ^ 2 > 1", "orders & 1 = 1",
    "orders | 1 = 1", "~orders = 1", "orders << 1 > 1", "orders is true", "orders is not false",
    "orders is distinct from 1", "orders between symmetric 5 and 1", "orders = null", "null",
    "orders in (null)", "orders in (orders)", "orders in (1 + 1)", "orders in ()", "a xor b",
    "case when orders > 1 then true end", "x -> x", "lambda x: x", "distinct orders > 1",
    "coalesce(orders, null) > 1", "coalesce(*) > 1", "greatest(*) > 1", "coalesce()", "abs()",
    "greatest()", "abs(1, 2) > 1", "coalesce(distinct orders) > 1", "abs(orders) filter (where x)",
    # statements
    "orders > 1; drop table x", "select 1", "from x", "values (1)", "pragma table_info('x')",
    "attach 'x'", "detach x", "copy x to 'y'", "install httpfs", "load httpfs", "set x = 1",
    "call x()", "create table x(a int)", "insert into x values (1)", "export database 'x'",
    "explain select 1", "show tables", "describe x", "use x", "orders > 1 union select 1",
    "orders > 1 limit 1", "orders > 1 order by 1", "orders as x", "{{ orders }}", "{% x %}",
    # nothing and odds and ends
    "", " ", ";", ";;", "()", "-- only a remark", "/* only a remark", "'open", '"open', "not",
    "and", "orders >=", ">= 1", "orders >= >= 1", "orders orders", "1e999 < orders",
    "1e99999999999 > 1", "orders > 0x1F", "orders ≥ 1", "orders >= 1\x00", "orders > 1)",
    "(orders > 1", "💥 = !", "@", "@ = 1", "orders > ⅷ!", "--" * 1900,
]  # fmt: skip
HUGE = [
    "x" * 5000, "(" * 1900 + "orders > 1" + ")" * 1900, "not " * 990 + "true",
    "- " * 1900 + "1 > 0", "+".join(["a"] * 1900) + " > 1", "a = " * 900 + "1", "[" * 3900,
    "{" * 3900, "((" * 1990,
    "abs(" * 700 + "a" + ")" * 700 + " > 1", "coalesce(a, " * 300 + "1" + ")" * 300 + " > 1",
    "case when " * 390, "a between " * 390 + "1", "(a and " * 300 + "a" + ")" * 300,
    "(a or " * 30 + "a" + ")" * 30, "a in (" * 600, "a and not (" * 300, "a.b." * 900, "a::b" * 900,
    "'" * 3999, '"' * 3999, "*" * 3999, "/*" * 1990, ";" * 3999, "@" * 3000 + "a > 1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_is_not_allowed_is_a_fault(text: str) -> None:
    fault = refused(text)
    assert fault.code in CODES
    assert fault.message("en") != fault.message("zh")


@pytest.mark.parametrize("text", HUGE, ids=lambda text: f"{text[:12]}…{len(text)}")
def test_what_is_huge_is_a_fault(text: str) -> None:
    assert refused(text).code in CODES


def refused(text: str) -> KehuError:
    with pytest.raises(KehuError) as caught:
        parse_condition(text)
    return caught.value


ALLOWED = {
    "orders >= 1 -- a remark": Compare(">=", Name("orders"), Literal_(1)),  # type: ignore[arg-type]
    '"orders" >= 1': parse_condition("orders >= 1"),
    "orders >= 1;": parse_condition("orders >= 1"),
    "((orders)) >= (1)": parse_condition("orders >= 1"),
    "orders /* and */ >= 1": parse_condition("orders >= 1"),
    "ORDERS >= 1": Compare(">=", Name("ORDERS"), Literal_(1)),  # type: ignore[arg-type]
    "orders not in (1)": parse_condition("not orders in (1)"),
    "orders not between 1 and 2": parse_condition("not (orders >= 1 and orders <= 2)"),
    "orders != 1": parse_condition("orders <> 1"),
    "orders is not null": parse_condition("not orders is null"),
    "ifnull(orders, 0) > 1": parse_condition("coalesce(orders, 0) > 1"),
    "orders > -5": Compare(">", Name("orders"), Literal_(-5)),  # type: ignore[arg-type]
    "orders > 1_000": parse_condition("orders > 1000"),
    "need = '; drop table x --'": Compare("=", Name("need"), Literal_("; drop table x --")),
    "need = 'it''s'": Compare("=", Name("need"), Literal_("it's")),
    "客户 = '甲'": Compare("=", Name("客户"), Literal_("甲")),
    '"a "" b" = 1': Compare("=", Name('a " b'), Literal_(1)),  # type: ignore[arg-type]
    "true": Literal_(True),
}


@pytest.mark.parametrize(("text", "node"), ALLOWED.items())
def test_what_is_allowed_means_what_it_says(text: str, node: Node) -> None:
    assert parse_condition(text) == node


def test_a_long_chain_is_no_deep_nesting() -> None:
    chain = parse_condition(" or ".join(f"a = {n}" for n in range(300)))
    assert isinstance(chain, Either)
    assert len(chain.parts) == 300
    mixed = parse_condition("a = 1 or b = 1 and c = 1 or d = 1")
    assert isinstance(mixed, Either)
    assert [type(part) for part in mixed.parts] == [Compare, Both, Compare]


def test_a_term_takes_the_place_of_its_name_everywhere() -> None:
    terms = {"won": parse_condition("orders >= 1")}
    node = with_terms(
        parse_condition("not won and (x or coalesce(won, false)) and won is null"), terms
    )
    assert "won" not in names_in(node)
    assert names_in(node) == ["orders", "x"]


# ---- fuzz --------------------------------------------------------------------------------------

WORDS = [
    "orders", "need", "won", "and", "or", "not", "in", "between", "is", "null", "true", "false",
    "case", "when", "then", "end", "select", "from", "where", "coalesce", "abs", "greatest",
    "least", "exists", "cast", "as", "like", "read_csv", "'a'", "''", '"b"', "1", "0.5", "1e3",
    "-", "+", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ";", ".", "::", "||", "->", "=",
    "<>", "!=", "<", "<=", ">", ">=", "--", "/*", "*/", "?", "$1", ":x", "@", "#", "~", "\\", "'",
    '"', "\n", "\t", "²", "１", "：", "\u202e", "\u200b", "客户", "💥", "interval", "date",
    "distinct", "over", "filter", "pragma", "attach", "copy", "set", "with", "union", "lambda", "x",
]  # fmt: skip
SALAD = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
GLUED = st.lists(st.sampled_from(WORDS), max_size=15).map("".join)
ANYTHING = st.text(max_size=60) | st.text(alphabet=string.printable, max_size=60)


@settings(max_examples=600, deadline=None)
@given(SALAD | GLUED | ANYTHING)
@example("@" * 50 + "a")
@example("a" + "!" * 50)
def test_nothing_but_plain_nodes_comes_out_of_anything(text: str) -> None:
    try:
        node = parse_condition(text)
    except KehuError as fault:
        assert fault.code in CODES
        assert fault.message("en")
        return
    for part in walk(node):
        assert isinstance(part, PLAIN)
        if isinstance(part, Name):
            assert isinstance(part.name, str)
        if isinstance(part, Call):
            assert part.function in FUNCTIONS.values()
            assert part.arguments
        if isinstance(part, OneOf):
            assert part.options
            assert all(isinstance(option, Literal_) for option in part.options)
