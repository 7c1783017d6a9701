"""What the customers of a list have in common, in the API."""

from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Text
from kehu.desk.core.languages import page_language
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.insights.api.router import router
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import common_of, narrowed_for
from kehu.desk.portraits.in_force import trait_words
from kehu.engine.portraits.commonality import Common
from kehu.engine.portraits.telling import TraitWords, told
from kehu.words import say

_ABOUT = """
The filters of `GET /book` choose the group; what they say themselves is no finding. It is compared
with all other customers within reach.
"""


class CommonAsked(Schema):
    """Which customers; dimensions by their names too, such as `stage=A`."""

    q: Annotated[Text, Field(max_length=100)] = ""
    owner: Annotated[list[Text], Field(max_length=100)] = Field(default_factory=list)
    country: Annotated[list[Text], Field(max_length=300)] = Field(default_factory=list)
    tag: Annotated[list[Text], Field(max_length=100)] = Field(default_factory=list)
    where: Annotated[list[Text], Field(max_length=50)] = Field(default_factory=list)


class TraitOut(Schema):
    """A trait that the group has more often: counts here and elsewhere, of whom it is known.

    `lift` is drawn towards 1 where few are known; `q_value` is the share of chance among all that
    are as unlikely.
    """

    kind: str
    value: str
    count: int
    size: int
    count_elsewhere: int
    size_elsewhere: int
    lift: float
    q_value: float
    sentence: str


class InCommonOut(Schema):
    """How many there are, how many others, and what sets them apart, the most telling first."""

    count: int
    elsewhere: int
    traits: list[TraitOut]


@router.get(
    "/in-common", response=InCommonOut, tags=["portraits"], summary="What customers have in common",
    description=_ABOUT,
)  # fmt: skip
def in_common(request: ActorsRequest, asked: Query[CommonAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    words = trait_words(page_language())
    wanted = Asked.read(request.GET, words.rulebook)
    found = common_of(narrowed_for(request.actor, wanted, words.rulebook))
    traits = [_told(one, found.size, words) for one in found.significant]
    return {"count": found.size, "elsewhere": found.elsewhere, "traits": traits}


def _told(one: Common, size: int, words: TraitWords) -> dict[str, Any]:
    names = ("kind", "value", "count", "size", "count_elsewhere", "size_elsewhere", "q_value")
    sentence = told(one, size, say("group_noun", words.lang), words)
    return {**{n: getattr(one, n) for n in names}, "lift": one.shrunken_lift, "sentence": sentence}
