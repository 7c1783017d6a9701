"""Saved views in the API."""

from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked as Paged
from kehu.desk.core.api import Given, Listed, Number, Text, Words
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_name
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.saved import remove_view, rename_view, restore_view, save_view
from kehu.desk.insights.api.router import router
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.models import SavedView
from kehu.desk.insights.queries import views_of
from kehu.desk.ledger.api.rows import Holder

_TAGS = ["book"]


class ViewOut(Schema):
    """A list kept under a name: `query` is that of `/book`."""

    id: int
    name: str
    query: str
    shared: bool
    owner: Holder


class ViewIn(Given):
    """A list to keep."""

    name: Words
    query: Text = ""
    shared: bool = False


class NameIn(Given):
    """Another name."""

    name: Words


@router.get("/views", response=Listed[ViewOut], tags=_TAGS, summary="One's own views, and shared")
def views(request: ActorsRequest, asked: Query[Paged]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    page = page_by_name(views_of(request.actor), asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/views", response={201: ViewOut}, tags=_TAGS, summary="Keep a list")
def save(request: ActorsRequest, given: ViewIn) -> Status[SavedView]:
    asked = Asked.read(QueryDict(given.query), words_in(page_language()).rulebook)
    view = save_view(
        actor=request.actor, name=given.name, query=asked.address(), shared=given.shared
    )
    return Status(201, view)


@router.patch("/views/{number}", response=ViewOut, tags=_TAGS, summary="Rename a view")
def rename(request: ActorsRequest, number: Number, given: NameIn) -> SavedView:
    return rename_view(actor=request.actor, view=_own(request, number), name=given.name)


@router.post("/views/{number}/remove", response=ViewOut, tags=_TAGS, summary="Out of the menu")
def remove(request: ActorsRequest, number: Number) -> SavedView:
    view = _own(request, number)
    remove_view(actor=request.actor, view=view)
    return view


@router.post("/views/{number}/restore", response=ViewOut, tags=_TAGS, summary="Into it again")
def restore(request: ActorsRequest, number: Number) -> SavedView:
    view = _own(request, number)
    restore_view(actor=request.actor, view=view)
    return view


def _own(request: ActorsRequest, number: int) -> SavedView:
    request.actor.must(Permission.SEE)
    return get_object_or_404(SavedView, pk=number, owner=request.actor.user)
