"""From YAML to a playbook, proved against a rulebook: its conditions name only what exists."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from kehu.engine.plays.playbook import CALENDAR, RANKING, Play, Playbook, Ranking
from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Literal_, Node, names_in, with_terms
from kehu.engine.rules.names import Domain, all_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.yaml_lines import Document, Path, shipped
from kehu.engine.schema import CHANNELS

_FILE = "playbook.yaml"
_SECTIONS: dict[str, set[str]] = {
    "play": {
        "source", "title", "when", "due_in", "every", "rest", "chance", "urgency", "channel",
        "prepare", "mention", "script",
    },
    "ranking": {"worth", "answers", "lateness"},
}  # fmt: skip
_DAYS = Domain("number", True)


def default_playbook(
    rulebook: Rulebook, facts: Collection[str], scripts: Collection[str]
) -> Playbook:
    """The playbook that ships, for this rulebook. Raises InputFaults where they do not fit."""
    return playbook_of(shipped(_FILE), rulebook, facts, scripts)


def playbook_of(
    document: Document, rulebook: Rulebook, facts: Collection[str], scripts: Collection[str]
) -> Playbook:
    """The playbook of a document; `facts` and `scripts` are the names that plays may mention.

    Raises InputFaults with every fault and its line.
    """
    builder = _Builder(document, rulebook, facts, scripts)
    playbook = builder.playbook()
    builder.sure()
    return playbook


class _Builder(Reader):
    """Reads plays; a condition is proved as soon as it is read."""

    sections = _SECTIONS

    def __init__(
        self,
        document: Document,
        rulebook: Rulebook,
        facts: Collection[str],
        scripts: Collection[str],
    ) -> None:
        super().__init__([document])
        self.facts, self.scripts = facts, scripts
        self.terms = {name: term.node for name, term in rulebook.terms.items()}
        self.domains = {**all_domains(rulebook), **dict.fromkeys(CALENDAR, _DAYS)}
        self.ranked = {**self.domains, **dict.fromkeys(RANKING, Domain("number", False))}

    def playbook(self) -> Playbook:
        sections = {"never", "pause", "ranking", "plays"}
        self.only(self.values, sections)
        ranking = self.mapping(self.values.get("ranking"), ("ranking",))
        self.known_keys(ranking, "ranking", ("ranking",))
        given = self.mapping(self.values.get("plays"), ("plays",))
        return Playbook(
            {name: self.play(name, values) for name, values in given.items()},
            self.node(self.values.get("never"), ("never",)),
            self.node(self.values.get("pause"), ("pause",)),
            Ranking(
                *(
                    self.node(ranking.get(part), ("ranking", part), "number", self.ranked)
                    for part in ("worth", "answers", "lateness")
                )
            ),
        )

    def play(self, name: str, given: Any) -> Play:
        path = ("plays", name)
        self.name(name, path)
        values = self.mapping(given, path)
        self.known_keys(values, "play", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        every = self.number(values, "every", path)
        rest = self.number(values, "rest", path)
        due_in = values.get("due_in")
        return Play(
            name=name,
            source=str(values.get("source")),
            title=self.words(values.get("title"), (*path, "title")),
            when=self.node(values.get("when"), (*path, "when")),
            due_in=None if due_in is None else self.node(due_in, (*path, "due_in"), "number"),
            every=None if every is None else int(every),
            # A cadence that was skipped comes again after its own time.
            rest=int(rest) if rest is not None else None if every is None else int(every),
            chance=self.chance(values, path),
            urgency=self.number(values, "urgency", path, needed=True) or 0.0,
            channels=tuple(self.among(values, "channel", CHANNELS, "no_such_channel", path)),
            prepare=self.words(values.get("prepare"), (*path, "prepare")),
            mention=tuple(self.among(values, "mention", self.facts, "no_such_fact", path)),
            script=self.script(values.get("script"), (*path, "script")),
        )

    def node(
        self,
        text: Any,
        path: Path,
        wanted: str = "yes or no",
        domains: dict[str, Domain] | None = None,
    ) -> Node:
        """The condition or number; what is faulty is told and never holds."""
        parsed = self.condition(text, path)
        if parsed is None:
            return Literal_(False)
        node = with_terms(parsed, self.terms)
        self.faults += condition_faults(node, self.place(*path), domains or self.domains, wanted)
        return node

    def chance(self, values: dict[str, Any], path: Path) -> Node:
        """A share, or an expression that says one of everybody, also where nothing is known."""
        given = values.get("chance")
        if not isinstance(given, str):
            share = self.number(values, "chance", path, most=1.0, needed=True) or 0.0
            return Literal_(Decimal(str(share)))
        path = (*path, "chance")
        faults = len(self.faults)
        node = self.node(given, path, "number")
        if len(self.faults) == faults and evaluate(node, dict.fromkeys(names_in(node))) is None:
            self.fault("chance_unknown", path)
        return node

    def number(
        self,
        values: dict[str, Any],
        key: str,
        path: Path,
        most: float = float("inf"),
        needed: bool = False,
    ) -> float | None:
        value = values.get(key)
        if value is None:
            if needed:
                self.fault("missing_key", path, key=key)
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            self.fault("not_a_positive_number", (*path, key), value=value)
            return None
        return value

    def among(
        self, values: dict[str, Any], key: str, allowed: Collection[str], code: str, path: Path
    ) -> list[str]:
        named = self.texts(values.get(key), (*path, key))
        for one in named:
            if one not in allowed:
                self.fault(code, (*path, key), value=one, allowed=", ".join(sorted(allowed)))
        return named

    def script(self, value: Any, path: Path) -> str | None:
        if value is not None and value not in self.scripts:
            self.fault("no_such_script", path, value=value)
        return None if value is None else str(value)
