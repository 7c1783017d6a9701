"""The models find the published parameters on the published data."""

import pytest
from cdnow import Buyers

from kehu.engine.forecasts.cnbd import CNBD
from kehu.engine.forecasts.fitting import fit
from kehu.engine.forecasts.gamma_gamma import GammaGamma
from kehu.engine.forecasts.histories import Histories
from kehu.engine.forecasts.pareto_nbd import ParetoNBD

BG, MBG, PARETO = CNBD(), CNBD(modified=True), ParetoNBD()


@pytest.fixture(scope="module")
def sample() -> Histories:
    return Buyers(sample=True).histories()


@pytest.fixture(scope="module")
def everybody() -> Histories:
    return Buyers(sample=False).histories()


def test_there_are_as_many_buyers_as_published(sample: Histories, everybody: Histories) -> None:
    assert (sample.customers, everybody.customers) == (2_357, 23_570)


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        (BG, (0.2426, 4.4136, 0.7929, 2.4259)),
        (PARETO, (0.5532, 10.576, 0.6063, 11.672)),
        (MBG, (0.525, 6.183, 0.891, 1.614)),
    ],
)
def test_parameters_of_the_sample_are_the_published_ones(
    sample: Histories, model: CNBD | ParetoNBD, parameters: tuple[float, ...]
) -> None:
    assert fit(model, sample).parameters == pytest.approx(parameters, rel=0.01)


@pytest.mark.parametrize(("model", "value"), [(BG, -9582.43), (PARETO, -9594.98)])
def test_the_sample_is_as_likely_as_published(
    sample: Histories, model: CNBD | ParetoNBD, value: float
) -> None:
    assert fit(model, sample).log_likelihood == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize(
    ("model", "value"), [(BG, -95368.44), (MBG, -95336.96), (PARETO, -95415.12)]
)
def test_everybody_is_as_likely_as_published(
    everybody: Histories, model: CNBD | ParetoNBD, value: float
) -> None:
    assert fit(model, everybody).log_likelihood == pytest.approx(value, abs=0.01)


def test_spending_of_those_who_came_back_is_the_published_one() -> None:
    spend = Buyers(sample=True).spend()
    found = fit(GammaGamma(), spend)
    assert len(spend.mean) == 946
    assert found.parameters == pytest.approx((6.25, 3.74, 15.44), rel=0.01)


def test_a_fit_that_begins_with_the_last_one_is_there_at_once(sample: Histories) -> None:
    first = fit(BG, sample)
    again = fit(BG, sample, start=tuple(first.parameters))
    assert again.steps < first.steps / 2
    assert again.parameters == pytest.approx(first.parameters, rel=1e-3)
