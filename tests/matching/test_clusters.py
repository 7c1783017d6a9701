"""Pairs to clusters, and clusters judged."""

import numpy as np

from kehu.matching.duplicates.clustering import components, without_contradictions
from kehu.matching.duplicates.judging import judge


def test_a_chain_of_links_is_one_component():
    found = components(5, np.array([0, 1]), np.array([1, 2]))
    assert found[0] == found[1] == found[2]
    assert len(set(found.tolist())) == 3


def test_contradicting_ends_of_a_chain_come_apart_at_its_weakest_link():
    links = [(0, 1, 9.0), (1, 2, 3.0), (2, 3, 8.0)]
    assert without_contradictions(links, [(0, 3)]) == {0: 0, 1: 0, 2: 2, 3: 2}


def test_without_a_contradiction_nothing_is_broken_up():
    assert without_contradictions([(0, 1, 9.0), (1, 2, 3.0)], []) == {0: 0, 1: 0, 2: 0}


def test_judgement_counts_pairs():
    judged = judge([1, 1, 2, 2, 3], ["a", "a", "a", None, None])
    assert (judged.precision, judged.pairs) == (0.5, 3)
    assert judged.recall == 1 / 3
    assert judged.f1 == 0.4


def test_nothing_found_among_nothing_is_right():
    judged = judge([1, 2], ["a", "b"])
    assert (judged.precision, judged.recall, judged.f1) == (1.0, 1.0, 1.0)
