"""Groups of similar customers, found anew each night with names that stay."""

from django.db import transaction
from django.utils import timezone

from kehu.desk.grading.book import Book, the_book
from kehu.desk.portraits.in_force import portrait_in_force, trait_words
from kehu.desk.portraits.kept import next_taking, the_gallery
from kehu.desk.portraits.kinds import kinds_of
from kehu.desk.portraits.models import Portrait, SimilarGroup
from kehu.engine.portraits.groups import Former, Groups, group_customers
from kehu.engine.portraits.naming import GroupName, named_groups
from kehu.engine.rules.rulebook import Title

_BATCH = 500


def group_everybody() -> int:
    """Find the groups of all graded customers and say who is in which; how many there are."""
    book, portrait = the_book(), portrait_in_force()
    rows = book.graded()
    grouping = portrait.grouping
    kinds = {kind.name: kind for kind in kinds_of(book, rows, grouping.kinds)}
    asked = [kinds[name] for name in grouping.kinds if name in kinds]
    numbers = [book.number(n)[rows] for n in grouping.numbers if n in book.numbers]
    if not rows.any():
        return 0
    groups = group_customers(asked, numbers, grouping, _former(book))
    words = [trait_words("en"), trait_words("zh")]
    names = named_groups(groups, asked, portrait.doubt, words, _names())
    _keep(groups, names, book.pks[rows].tolist())
    return len(groups.keys)


def _former(book: Book) -> Former | None:
    """The groups of the night before, by the rows of today."""
    keys = list(SimilarGroup.objects.values_list("key", flat=True))
    if not keys:
        return None
    kept = the_gallery.portraits()
    there = [kept.get(pk) for pk in book.pks[book.graded()].tolist()]
    newest = max(int(key.removeprefix("g")) for key in keys)
    return Former([one.group if one else "" for one in there], newest)


def _names() -> dict[str, Title]:
    rows = SimilarGroup.objects.values_list("key", "name_en", "name_zh")
    return {key: {"en": en, "zh": zh} for key, en, zh in rows}


@transaction.atomic
def _keep(groups: Groups, names: dict[str, GroupName], customer_ids: list[int]) -> None:
    now = timezone.now()
    for key, told in names.items():
        SimilarGroup.objects.update_or_create(
            key=key,
            defaults={
                "name_en": told.name["en"], "name_zh": told.name["zh"],
                "about_en": told.about["en"], "about_zh": told.about["zh"],
                "made_at": now, "left_at": None,
            },
        )  # fmt: skip
    SimilarGroup.objects.exclude(key__in=names).filter(left_at=None).update(left_at=now)
    numbers = dict(SimilarGroup.objects.values_list("key", "pk"))
    was = dict(Portrait.objects.values_list("pk", "group_id"))
    moved: dict[int | None, list[int]] = {}
    for pk, at in zip(customer_ids, groups.of.tolist(), strict=True):
        group = numbers[groups.keys[at]] if at >= 0 else None
        if pk in was and was[pk] != group:
            moved.setdefault(group, []).append(pk)
    taking = next_taking()
    for group, pks in moved.items():
        for start in range(0, len(pks), _BATCH):
            some = pks[start : start + _BATCH]
            Portrait.objects.filter(pk__in=some).update(group=group, taking=taking)
