"""Splink as its tutorials set it up for companies, to measure against: only the judging is Kehu's.

Names by Jaro-Winkler, web domain, telephone, city and country; u by random sampling, m by
expectation maximisation over two blocking rules, clusters at whichever of a few match probabilities
suits it best: the truth chooses for it.
"""

import logging
import re

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.splink_dataframe import SplinkDataFrame

from kehu.matching.duplicates.judging import Judgement, judge

_THRESHOLDS = (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999)
_BLOCKS = ("company", "domain", "phone", "city,left(company, 4)")


def best_plain_clusters(table: pa.Table, truth: list[str]) -> Judgement:
    """What its best clusters, of those at some thresholds, find of the truth."""
    with duckdb.connect(config={"threads": 2}) as con:
        api = DuckDBAPI(connection=con)
        linker = Linker(api.register(_simple(table)), _settings())
        logging.getLogger("splink").setLevel(logging.ERROR)
        training = linker.training
        training.estimate_probability_two_random_records_match(
            [block_on("company", "city"), block_on("phone")], recall=0.6
        )
        training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        for rule in (block_on("company"), block_on("phone")):
            training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=min(_THRESHOLDS))
        judged = [judge(_clusters(linker, pairs, least), truth) for least in _THRESHOLDS]
    return max(judged, key=lambda one: one.f1)


def _clusters(linker: Linker, pairs: SplinkDataFrame, least: float) -> list[str]:
    """A cluster a row, in the rows' order."""
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=least
    )
    found = {row["unique_id"]: str(row["cluster_id"]) for row in clusters.as_record_list()}
    return [found[row] for row in range(len(found))]


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("company", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("domain").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("city", [0.9]),
            cl.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on(*(part.strip() for part in re.split(r",(?![^(]*\))", rule)))
            for rule in _BLOCKS
        ],
        retain_matching_columns=False,
    )


def _simple(table: pa.Table) -> pa.Table:
    """Small letters, digits of the telephone, the domain of the website or else of the e-mail."""
    rows = table.to_pylist()
    return pa.table({
        "unique_id": range(len(rows)),
        "company": [(row["company"] or "").lower().strip() or None for row in rows],
        "domain": [_domain(row["website"], row["email"]) for row in rows],
        "phone": [re.sub(r"\D", "", row["phone"] or "")[-9:] or None for row in rows],
        "city": [(row["city"] or "").lower().strip() or None for row in rows],
        "country": [(row["country"] or "").lower().strip() or None for row in rows],
    })  # fmt: skip


def _domain(website: str | None, email: str | None) -> str | None:
    if website:
        return re.sub(r"^https?://|^www\.|/.*$", "", re.sub(r"^https?://", "", website.lower()))
    return email.lower().rpartition("@")[2] if email else None
