"""Views that people keep: saved, renamed, removed and brought back."""

from django.db import transaction
from django.utils import timezone

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.insights.models import SavedView

SHARING = Permission.REVIEW  # who may put a view into everybody's menu


@transaction.atomic
def save_view(*, actor: Actor, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a list under a name. Raises NotAllowed, ValidationError."""
    owner = actor.person(SHARING if shared else Permission.SEE)
    view = SavedView(owner=owner, name=name.strip(), query=query, shared=shared)
    view.full_clean(exclude=["owner"])
    view.save()
    after = {"name": view.name, "query": query, "shared": shared}
    audit.record(actor.user, "view.saved", [audit.Change(view, None, after)])
    return view


@transaction.atomic
def rename_view(*, actor: Actor, view: SavedView, name: str) -> SavedView:
    """Give one's view another name. Raises NotAllowed, ValidationError."""
    _must_own(actor, view)
    before, view.name = view.name, name.strip()
    view.full_clean(exclude=["owner"])
    view.save(update_fields=["name"])
    change = audit.Change(view, {"name": before}, {"name": view.name})
    audit.record(actor.user, "view.renamed", [change])
    return view


@transaction.atomic
def remove_view(*, actor: Actor, view: SavedView) -> None:
    """Take one's view out of the menu; `restore_view` brings it back. Raises NotAllowed."""
    _must_own(actor, view)
    _set_removed(actor, view, removed=True)


@transaction.atomic
def restore_view(*, actor: Actor, view: SavedView) -> None:
    """Bring back a view that was removed. Raises NotAllowed."""
    _must_own(actor, view)
    _set_removed(actor, view, removed=False)


def _must_own(actor: Actor, view: SavedView) -> None:
    if view.owner_id != actor.person(Permission.SEE).pk:
        raise NotAllowed(Permission.SEE)


def _set_removed(actor: Actor, view: SavedView, *, removed: bool) -> None:
    view.removed_at = timezone.now() if removed else None
    view.save(update_fields=["removed_at"])
    change = audit.Change(view, {"removed": not removed}, {"removed": removed})
    if removed:
        audit.record(actor.user, "view.removed", [change])
    else:
        audit.record(actor.user, "view.restored", [change])
