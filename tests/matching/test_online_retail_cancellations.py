"""What a cancellation does to the orders it takes back."""

import pytest
from invoice_lines import line

MARCH_2 = "2010-03-02 09:30"
MARCH_3 = "2010-03-03 16:00"


def cancel(invoice, quantity=1, at=MARCH_2, **rest):
    return line(invoice, -quantity, invoice_ts=at, **rest)


def test_invoice_cancelled_whole_keeps_its_number_and_counts_until_then(imported):
    books = imported(line("500001", 4), cancel("C500002", 4))
    assert books.orders() == [("500001", 10.0, MARCH_2)]


def test_invoice_cancelled_in_part_falls_into_a_kept_and_a_cancelled_order(imported):
    books = imported(line("500001", 4), cancel("C500002", 1))
    assert books.orders() == [("500001", 7.5, None), ("500001/C500002", 2.5, MARCH_2)]
    assert [row[3] for row in books.order_lines()] == [3, 1]


def test_cancelled_part_was_ordered_when_its_invoice_was(imported):
    books = imported(line("500001", 4), cancel("C500002", 1))
    assert books.ask("SELECT count(DISTINCT ordered_at), count(*) FROM orders") == [(1, 2)]


def test_invoice_cancelled_by_two_cancellations_has_no_order_under_its_plain_number(imported):
    books = imported(line("500001", 4), cancel("C500002", 1), cancel("C500003", 3, at=MARCH_3))
    assert books.orders() == [("500001/C500002", 2.5, MARCH_2), ("500001/C500003", 7.5, MARCH_3)]


def test_invoice_of_two_products_of_which_one_is_cancelled_keeps_the_other(imported):
    books = imported(line("500001", 4), line("500001", 2, stock_code="85123A"), cancel("C1", 4))
    assert books.order_lines() == [
        ("500001", 1, "85123A", 2, 2.5),
        ("500001/C1", 1, "22041", 4, 2.5),
    ]


def test_cancellation_spans_two_invoices_newest_first(imported):
    books = imported(
        line("500001", 4), line("500002", 4, invoice_ts="2010-03-01 11:00"), cancel("C500003", 5)
    )
    assert books.orders() == [
        ("500001", 7.5, None),
        ("500001/C500003", 2.5, MARCH_2),
        ("500002", 10.0, MARCH_2),
    ]


def test_cancellation_prefers_an_older_sale_at_its_own_price(imported):
    books = imported(
        line("500001", 1),
        line("500002", 1, price=2.1, invoice_ts=MARCH_2),
        cancel("C1", at=MARCH_3),
    )
    assert books.orders() == [("500001", 2.5, MARCH_3), ("500002", 2.1, None)]


def test_cancellation_at_another_price_takes_the_newest_sale_at_the_price_it_was_sold(imported):
    books = imported(line("500001", 2), cancel("C1", 2, price=1.0))
    assert books.orders() == [("500001", 5.0, MARCH_2)]


def test_what_is_cancelled_once_is_not_cancelled_again(imported):
    books = imported(line("500001", 2), cancel("C1", 2), cancel("C2", 2, at=MARCH_3))
    assert books.orders() == [("500001", 5.0, MARCH_2)]
    assert books.reasons() == [(2, "cancellation_matched"), (3, "cancellation_without_sale")]


def test_cancellation_before_the_sale_takes_nothing_back(imported):
    books = imported(line("500001", 2, invoice_ts=MARCH_3), cancel("C1", 2))
    assert books.orders() == [("500001", 5.0, None)]
    assert books.reasons() == [(2, "cancellation_without_sale")]


def test_cancellation_in_the_minute_of_the_sale_takes_it_back(imported):
    books = imported(line("500001", 2, invoice_ts=MARCH_2), cancel("C1", 2))
    assert books.orders() == [("500001", 5.0, MARCH_2)]


@pytest.mark.parametrize("other", [{"customer_id": 12346}, {"stock_code": "85123A"}])
def test_cancellation_of_another_customer_or_product_takes_nothing_back(imported, other):
    books = imported(line("500001", 2), cancel("C1", 2, **other))
    assert books.report.set_aside["cancellation_without_sale"] == 1


def test_cancellation_of_more_than_was_sold_counts_once_and_tells_the_rest(imported):
    books = imported(line("500001", 2), cancel("C1", 5))
    assert books.report.set_aside["cancellation_partly_matched"] == 1
    assert (books.report.units_cancelled, books.report.units_without_sale) == (2, 3)
    assert books.ask("SELECT units_cancelled FROM set_aside") == [(2,)]


def test_two_lines_of_one_cancellation_on_one_sale_are_one_line(imported):
    books = imported(line("500001", 5), cancel("C1", 1), cancel("C1", 2))
    assert books.order_lines() == [
        ("500001", 1, "22041", 2, 2.5),
        ("500001/C1", 1, "22041", 3, 2.5),
    ]


def test_a_gift_is_not_taken_back_for_money(imported):
    books = imported(
        line("500001", 1), line("500001", 1, price=0.0), line("500001", 1, stock_code="10002"),
        cancel("C1", 2),
    )  # fmt: skip
    assert books.report.units_without_sale == 1


def test_later_cancellations_never_change_what_an_earlier_one_took_back(imported):
    """Both want the only sale at 2.50; the first to come took it, at another price."""
    books = imported(line("500001", 1), cancel("C1", 1, price=2.0), cancel("C2", 1, at=MARCH_3))
    assert books.reasons() == [(2, "cancellation_matched"), (3, "cancellation_without_sale")]


def test_cancellation_keyed_in_over_two_minutes_happened_in_the_first(imported):
    books = imported(line("500001", 5), cancel("C1", 1), cancel("C1", 2, at="2010-03-02 09:31"))
    assert books.orders() == [("500001", 5.0, None), ("500001/C1", 7.5, MARCH_2)]
    assert books.report.tables["order_lines"] == 2
