"""Which case and language each mail of a part gets."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks.mails import hard, inquiries, machines, platforms, scripts, threads
from benchmarks.mails.letter import Letter

Maker = Callable[[random.Random, str, str, int, int], Letter]  # …, seed, turn
MINOR = ["nl", "pl", "ja", "ko", "vi", "da", "he", "th"]
MAIN = ["zh", "es", "pt", "fr", "de", "it", "ru", "ar", "tr"]
SHARES = {"en": 64} | dict.fromkeys(MAIN, 11) | dict.fromkeys(MINOR, 3)


def _plain(make: Callable[[random.Random, str, str], Letter]) -> Maker:
    return lambda rng, part, language, seed, turn: make(rng, part, language)


def _threaded(make: Callable[[random.Random, str, str, int], Letter]) -> Maker:
    return lambda rng, part, language, seed, turn: make(rng, part, language, seed)


def _scripted(make: Callable[[random.Random, str, str, int], Letter]) -> Maker:
    """The scripts come in turn; another seed begins elsewhere among them."""
    return lambda rng, part, language, seed, turn: make(rng, part, language, turn + 11 * (seed - 1))


def _answer(rng: random.Random, part: str, language: str, seed: int) -> Letter:
    """An inquiry in answer to our prospecting mail; kept to senders beyond doubt."""
    for _ in range(20):
        letter = inquiries.detailed(rng, part, language)
        if letter.said.fits_company and letter.said.website and letter.said.company:
            letter.case = "answer_to_prospecting"
            return threads.answered(rng, part, letter)
    return inquiries.detailed(rng, part, language)


CASES: tuple[tuple[str, int, Maker], ...] = (
    ("inquiry_detailed", 96, _plain(inquiries.detailed)),
    ("inquiry_partial", 64, _plain(inquiries.partial)),
    ("inquiry_generic", 32, _plain(inquiries.generic)),
    ("sample_request", 26, _plain(inquiries.sample)),
    ("sample_known_customer", 8, _threaded(threads.sample_in_order)),
    ("follow_up", 32, _threaded(threads.follow_up)),
    ("complaint", 16, _threaded(threads.complaint)),
    ("forwarded_inquiry", 10, _threaded(threads.forwarded)),
    ("answer_to_prospecting", 8, _threaded(_answer)),
    ("platform_notification", 16, _plain(platforms.notification)),
    ("web_form", 12, _plain(platforms.web_form)),
    ("bank_change_customer", 3, _threaded(threads.bank_change)),
    ("fraud", 22, _scripted(scripts.fraud)),
    ("bounce", 7, _scripted(machines.bounce)),
    ("noise", 48, _scripted(scripts.noise)),
)


def letters(part: str, count: int, seed: int) -> Iterator[Letter]:
    """The part's letters in a fixed, shuffled order; the hard ones as they were written."""
    if part in hard.FILES:
        yield from hard.letters(part, count)
        return
    rng = random.Random(f"{seed}/{part}/deal")
    cases = _spread(rng, {name: share for name, share, _ in CASES}, count)
    makers = {name: make for name, _, make in CASES}
    languages = _spread(rng, SHARES, count)
    turns: Counter[tuple[str, str]] = Counter()
    for number, (case, language) in enumerate(zip(cases, languages, strict=True), 1):
        spoken = case, scripts.spoken(part, case, language)
        made = random.Random(f"{seed}/{part}/{number}")
        yield makers[case](made, part, language, seed, turns[spoken])
        turns[spoken] += 1


def _spread(rng: random.Random, shares: dict[str, int], count: int) -> list[str]:
    """So many of each that the shares hold, in any order."""
    total = sum(shares.values())
    pool = [name for name, share in shares.items() for _ in range(share)]
    whole = [name for name in shares for _ in range(count * shares[name] // total)]
    whole += rng.choices(pool, k=count - len(whole))
    rng.shuffle(whole)
    return whole
