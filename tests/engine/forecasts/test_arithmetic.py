"""One formula for columns and arrays."""

import numpy as np
import pytest
from scipy.stats import norm

from kehu.engine.forecasts.arithmetic import chance, either, greatest, log_odds, normal_quantile


def test_normal_quantiles_are_right_to_a_hundredth() -> None:
    shares = np.linspace(0.005, 0.995, 199)
    assert np.abs(normal_quantile(shares) - norm.ppf(shares)).max() < 0.012


def test_log_odds_and_chances_undo_each_other() -> None:
    assert chance(log_odds(np.array([0.01, 0.5, 0.9]))) == pytest.approx([0.01, 0.5, 0.9])


def test_what_is_not_known_gives_way() -> None:
    values = np.array([1.0, np.nan])
    assert either(values, 7.0).tolist() == [1.0, 7.0]
    assert greatest(values, 3.0).tolist() == [3.0, 3.0]
