"""What orders to come are worth, against drawing them."""

import numpy as np
import pytest
from buyers import standard_errors

from kehu.engine.forecasts.gamma_gamma import GammaGamma, Spend
from kehu.engine.forecasts.spending import Spending, all_alike, fit_spending, value_below

P, Q, GAMMA = 6.0, 4.0, 1500.0


def test_known_parameters_are_found_again() -> None:
    random = np.random.default_rng(5)
    count = random.integers(1, 9, 8000)
    nu = random.gamma(Q, 1 / GAMMA, len(count))
    mean = random.gamma(P * count, 1 / nu) / count
    found = fit_spending(count, mean)
    parameters = np.array([found.p, found.q, found.gamma])
    errors = standard_errors(GammaGamma(), parameters, Spend(count, mean))
    assert np.all(np.abs(parameters - [P, Q, GAMMA]) < 3 * errors), (parameters, errors)
    assert found.p * found.gamma / (found.q - 1) == pytest.approx(P * GAMMA / (Q - 1), rel=0.03)


def test_few_orders_of_ones_own_lean_on_everybody() -> None:
    spending, usual = Spending(P, Q, GAMMA, 0.0, 100), P * GAMMA / (Q - 1)
    means = [float(spending.mean(np.array([count]), np.array([9000.0]))[0]) for count in (0, 1, 50)]
    assert means[0] == pytest.approx(usual)
    assert usual < means[1] < means[2] < 9000


def test_the_range_of_a_year_holds_what_is_drawn() -> None:
    """Poisson orders, each Gamma(p, nu), nu as the model has it after four orders of 4,000."""
    random, spending = np.random.default_rng(2), Spending(P, Q, GAMMA, 0.0, 100)
    count, amount, draws = 4, 4000.0, 60_000
    for rate in (0.3, 2.0, 12.0):
        orders = random.poisson(rate, draws)
        nu = random.gamma(P * count + Q, 1 / (GAMMA + count * amount), draws)
        worth = np.where(orders > 0, random.gamma(P * np.maximum(orders, 1), 1 / nu), 0.0)
        some = 1 - np.exp(-rate)
        at = np.array([float(count)]), np.array([amount])
        number = np.array([rate]), np.array([rate + rate**2]), np.array([some])
        amount_ = spending.mean(*at), spending.mean_square(*at), spending.p
        low, high = (value_below(share, *number, *amount_) for share in (0.1, 0.9))
        assert (worth < low[0]).mean() <= 0.14
        assert (worth <= high[0]).mean() == pytest.approx(0.9, abs=0.03)
        assert worth.mean() == pytest.approx(rate * spending.mean(*at)[0], rel=0.02)


def test_who_all_spend_alike_are_worth_the_mean() -> None:
    spending = all_alike(np.full(20, 700.0))
    assert float(spending.mean(np.array([3.0]), np.array([700.0]))[0]) == pytest.approx(
        700, rel=0.01
    )
