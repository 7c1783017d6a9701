"""Loading a checked run: all of it in one transaction, with a note of every row that it wrote."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import F, Model

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.derived import derived_of
from kehu.desk.core.progress import Progress, note_progress
from kehu.desk.intake.models import Run, Written
from kehu.desk.intake.runs.checking import comparisons, staged_of
from kehu.desk.intake.runs.comparing import TAGS, Compared
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.preparing import prepared
from kehu.desk.intake.values import as_json
from kehu.desk.ledger.holding import mend_holdings
from kehu.desk.ledger.imports.running import whose
from kehu.desk.ledger.loading import name_products
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer, CustomerTag, Inquiry, Interaction, Tag
from kehu.desk.ledger.models.rows import CustomersRow
from kehu.desk.ledger.touched import touch_all
from kehu.engine.backends.checking import Vocabulary
from kehu.errors import KehuError
from kehu.matching.staging.report import Staged

_LONGEST_TAG = 60


@transaction.atomic
def load(run: Run, vocabulary: Vocabulary) -> dict[str, Any]:
    """Write what the last check made; returns how many rows were created and changed, by table.

    What stands is compared anew. Raises KehuError `changed_since_check` where the ledger would now
    refuse a row that it took then, and NotAllowed.
    """
    actor, folder = Actor.of(run.by), RunFolder(run)
    actor.must(Permission.RECORD)
    staged, sheets = staged_of(run), folder.mapped()
    with prepared(staged, sheets, vocabulary) as ready:
        if len(ready.refused) != run.counts.get("refused", 0):
            raise KehuError("changed_since_check")
        writing = _Writing(run, actor, _authors(staged))
        total = sum(staged.report.tables.values())
        for batch in comparisons(ready.ledger, actor, lock=True):
            writing.write(batch)
            note_progress(folder.path, Progress("", min(writing.seen, total), total))
        mend_holdings()
        mark_changed(whose(ready.ledger))
    audit.record(run.by, "sheets.imported", [audit.Change(run, None, writing.told())])
    touch_all()
    return writing.told()


class _Writing:
    """Writes batches, and a note of each row."""

    def __init__(self, run: Run, actor: Actor, authors: Mapping[str, str]) -> None:
        self.run, self.actor, self.authors = run, actor, authors
        self.people = dict(User.objects.values_list("name", "pk"))
        self.may_assign = actor.may(Permission.ASSIGN)
        self.created: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.seen = 0

    def told(self) -> dict[str, Any]:
        return {"created": dict(+self.created), "changed": dict(+self.changed)}

    def write(self, batch: Compared) -> None:
        table = batch.kept.table.name
        self._create(batch)
        self._change(batch)
        self._tag(batch)
        self.created[table] += len(batch.new)
        self.changed[table] += len(batch.changed)
        self.seen += len(batch.new) + len(batch.changed) + batch.same

    def _create(self, batch: Compared) -> None:
        maker, model = batch.maker, batch.kept.model
        rows = [self._owned(maker.made(row), row) for row in batch.new]
        made = model._default_manager.bulk_create(rows)
        if batch.kept.own_key:
            maker.keys.setdefault(batch.kept.table.name, {}).update(
                {one.code: one.pk for one in made}  # type: ignore[attr-defined]
            )
        if model is Inquiry:
            name_products(batch.new, made, maker.keys["products"])
        self._note(batch, ((one, None, None) for one in made))

    def _owned(self, one: Model, row: dict[str, Any]) -> Model:
        """Who holds a new customer, and who wrote a row down."""
        if isinstance(one, Customer):
            one.extra.pop(TAGS, None)
            if not self.may_assign:
                one.owner = self.run.by
        elif isinstance(one, Interaction) and one.code in self.authors:
            name = self.authors[one.code]
            one.recorded_by_id = self.people.get(name)
            one.author = "" if name in self.people else name
        elif isinstance(one, CustomersRow):
            one.recorded_by = self.run.by
        return one

    def _change(self, batch: Compared) -> None:
        if not batch.changed:
            return
        names: set[str] = set()
        noted = []
        for one, values in batch.changed:
            before = as_json(one, values)
            for name, value in values.items():
                setattr(one, name, value)
            noted.append((one, before, as_json(one, values)))
            names |= {*values, *derived_of(one)}
            if hasattr(one, "version"):
                one.version = F("version") + 1
                names.add("version")
        fields = [field.name for field in batch.kept.model._meta.concrete_fields
                  if field.attname in names]  # fmt: skip
        rows = [one for one, _ in batch.changed]
        batch.kept.model._default_manager.bulk_update(rows, fields, batch_size=500)
        self._note(batch, noted)

    def _note(self, batch: Compared, rows: Any) -> None:
        table = batch.kept.table.name
        Written.objects.bulk_create(
            [
                Written(run=self.run, table=table, row_id=one.pk, before=before, after=after)
                for one, before, after in rows
            ],
            batch_size=5_000,
        )

    def _tag(self, batch: Compared) -> None:
        """The company's tags, made where there is none of the name."""
        names = {name[:_LONGEST_TAG] for tags in batch.tagged.values() for name in tags}
        if not names:
            return
        Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
        tags = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
        keys = batch.maker.keys["customers"]
        wanted = {
            (tags[name[:_LONGEST_TAG]], keys[code])
            for code, told in batch.tagged.items()
            for name in told
            if code in keys
        }
        had = set(
            CustomerTag.objects.filter(
                tag__in=tags.values(), customer__in={number for _, number in wanted}
            ).values_list("tag_id", "customer_id")
        )
        links = CustomerTag.objects.bulk_create(
            [CustomerTag(tag_id=tag, customer_id=number) for tag, number in sorted(wanted - had)]
        )
        Written.objects.bulk_create(
            [Written(run=self.run, table=TAGS, row_id=link.pk) for link in links]
        )


def _authors(staged: Staged) -> dict[str, str]:
    """Who wrote messages down, by their numbers, as the sheets say."""
    path = staged.tables / "interactions.parquet"
    if not path.exists() or "author" not in pq.read_schema(path).names:
        return {}
    rows = pq.read_table(path, columns=["interaction_id", "author"]).to_pydict()
    pairs = zip(rows["interaction_id"], rows["author"], strict=True)
    return {code: author for code, author in pairs if author}
