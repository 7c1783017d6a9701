"""Likelihoods, their gradients and what follows from them, against other ways to the same."""

from typing import Any

import numpy as np
import pytest
from buyers import drawn, histories, standard_errors
from scipy.integrate import quad
from scipy.special import gamma as gamma_function
from scipy.special import hyp2f1

from kehu.engine.forecasts.cnbd import CNBD
from kehu.engine.forecasts.fewer import nobody_stops, one_chance, one_rate
from kehu.engine.forecasts.fitting import fit
from kehu.engine.forecasts.gamma_gamma import GammaGamma, Spend
from kehu.engine.forecasts.histories import Floats, Histories
from kehu.engine.forecasts.pareto_nbd import ParetoNBD
from kehu.errors import KehuError

# Ordered today; once, long ago; on following days; for twenty years; daily; and one who stopped.
EXTREMES = Histories(
    np.array([0, 0, 3, 400, 1500, 12]), np.array([0, 0, 3, 7300, 1500, 90]),
    np.array([0, 900, 3, 7300, 1502, 3000]), np.ones(6), 3000.0,
)  # fmt: skip
FAMILY = [CNBD(k, modified) for k in (1, 2, 5) for modified in (False, True)]
PARAMETERS = np.array([0.7, 40.0, 0.8, 2.5])


def by_differences(model: Any, parameters: Floats, of: Any) -> Floats:
    step, found = 1e-6, []
    for at in range(len(parameters)):
        moved = np.where(np.arange(len(parameters)) == at, parameters * step, 0.0)
        above, _ = model.log_likelihood(parameters + moved, of)
        below, _ = model.log_likelihood(parameters - moved, of)
        found.append((above - below) / (2 * moved[at]))
    return np.array(found)


@pytest.mark.parametrize("model", [*FAMILY, ParetoNBD()])
def test_gradients_are_those_of_finite_differences(model: Any) -> None:
    _, gradient = model.log_likelihood(PARAMETERS, EXTREMES)
    expected = by_differences(model, PARAMETERS, EXTREMES)
    assert gradient == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("model", [CNBD(2, True), ParetoNBD()])
@pytest.mark.parametrize(
    ("fewer", "free"),
    [(one_chance, [0.7, 40, 0.01]), (nobody_stops, [0.7, 40]), (one_rate, [0.03])],
)
def test_gradients_of_fewer_parameters_are_those_of_finite_differences(
    model: Any, fewer: Any, free: list[float]
) -> None:
    parameters, held = np.array(free, float), fewer(model)
    _, gradient = held.log_likelihood(parameters, EXTREMES)
    expected = by_differences(held, parameters, EXTREMES)
    assert gradient == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_the_gradient_of_spending_is_that_of_finite_differences() -> None:
    spend, parameters = (
        Spend(np.array([1, 3, 50]), np.array([0.01, 20, 1e6])),
        np.array([6, 4, 15.0]),
    )
    _, gradient = GammaGamma().log_likelihood(parameters, spend)
    assert gradient == pytest.approx(by_differences(GammaGamma(), parameters, spend), rel=1e-4)


@pytest.mark.parametrize("model", [*FAMILY, ParetoNBD()])
def test_extremes_give_chances_and_numbers(model: Any) -> None:
    active = model.p_active(PARAMETERS, EXTREMES)
    ahead = model.ahead(PARAMETERS, EXTREMES, 365.0)
    assert np.all((active >= 0) & (active <= 1))
    assert np.all(np.isfinite(ahead.mean)) and np.all(ahead.mean >= ahead.any - 1e-9)
    assert np.all(ahead.square >= ahead.mean**2)
    assert active[5] < 0.01  # twelve orders in ninety days, then eight years
    assert active[4] > 0.5  # daily until two days ago


def test_a_history_is_as_likely_as_the_closed_form_says() -> None:
    """Fader, Hardie, Lee 2005, equation 6."""
    r, alpha, a, b = PARAMETERS
    x, last, age = 4.0, 200.0, 260.0
    kept = gamma_function(b + x) * gamma_function(a + b) / gamma_function(a + b + x)
    rates = gamma_function(r + x) * alpha**r / (gamma_function(r) * gamma_function(b))
    expected = np.log(
        rates * kept * ((alpha + age) ** -(r + x) + a / (b + x - 1) * (alpha + last) ** -(r + x))
    )
    value, _ = CNBD().log_likelihood(PARAMETERS, one(4, 200, 260))
    assert value[0] == pytest.approx(expected, rel=1e-10)


def test_orders_ahead_are_those_of_the_closed_form() -> None:
    """Fader, Hardie, Lee 2005, equation 10."""
    r, alpha, a, b = PARAMETERS
    x, last, age, t = 4.0, 200.0, 260.0, 365.0
    left = (a + b + x - 1) / (a - 1)
    power = ((alpha + age) / (alpha + age + t)) ** (r + x)
    above = left * (1 - power * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t)))
    below = 1 + a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    ahead = CNBD().ahead(PARAMETERS, one(4, 200, 260), t)
    assert ahead.mean[0] == pytest.approx(above / below, rel=1e-5)


@pytest.mark.parametrize(("x", "last", "age"), [(0, 0, 100), (4, 200, 260), (60, 700, 720)])
def test_pareto_is_as_likely_as_its_integral(x: int, last: int, age: int) -> None:
    """Schmittlein, Morrison, Colombo 1987: averaged over the moment of stopping, here by quad."""
    r, alpha, s, beta = PARAMETERS

    def at(stop: float) -> float:
        log = (s * np.log(beta) + np.log(s) - (s + 1) * np.log(beta + stop)
               - (r + x) * np.log1p((stop - last) / (alpha + last)))  # fmt: skip
        return float(np.exp(log))

    gone, _ = quad(at, last, age, epsabs=0, epsrel=1e-11, limit=400)
    still = (beta / (beta + age)) ** s * np.exp(-(r + x) * np.log1p((age - last) / (alpha + last)))
    value, _ = ParetoNBD().log_likelihood(PARAMETERS, one(x, last, age))
    rates = np.log(gamma_function(r + x) / gamma_function(r)) + r * np.log(alpha)
    assert value[0] == pytest.approx(
        rates - (r + x) * np.log(alpha + last) + np.log(gone + still), rel=1e-9
    )


@pytest.mark.parametrize(("k", "modified"), [(1, False), (1, True), (3, False), (3, True)])
def test_known_parameters_are_found_again(k: int, modified: bool) -> None:
    """Within three standard errors, from the curvature of the likelihood; twelve years of days."""
    model, true = CNBD(k, modified), np.array([1.2, 30.0, 0.9, 4.0])
    random = np.random.default_rng(7 + k)
    of = histories(drawn(random, tuple(true), 4000, k=k, modified=modified, days=1500), 1500)
    found = fit(model, of)
    errors = standard_errors(model, found.parameters, of)
    assert np.all(np.abs(found.parameters - true) < 3.5 * errors), (found.parameters, errors)


@pytest.mark.parametrize("k", [1, 3])
def test_forecast_orders_are_those_that_come(k: int) -> None:
    model, true = CNBD(k, modified=True), np.array([1.2, 30.0, 0.9, 4.0])
    buyers = drawn(np.random.default_rng(3), tuple(true), 6000, k=k, modified=True, days=1100)
    ahead = model.ahead(true, of := histories(buyers, 735), 365.0)
    came = np.array([np.sum((times > 735) & (times <= 1100)) for times in buyers])
    error = came.std() / np.sqrt(len(came))
    assert abs(ahead.mean @ of.weight / 6000 - came.mean()) < 3 * error
    assert ahead.any @ of.weight / 6000 == pytest.approx((came > 0).mean(), abs=0.02)
    assert ahead.square @ of.weight / 6000 == pytest.approx((came**2).mean(), rel=0.1)


def test_who_ordered_once_each_says_nothing_of_stopping() -> None:
    of = Histories(np.zeros(3, int), np.zeros(3, int), np.array([10, 50, 100]), np.ones(3), 0.0)
    with pytest.raises(KehuError) as refused:
        fit(CNBD(), of)
    assert refused.value.code == "not_identified"


def one(repeats: int, last: int, age: int) -> Histories:
    return Histories(np.array([repeats]), np.array([last]), np.array([age]), np.ones(1), 0.0)
