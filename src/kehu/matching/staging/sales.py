"""Products, orders with their lines, and payments of a row."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from kehu.cleaning.amounts import Money
from kehu.matching.staging.cleaning_rows import CleanRow
from kehu.matching.staging.customers import RowFault
from kehu.matching.staging.known import Known
from kehu.matching.staging.numbers import Numbering, made_number
from kehu.matching.staging.tables import Made

_NEAR = Decimal("0.01")


@dataclass
class _Order:
    """What the lines of an order come to, and what its rows say that it amounts to."""

    customer_id: str
    lines: int = 0
    sum: Decimal = Decimal(0)
    said: list[Decimal] = field(default_factory=list)
    said_of_lines: bool = True


class Sales:
    """Makes products, orders, lines and payments; knows the orders of its run."""

    def __init__(self, known: Known, numbering: Numbering, currency: str) -> None:
        self.known, self.numbering, self.currency = known, numbering, currency
        self.orders: dict[str, _Order] = {}
        self._line_of: defaultdict[str, int] = defaultdict(int)

    # ---- products --------------------------------------------------------------------------------

    def product(self, row: CleanRow) -> Made | None:
        """The row's product, under its number here; None where it names none."""
        values = row.values
        number = values.get("products.product_id") or values.get("products.sku")
        name = values.get("products.name")
        if number is None and name is None:
            return None
        key = self.known.product(number or "", name or "") or number or made_number("G", name)
        told = {
            column.partition(".")[2]: value
            for column, value in values.items()
            if column.startswith("products.")
        }
        for column in ("list_price", "cost"):
            if isinstance(told.get(column), Money):
                money = self.money(row, f"products.{column}", "products.currency")
                told[column], told["currency"] = money.amount, money.currency or None
        return Made(
            "products", key,
            {**told, "product_id": key, "name": name or number},
        )  # fmt: skip

    # ---- orders ----------------------------------------------------------------------------------

    def order(self, row: CleanRow, customer_id: str) -> Made:
        """The row's order; its amount is set at the end. Raises RowFault."""
        values = row.values
        number = values.get("orders.order_id")
        if values.get("orders.ordered_at") is None and number not in self.orders:
            raise RowFault("empty_required", "orders.ordered_at")
        key = number or self.numbering.next(
            "O", customer_id, values.get("orders.ordered_at"), values.get("orders.amount")
        )
        there = self.orders[key].customer_id if key in self.orders else self.known.orders.get(key)
        if there is not None and there != customer_id:
            raise RowFault("order_of_another", "orders.order_id", order=key, customer=there)
        told = {
            name: values.get(f"orders.{name}")
            for name in ("ordered_at", "delivered_at", "cancelled_at")
        }
        cost = values.get("orders.cost")
        money = [name for name in ("orders.amount", "order_lines.unit_price") if name in values]
        currency = self.money(row, money[0], "orders.currency").currency if money else None
        return Made(
            "orders", key,
            {**told, "order_id": key, "customer_id": customer_id, "currency": currency or None,
             "cost": cost.amount if cost else None},
        )  # fmt: skip

    def line(self, row: CleanRow, order_id: str, product_id: str | None) -> Made | None:
        """The row's line of its order; None where it has no quantity. Raises RowFault."""
        values = row.values
        quantity = values.get("order_lines.quantity")
        if quantity is None:
            return None
        if product_id is None:
            raise RowFault("empty_required", "products.product_id")
        price, amount = values.get("order_lines.unit_price"), values.get("orders.amount")
        if price is None and amount is not None and quantity.amount:
            price = Money(amount.amount / quantity.amount, amount.currency)
        if price is None:
            raise RowFault("empty_required", "order_lines.unit_price")
        number = values.get("order_lines.line")
        cost = values.get("order_lines.unit_cost")
        return Made(
            "order_lines", f"{order_id};{number or self._line_of[order_id] + 1}",
            {"order_id": order_id, "line": number or self._line_of[order_id] + 1,
             "product_id": product_id, "quantity": quantity.amount, "unit_price": price.amount,
             "unit_cost": cost.amount if cost else None},
        )  # fmt: skip

    def learn_order(self, made: Made, line: Made | None, row: CleanRow) -> None:
        """The order as later rows and its amount need it."""
        order = self.orders.setdefault(made.key, _Order(made.values["customer_id"]))
        said = row.values.get("orders.amount")
        if said is not None:
            order.said.append(said.amount)
        if line is not None:
            worth = line.values["quantity"] * line.values["unit_price"]
            order.lines, order.sum = order.lines + 1, order.sum + worth
            self._line_of[made.key] = max(self._line_of[made.key], line.values["line"])
            if said is not None and abs(said.amount - worth) > _NEAR:
                order.said_of_lines = False
        self.known.orders[made.key] = made.values["customer_id"]

    def amount_of(self, order_id: str) -> Decimal | None:
        """What an order amounts to: what its rows say, else what its lines come to.

        Each row of several may say the amount of the whole order again, or of its own line.
        """
        order = self.orders[order_id]
        if not order.said:
            return order.sum if order.lines else None
        if order.lines > 1 and order.said_of_lines:
            return sum(order.said, Decimal(0))
        return order.said[0] if len(set(order.said)) == 1 else sum(order.said, Decimal(0))

    # ---- payments --------------------------------------------------------------------------------

    def payment(self, row: CleanRow) -> Made:
        """Raises RowFault."""
        values = row.values
        order_id = values.get("orders.order_id")
        if order_id is None:
            raise RowFault("empty_required", "orders.order_id")
        customer_id = self.known.orders.get(order_id)
        if customer_id is None:
            raise RowFault("no_such_order", "orders.order_id", value=order_id)
        if values.get("payments.amount") is None:
            raise RowFault("empty_required", "payments.amount")
        money = self.money(row, "payments.amount", "payments.currency")
        paid, due = values.get("payments.paid_at"), values.get("payments.due_at")
        if due is None and paid is None:
            raise RowFault("empty_required", "payments.due_at")
        number = values.get("payments.payment_id") or self.numbering.next(
            "R", order_id, due, paid, money.amount
        )
        return Made(
            "payments", number,
            {"payment_id": number, "order_id": order_id, "customer_id": customer_id,
             "due_at": due or paid, "paid_at": paid, "amount": money.amount,
             "currency": money.currency or None, "late_reason": values.get("payments.late_reason")},
        )  # fmt: skip

    def money(self, row: CleanRow, name: str, currency: str) -> Money:
        """An amount with its currency: the cell's own, the column's, or the sheet's.

        Raises RowFault `two_currencies` where cell and column do not agree.
        """
        money: Money = row.values[name]
        told: str | None = row.values.get(currency)
        if money.currency and told and money.currency != told:
            raise RowFault("two_currencies", name, one=money.currency, other=told)
        return Money(money.amount, money.currency or told or self.currency)
