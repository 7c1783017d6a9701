"""The lines of a list: the same cells for a page, a workbook and a text file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Reach
from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.insights.figures import Figure, figure
from kehu.desk.insights.listing.asked import COUNTRY, NUMBERS, OWNER, TAG, Asked
from kehu.desk.insights.listing.facets import country_name, title_of
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.ledger.models import Customer, Tag
from kehu.engine.rules.words import Words

PAGE = 50
_AT_ONCE = 2_000  # customers read in one statement


@dataclass(frozen=True)
class Cell:
    """What a line shows in a column: a chip, a figure or a text; `raw` is what a sheet keeps."""

    text: str = ""
    raw: str | float | None = None
    chip: Chip | None = None
    figure: Figure | None = None


@dataclass(frozen=True)
class Line:
    """One customer of the list."""

    pk: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Heading:
    """A column's title, and the address of the list sorted by it."""

    name: str
    title: str
    is_figure: bool
    address: str
    sorted: str  # ascending, descending or nothing


class Table:
    """The lines of a list in the reader's words."""

    def __init__(self, narrowed: Narrowed, words: Words) -> None:
        self.narrowed, self.words = narrowed, words
        self.asked, self.book = narrowed.asked, narrowed.book
        self._chips: dict[tuple[str, int], Cell] = {}
        everybody = User.objects.order_by("name").values_list("pk", "name", "is_active", "team_id")
        self._everybody = list(everybody)
        self._people = {pk: name for pk, name, *_ in self._everybody}
        self._tags = (
            dict(Tag.objects.values_list("pk", "name")) if TAG in self.asked.columns else {}
        )

    def people(self) -> list[tuple[int, str]]:
        """To whom the reader may give customers: number and name."""
        actor = self.narrowed.actor
        me, team = (actor.user.pk, actor.user.team_id) if actor.user else (None, None)
        return [
            (pk, name)
            for pk, name, active, of in self._everybody
            if active
            and (actor.reach is Reach.ALL or pk == me or (team is not None and of == team))
        ]

    def measures(self) -> list[tuple[str, str]]:
        """Figures by which a list can be narrowed: name and title."""
        there = set(self.book.numbers)
        return [(name, self.words.name(name)) for name in NUMBERS if name in there]

    def headings(self) -> list[Heading]:
        """Of the columns beside the name."""
        return [self._heading(name) for name in self.asked.columns]

    def name_heading(self) -> Heading:
        return self._heading("name")

    def page(self) -> list[Line]:
        """The lines of the page asked for."""
        start = (self.asked.page - 1) * PAGE
        return list(self.lines(self.narrowed.rows()[start : start + PAGE]))

    def lines(self, rows: Ints) -> Iterator[Line]:
        """Lines of the book's rows, a few thousand in memory at a time."""
        for start in range(0, len(rows), _AT_ONCE):
            yield from self._lines(rows[start : start + _AT_ONCE])

    def _heading(self, name: str) -> Heading:
        way = ("descending" if self.asked.falling else "ascending") if self.asked.by == name else ""
        title, address = title_of(name, self.words), self.asked.sorted_by(name)
        return Heading(name, title, name in NUMBERS, address, way)

    def _lines(self, rows: Ints) -> Iterator[Line]:
        pks = self.book.pks[rows].tolist()
        known = {
            pk: plain
            for pk, *plain in Customer.objects.filter(pk__in=pks).values_list(
                "pk", "name", "code", "city"
            )
        }
        columns = [self._column(name, rows) for name in self.asked.columns]
        for at, pk in enumerate(pks):
            if pk in known:
                name, code, city = known[pk]
                plain = {"code": Cell(code, code), "city": Cell(city, city)}
                shown = zip(self.asked.columns, columns, strict=True)
                yield Line(
                    str(pk), name, [cells[at] if cells else plain[one] for one, cells in shown]
                )

    def _column(self, name: str, rows: Ints) -> list[Cell]:
        """A column's cells; none for what the book does not hold."""
        book = self.book
        if name in book.numbers:
            return [self._figure(name, value) for value in book.number(name)[rows].tolist()]
        if name in book.dimensions:
            return [self._label(name, at) for at in book.words(name)[rows].tolist()]
        if name == OWNER:
            names = [self._people.get(owner, "") for owner in book.owner()[rows].tolist()]
            return [Cell(one, one) for one in names]
        if name == COUNTRY:
            codes = [code.decode() for code in book.country()[rows].tolist()]
            return [Cell(country_name(one, self.words.lang) if one else "", one) for one in codes]
        if name == TAG:
            return self._tagged(book, rows)
        return [] if name in ("code", "city") else [Cell()] * len(rows)

    def _figure(self, name: str, value: float) -> Cell:
        shown = figure(name, value, self.words)
        return Cell(raw=value, figure=shown) if shown else Cell()

    def _label(self, name: str, at: int) -> Cell:
        if at < 0:
            return Cell()
        if (name, at) not in self._chips:
            one = chip(name, self.book.texts[at], self.words)
            self._chips[name, at] = Cell(raw=one.words if one else None, chip=one)
        return self._chips[name, at]

    def _tagged(self, book: Book, rows: Ints) -> list[Cell]:
        masks = [(title, book.tagged(tag)[rows]) for tag, title in self._tags.items()]
        texts = [" · ".join(title for title, mask in masks if mask[at]) for at in range(len(rows))]
        return [Cell(text, text) for text in texts]


def column_choices(asked: Asked, words: Words) -> list[tuple[str, str, bool]]:
    """Every column: name, title and whether it is shown; those shown first, in their order."""
    plain = ("code", OWNER, COUNTRY, "city", TAG)
    names = dict.fromkeys((*asked.columns, *plain, *words.rulebook.dimensions, *NUMBERS))
    return [(name, title_of(name, words), name in asked.columns) for name in names]
