"""Changing the rules: a draft of one's own, tried, then saved as a version."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.grading.models import RulebookDraft, RulebookVersion
from kehu.desk.grading.rules import newest_version, text_in_force
from kehu.engine.rules.load import rulebook_of
from kehu.engine.rules.overlay import changed, differences
from kehu.engine.rules.yaml_lines import Path
from kehu.errors import KehuError

GRADER = "kehu.desk.grading.jobs.grade_by_version"


@transaction.atomic
def change_draft(*, actor: Actor, changes: Mapping[Path, Any]) -> RulebookDraft:
    """Write other values at some places of one's draft, whatever they prove to be.

    Raises NotAllowed, InputFaults where the draft is no YAML.
    """
    draft = _draft(actor)
    draft.text = changed(draft.text, changes)
    draft.save()
    return draft


@transaction.atomic
def write_draft(*, actor: Actor, text: str) -> RulebookDraft:
    """Write one's draft as a whole, whatever it proves to be. Raises NotAllowed."""
    draft = _draft(actor)
    draft.text = text
    draft.save()
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor) -> None:
    """Forget what one was changing. Raises NotAllowed."""
    actor.must(Permission.RULES)
    RulebookDraft.objects.filter(author=actor.user).delete()


@transaction.atomic
def renew_draft(*, actor: Actor) -> RulebookDraft:
    """Put one's changes on top of what somebody else has saved meanwhile.

    Raises NotAllowed, InputFaults where the draft is no YAML.
    """
    draft = _draft(actor)
    base = draft.based_on.text if draft.based_on else ""
    mine = {path: after for path, (_, after) in differences(base, draft.text).items()}
    draft.based_on = newest_version()
    draft.text = changed(text_in_force(), mine)
    draft.save()
    return draft


@transaction.atomic
def save_rulebook(*, actor: Actor, note: str) -> RulebookVersion:
    """Put one's draft in force, and have everybody graded by it.

    Raises NotAllowed, InputFaults, ChangedMeanwhile where somebody saved another version since the
    draft was begun, KehuError `nothing_changed`.
    """
    draft = _draft(actor)
    newest = RulebookVersion.objects.select_for_update().order_by("-pk").first()
    if newest != draft.based_on:
        raise ChangedMeanwhile(newest or draft)
    rulebook_of(draft.text, "")
    version = _saved(actor, "rulebook.saved", draft.text, note)
    draft.delete()
    return version


@transaction.atomic
def restore_rulebook(
    *, actor: Actor, version: RulebookVersion | None, seen: RulebookVersion | None, note: str
) -> RulebookVersion:
    """Put an earlier version in force again, or the default; it becomes the newest version.

    `seen` is the version that the actor saw in force. Raises NotAllowed, ChangedMeanwhile,
    InputFaults where a newer Kehu refuses the old text, KehuError `nothing_changed`.
    """
    actor.must(Permission.RULES)
    newest = RulebookVersion.objects.select_for_update().order_by("-pk").first()
    if newest != seen:
        raise ChangedMeanwhile(newest or RulebookVersion())
    text = version.text if version else ""
    rulebook_of(text, "")
    return _saved(actor, "rulebook.restored", text, note)


def _draft(actor: Actor) -> RulebookDraft:
    """One's draft, begun on the version in force where there is none."""
    actor.must(Permission.RULES)
    author = User.objects.get(pk=actor.user.pk) if actor.user else None
    if author is None:
        raise KehuError("drafts_are_peoples")
    known = RulebookDraft.objects.select_for_update(of=("self",)).select_related("based_on")
    found = known.filter(author=author).first()
    return found or RulebookDraft(author=author, based_on=newest_version(), text=text_in_force())


def _saved(actor: Actor, verb: str, text: str, note: str) -> RulebookVersion:
    told = differences(text_in_force(), text)
    if not told:
        raise KehuError("nothing_changed")
    version = RulebookVersion(text=text, author=actor.user, note=note)
    version.full_clean(exclude=["author"])
    version.save()
    before, after = ({".".join(path): pair[n] for path, pair in told.items()} for n in (0, 1))
    audit.record(actor.user, verb, [audit.Change(version, before, after)])
    transaction.on_commit(lambda: async_task(GRADER, version.pk))
    return version
