"""The desk's rules for the rulebook in force, with what the company set for itself laid over."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.desk.samples.models import HouseRule
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.samples import SampleRule, SampleRules, SampleRulesReader
from kehu.rulebook import read


def sample_rules() -> SampleRules:
    """The rules that ship, with the names of the rulebook in force."""
    return _rules(version_in_force())


@dataclass(frozen=True)
class House:
    """The house rule: decisions for known customers by rule, limits, the budget in base currency.

    `kept` is what the company set; an unsaved row where it set nothing.
    """

    kept: HouseRule
    decisions: Mapping[str, str]
    budget_month: Decimal
    cheap_up_to_usd: Decimal
    few_up_to_pieces: int
    converts_within_days: int

    def decision(self, rule: SampleRule) -> str:
        """What the house decides where a rule holds."""
        return self.decisions.get(rule.name, rule.decision)


def house_rule() -> House:
    """What is in force now."""
    rules, kept = sample_rules(), HouseRule.objects.first() or HouseRule(version=0)
    decisions = {name: one.decision for name, one in rules.rules.items() if one.house}
    set_here = {name: code for name, code in kept.decisions.items() if name in decisions}
    limits = as_shipped()
    return House(
        kept, decisions | set_here,
        *(
            limits[name] if (value := getattr(kept, name)) is None else value
            for name in ("budget_month", "cheap_up_to_usd", "few_up_to_pieces",
                         "converts_within_days")
        ),
    )  # fmt: skip


def as_shipped() -> dict[str, Any]:
    """The numbers as they ship, by name; what is cheap and few a mail's triage knows too."""
    figures = sample_rules().figures
    cheap, few = _cheap_and_few()
    return {
        "budget_month": Decimal(figures["budget_month"].value),
        "cheap_up_to_usd": cheap,
        "few_up_to_pieces": few,
        "converts_within_days": figures["converts_within_days"].value,
    }


@cache
def _cheap_and_few() -> tuple[Decimal, int]:
    limits = read("reading/judging.yaml")["samples"]
    return Decimal(limits["cheap_up_to_usd"]), int(limits["few_up_to_pieces"])


@lru_cache(maxsize=4)
def _rules(_version: Version | None) -> SampleRules:
    return read_rules(SampleRulesReader, rulebook_in_force())
