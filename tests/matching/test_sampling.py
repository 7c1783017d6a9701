"""How many records are checked, which, and what that says of all: published figures, properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kehu.matching.sampling import drawn, sample_size, wilson

shares = st.floats(0.01, 0.99)
populations = st.integers(1, 10_000_000)


@pytest.mark.parametrize(
    ("precision", "expected", "population", "size"),
    [
        (0.05, 0.5, 10_000_000, 385),  # the figure that every table of sample sizes has
        (0.05, 0.5, 1000, 278),  # Krejcie and Morgan (1970), table 1
        (0.05, 0.5, 500, 218),  # the same, but for their 217, which is 217.2 rounded down
        (0.05, 0.1, 10_000_000, 139),  # 1.96² · 0.09 / 0.0025 = 138.3
        (0.03, 0.1, 2000, 323),  # 384.1 / (1 + 383.1 / 2000) = 322.4
    ],
)
def test_sizes_are_the_published_ones(
    precision: float, expected: float, population: int, size: int
) -> None:
    assert sample_size(precision, expected, population) == size


@given(precision=shares, expected=shares, population=populations)
def test_a_sample_is_never_larger_than_what_there_is_and_never_empty(
    precision: float, expected: float, population: int
) -> None:
    assert 1 <= sample_size(precision, expected, population) <= population


@given(one=shares, other=shares, expected=shares, population=populations)
def test_whoever_wants_to_know_it_more_precisely_checks_no_fewer(
    one: float, other: float, expected: float, population: int
) -> None:
    fine, coarse = sorted((one, other))
    size = sample_size(fine, expected, population)
    assert size >= sample_size(coarse, expected, population)


def test_of_nobody_nobody_is_checked() -> None:
    assert sample_size(0.05, 0.1, 0) == 0


@pytest.mark.parametrize("given", [(0, 0.1, 9), (0.05, 0, 9), (0.05, 1, 9), (0.05, 0.1, -1)])
def test_what_is_no_share_and_no_population_is_refused(given: tuple[float, float, int]) -> None:
    with pytest.raises(ValueError, match="no sample"):
        sample_size(*given)


@given(size=st.integers(0, 60), seed=st.integers(0, 2**62))
def test_a_seed_draws_the_same_again_and_nobody_twice(size: int, seed: int) -> None:
    numbers = list(range(100, 160))
    first = drawn(numbers, size, seed)
    assert first == drawn(numbers, size, seed)
    assert len(set(first)) == size and set(first) <= set(numbers)


def test_everybody_is_as_likely_to_be_drawn() -> None:
    times = [number for seed in range(4000) for number in drawn(range(10), 3, seed)]
    assert all(1080 < times.count(number) < 1320 for number in range(10))  # 1200 ± 4 deviations


counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts.filter(lambda both: both[1] > 0))
def test_the_interval_is_the_one_of_scipy(both: tuple[int, int]) -> None:
    other = binomtest(*both).proportion_ci(method="wilson")
    assert wilson(*both) == pytest.approx((other.low, other.high), abs=1e-9)


@given(counts)
def test_the_interval_holds_the_rate_and_is_made_of_shares(both: tuple[int, int]) -> None:
    (low, high), (wrong, checked) = wilson(*both), both
    assert 0 <= low <= high <= 1
    assert checked == 0 or low <= wrong / checked <= high


@given(checked=st.integers(1, 2000), times=st.integers(2, 5))
def test_who_checks_more_knows_it_more_precisely(checked: int, times: int) -> None:
    low, high = wilson(checked // 3, checked)
    finer = wilson(checked // 3 * times, checked * times)
    assert finer[1] - finer[0] < high - low


def test_the_interval_of_a_known_case() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 0 of 20, 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@pytest.mark.parametrize("given", [(3, 2), (-1, 2)])
def test_more_wrong_than_checked_is_refused(given: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="wrong of"):
        wilson(*given)
