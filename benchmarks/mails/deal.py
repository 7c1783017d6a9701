"""Which case and language each mail of a part gets."""

import random
from collections.abc import Callable, Iterator

from benchmarks.mails import asking
from benchmarks.mails.letter import Letter

Maker = Callable[[random.Random, str, str], Letter]

CASES: tuple[tuple[str, int, Maker], ...] = (
    ("inquiry_detailed", 26, asking.detailed),
    ("inquiry_partial", 18, asking.partial),
    ("inquiry_generic", 8, asking.generic),
    ("sample_request", 8, asking.sample),
)
LANGUAGES = {"en": 80}


def letters(part: str, count: int, seed: int) -> Iterator[Letter]:
    """The part's letters in a fixed, shuffled order."""
    rng = random.Random(f"{seed}/{part}/deal")
    cases = _spread(rng, {name: share for name, share, _ in CASES}, count)
    makers = {name: make for name, _, make in CASES}
    languages = _spread(rng, LANGUAGES, count)
    for number, (case, language) in enumerate(zip(cases, languages, strict=True), 1):
        yield makers[case](random.Random(f"{seed}/{part}/{number}"), part, language)


def _spread(rng: random.Random, shares: dict[str, int], count: int) -> list[str]:
    """So many of each that the shares hold, in any order."""
    total = sum(shares.values())
    pool = [name for name, share in shares.items() for _ in range(share)]
    whole = [name for name in shares for _ in range(count * shares[name] // total)]
    whole += rng.sample(pool, count - len(whole))
    rng.shuffle(whole)
    return whole
