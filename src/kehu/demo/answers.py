"""The table answers: what customers said in surveys."""

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import DAY, Batch, Ints, at_work, choose, ordered, serials
from kehu.demo.clients import Clients
from kehu.demo.inquiries import Inquiries
from kehu.demo.tables import Section

VALUE_DRIVERS = (
    "comfort",
    "safety",
    "convenience",
    "economy",
    "durability",
    "pleasure",
    "individuality",
    "pride",
)
_DRIVER_WEIGHTS = np.array([10, 18, 10, 26, 20, 6, 6, 4], dtype=float)
_SURVEYS = ("first customer survey", "second customer survey", "card in the carton")
_RECOMMEND = tuple(str(score) for score in range(11))


def answers(batch: Batch, clients: Clients, asked: Inquiries) -> Section:
    """Return the answers table: value drivers, named up to three times, and a score of 0-10
    for recommending us. Customers answer for themselves, so their clock counts."""
    rng = batch.rng("answers")
    known = np.unique(asked.of)
    share = np.where(clients.parameter("most")[known] > 0, 0.22, 0.04)
    who = known[rng.random(len(known)) < share]
    survey = rng.integers(0, len(_SURVEYS), len(who))
    at = _surveyed(rng, batch, clients, who, survey)
    drivers = np.repeat(np.arange(len(who)), 1 + rng.binomial(2, 0.3, len(who)))
    scores = np.flatnonzero(rng.random(len(who)) < 0.6)
    row = np.concatenate([drivers, scores])
    question = np.repeat([0, 1], [len(drivers), len(scores)])
    driver = choose(rng, _DRIVER_WEIGHTS, len(row))
    score = np.clip(np.round(rng.normal(7.5, 2, len(row))), 0, 10).astype(np.int64)
    value = np.where(question == 0, driver, len(VALUE_DRIVERS) + score)
    told = np.flatnonzero(at[row] <= batch.window.end)
    sort = told[ordered(who[row][told], at[row][told])]
    of = who[row][sort]
    rows = {
        "answer_id": columns.ids("A", clients.number[of], (serials(of), 2)),
        "customer_id": columns.ids("C", clients.number[of]),
        "at": columns.moments(at[row][sort]),
        "survey": columns.words(survey[row][sort], _SURVEYS),
        "question": columns.words(question[sort], ("value_driver", "recommend")),
        "value": columns.words(value[sort], VALUE_DRIVERS + _RECOMMEND),
    }
    return Section.make("answers", of, rows)


def _surveyed(
    rng: np.random.Generator, batch: Batch, clients: Clients, who: Ints, survey: Ints
) -> Ints:
    """Surveys run for a month in the first and in the second half; cards come at any time."""
    window = batch.window
    begins = window.start + np.array([0.45, 0.9])[np.minimum(survey, 1)] * (
        window.end - window.start
    )
    run = begins.astype(np.int64) + rng.integers(0, 30, len(who)) * DAY
    card = clients.arrival[who] + rng.integers(30, 600, len(who)) * DAY
    at = at_work(rng, np.where(survey == 2, card, run), clients.utc_offset[who])
    return np.maximum(at, clients.arrival[who] + 20 * DAY)
