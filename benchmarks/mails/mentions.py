"""How a buyer names a product: by model, a mistyped model, a description, or a group only."""

import random
import re
from dataclasses import dataclass
from functools import cache

from benchmarks.mails.catalogue import Product, by_sku, fitting, of_line, siblings
from benchmarks.mails.data import table


@dataclass(frozen=True)
class Mention:
    """`skus` it may mean; `definite` when it means one product; `model` when a model is named."""

    text: str
    skus: tuple[str, ...]
    definite: bool
    model: bool
    unit: str = "pcs"
    price: float = 1.0
    how: str = ""


@cache
def speakable(line: str, language: str) -> tuple[Product, ...]:
    """Products of the part's families that have a word in the language."""
    words = table(f"goods/{language}")["families"]
    return tuple(product for product in of_line(line) if product.family in words)


def definite(rng: random.Random, line: str, language: str) -> Mention:
    """One product, in one of the ways people name it."""
    product = pick(rng, line, language)
    ways = [_model, _model, _word_and_model, _word_and_model, _sloppy_model, _mistyped]
    return rng.choice([*ways, _described, _described, _described])(rng, product, language)


def pick(rng: random.Random, line: str, language: str) -> Product:
    """A family first, so that families of many variants are not all one reads of."""
    known = speakable(line, language)
    family = rng.choice(sorted({product.family for product in known}))
    return rng.choice([product for product in known if product.family == family])


def by_model(rng: random.Random, product: Product, language: str) -> Mention:
    return rng.choice([_model, _word_and_model])(rng, product, language)


def open_one(rng: random.Random, line: str, language: str) -> Mention:
    """A description that two or three products fit."""
    for _ in range(200):
        product = pick(rng, line, language)
        said = tuple(spec for spec in product.specs if rng.random() < 0.6)
        found = fitting(product, said)
        if said and 2 <= len(found) <= 3:
            return _made(_phrase(rng, product, language, said), product, found, how="open")
    return definite(rng, line, language)


def group(rng: random.Random, line: str, language: str) -> Mention:
    """A family by its word, nothing narrower."""
    product = pick(rng, line, language)
    text = rng.choice(table(f"goods/{language}")["families"][product.family])
    found = fitting(product, ())
    return _made(text, product, found if len(found) <= 3 else [], how="group")


def spec_word(language: str, spec: str) -> str:
    return table(f"goods/{language}").get("specs", {}).get(spec, spec)


def _model(rng: random.Random, product: Product, language: str) -> Mention:
    return _made(product.sku, product, [product.sku], model=True, how="model")


def _word_and_model(rng: random.Random, product: Product, language: str) -> Mention:
    word = _phrase(rng, product, language, ())
    return _made(f"{word} {product.sku}", product, [product.sku], model=True, how="model")


def _sloppy_model(rng: random.Random, product: Product, language: str) -> Mention:
    """Lower case, or the dash left out or written as a space."""
    forms = {product.sku.lower(), product.sku.replace("-", ""), product.sku.replace("-", " ")}
    text = rng.choice(sorted(forms))
    if rng.random() < 0.5:
        text = f"{_phrase(rng, product, language, ())} {text}"
    return _made(text, product, [product.sku], model=True, how="sloppy_model")


def _described(rng: random.Random, product: Product, language: str) -> Mention:
    text = _phrase(rng, product, language, product.specs)
    return _made(text, product, [product.sku], how="described")


def _mistyped(rng: random.Random, product: Product, language: str) -> Mention:
    """One sign of the model is wrong, and the words with it fit one product only."""
    for _ in range(40):
        wrong = _one_off(rng, product.sku)
        if not wrong or _bare(wrong) in _bare_models():
            continue
        said = tuple(spec for spec in product.specs if rng.random() < 0.6) or product.specs
        near = [sku for sku in fitting(product, said) if distance(sku, wrong) <= 1]
        if near == [product.sku]:
            text = f"{_phrase(rng, product, language, said)} {wrong}"
            return _made(text, product, near, model=True, how="mistyped")
    return _word_and_model(rng, product, language)


def _one_off(rng: random.Random, sku: str) -> str:
    place = rng.choice([i for i, sign in enumerate(sku) if sign.isdigit()] or [0])
    if rng.random() < 0.5 and place + 1 < len(sku) and sku[place + 1].isdigit():
        swapped = sku[:place] + sku[place + 1] + sku[place] + sku[place + 2 :]
        return "" if swapped == sku else swapped
    letters = [i for i, sign in enumerate(sku) if sign.isalpha()]
    if letters and rng.random() < 0.3:
        at = rng.choice(letters)
        return sku[:at] + rng.choice("ABDEKLMNPRSTV") + sku[at + 1 :]
    return sku[:place] + rng.choice("0123456789") + sku[place + 1 :]


def distance(one: str, other: str) -> int:
    """Edits between two models, a swap of neighbours counting one (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _phrase(rng: random.Random, product: Product, language: str, said: tuple[str, ...]) -> str:
    word = rng.choice(table(f"goods/{language}")["families"][product.family])
    specs = [spec_word(language, spec) for spec in said]
    return rng.choice([" ", " ", ", "]).join([word, *specs]) if specs else word


def _made(
    text: str, product: Product, skus: list[str], *, model: bool = False, how: str
) -> Mention:
    definite = len(skus) == 1
    return Mention(text, tuple(skus), definite, model, product.unit, product.price, how)


@cache
def _bare_models() -> frozenset[str]:
    return frozenset(_bare(sku) for sku in by_sku())


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


__all__ = ["Mention", "by_model", "definite", "group", "open_one", "pick", "siblings", "speakable"]
