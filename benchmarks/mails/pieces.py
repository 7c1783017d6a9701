"""Takes sentences out of the files of words and fills them, keeping account of what they tell."""

import random
import re
import string

from benchmarks.mails.data import table

_SLOT = re.compile(r"(\{\w+\})")


class Pieces:
    """The words of one part and language; no sentence is used twice in a mail."""

    def __init__(self, rng: random.Random, part: str, language: str) -> None:
        self.rng = rng
        self.words = table(f"{part}/{language}")
        self.casual = language not in ("zh", "ja", "ko", "ar", "he", "th", "de") and (
            rng.random() < 0.12
        )
        self.typos = language == "en" and rng.random() < 0.2
        self.varied = "letters" in self.words  # sentences for other shapes of letters are there
        self.known = self.words["pieces"] | self.words.get("letters", {})

    def has(self, key: str) -> bool:
        return key in self.known

    def pick(self, key: str) -> str:
        """A sentence of that kind as it stands; empty where the language has none."""
        return self.rng.choice(self.known.get(key, [""]))

    def say(self, key: str, **slots: str) -> str:
        """A sentence of that kind, filled."""
        return self.fill(self.pick(key), slots)

    def subject(self, kind: str, **slots: str) -> str:
        """A subject whose slots are all given; empty now and then, as in life."""
        known = [s for s in self.words["subject"][kind] if set(slots_of(s)) <= set(slots)]
        text = self.rng.choice(known or [""])
        return "" if self.rng.random() < 0.02 else text.format(**slots)

    def fill(self, template: str, slots: dict[str, str]) -> str:
        parts = _SLOT.split(template)
        prose = [part if part.startswith("{") else self._worn(part) for part in parts]
        text = "".join(prose).format(**slots)
        return one_stop(text) if self.varied else text

    def _worn(self, prose: str) -> str:
        """Lower case without care, and a slip of the fingers, as some people write."""
        if self.casual:
            prose = (
                prose.replace("İ", "i").lower()
                if not re.search(r"[A-Z]{2}|[A-Z]/[A-Z]", prose)
                else prose
            )
        if self.typos and self.rng.random() < 0.5:
            prose = _slip(self.rng, prose)
        return prose


def one_stop(text: str) -> str:
    """A short form at the end of a sentence takes no second full stop."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)


def slots_of(template: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def _slip(rng: random.Random, prose: str) -> str:
    """Two neighbouring letters of a long word change places."""
    words = prose.split(" ")
    long = [
        i for i, word in enumerate(words) if len(word) > 5 and word.isalpha() and word.islower()
    ]
    if long:
        at = rng.choice(long)
        word = words[at]
        cut = rng.randint(1, len(word) - 3)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)
