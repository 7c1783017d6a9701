"""Figures of error, against other ways to the same."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from kehu.engine.backtest.errors import (
    area_under_curve,
    brier,
    calibration,
    concordance,
    coverage,
    mean_absolute_error,
)

RANDOM = np.random.default_rng(4)
SAID = np.round(RANDOM.random(500), 2)  # with equals
HAPPENED = RANDOM.random(500) < SAID


def test_area_and_brier_are_those_of_scikit_learn() -> None:
    assert area_under_curve(SAID, HAPPENED) == pytest.approx(roc_auc_score(HAPPENED, SAID))
    assert brier(SAID, HAPPENED) == pytest.approx(brier_score_loss(HAPPENED, SAID))


def test_where_it_happened_to_all_or_nobody_there_is_no_area() -> None:
    assert area_under_curve(SAID, np.ones(500, bool)) is None
    assert area_under_curve(SAID, np.zeros(500, bool)) is None


def test_bins_hold_everybody_once_and_what_was_said_grows() -> None:
    bins = calibration(SAID, HAPPENED)
    assert sum(one.customers for one in bins) == 500
    assert [one.said for one in bins] == sorted(one.said for one in bins)
    assert np.average([one.happened for one in bins], weights=[one.customers for one in bins]) == (
        pytest.approx(HAPPENED.mean())
    )


def test_equal_chances_are_one_bin() -> None:
    assert len(calibration(np.full(50, 0.2), np.arange(50) < 10)) == 1


def test_of_nobody_there_is_no_error() -> None:
    nobody = np.zeros(0)
    assert mean_absolute_error(nobody, nobody) is None
    assert coverage(nobody, nobody, nobody) is None
    assert brier(nobody, nobody.astype(bool)) is None
    assert calibration(nobody, nobody.astype(bool)) == []


def test_windows_count_their_borders() -> None:
    assert coverage(np.array([1.0, 1, 3]), np.array([2.0, 2, 4]), np.array([2.0, 3, 3])) == 2 / 3


def test_the_higher_rung_earns_more_as_often_as_pairs_say() -> None:
    rung, earned = RANDOM.integers(0, 4, 60).astype(float), RANDOM.integers(0, 9, 60).astype(float)
    pairs = [(earned[a] > earned[b]) + (earned[a] == earned[b]) / 2
             for a in range(60) for b in range(60) if rung[a] > rung[b]]  # fmt: skip
    assert concordance(rung, earned) == pytest.approx(np.mean(pairs))
    assert concordance(np.zeros(3), np.arange(3.0)) is None
