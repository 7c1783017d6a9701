"""Cases: what is told of one customer, and the one label that must come of it.

Every grading costs seconds, so all cases of all files go into one ledger, each a customer of its
own, and are graded together once. A rule that looks at other customers (tiers, scores, order
size) cannot be told here: those have ledgers of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scene import Customer, Scene

Tell = Callable[[Customer], object]


@dataclass(frozen=True)
class Case:
    """A customer told in words, the dimension asked about, and its label."""

    dimension: str
    told: str
    label: str
    tell: Tell

    def __str__(self) -> str:
        return f"{self.dimension}: {self.told} -> {self.label}"

    @property
    def customer(self) -> str:
        return f"{self.dimension}: {self.told}"


ALL: dict[str, Case] = {}


def about(dimension: str, *told: tuple[str, str, Tell]) -> list[Case]:
    """Cases of one dimension, as (what is told, label, how); kept for the common ledger."""
    cases = [Case(dimension, words, label, tell) for words, label, tell in told]
    for case in cases:
        assert case.customer not in ALL, f"told twice: {case}"
        ALL[case.customer] = case
    return cases


def furnished() -> Scene:
    """A scene with the products and rates that the cases speak of."""
    scene = Scene()
    for product, category in [
        ("pump", "Pumps"),
        ("pump_2", "Pumps"),
        ("valve", "Valves"),
        ("valve_2", "Valves"),
        ("seal", "Seals"),
        ("small pump", "pumps"),
        ("fa", "阀门"),
    ]:
        scene.product(product, category)
    scene.rate(30, "USD", "7.4999").rate(20, "USD", "7.5").rate(10, "USD", "7.4")
    return scene.rate(3000, "EUR", 8).rate(3000, "JPY", "1.99999999")


def common_scene() -> Scene:
    """All cases told so far, a customer each; one payment, so that payments are known at all."""
    scene = furnished()
    scene.customer("somebody").order(10, paid=5)
    for case in ALL.values():
        case.tell(scene.customer(case.customer))
    return scene
