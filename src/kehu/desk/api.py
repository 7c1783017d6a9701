"""Every room's API under one roof: who asks, what went wrong in one form, writes done once."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestFaults
from ninja.openapi.schema import OpenAPISchema

from kehu.desk.accounts.api import router as people
from kehu.desk.accounts.authentication import AUTHENTICATION, whose_key
from kehu.desk.core.api import Problem
from kehu.desk.core.languages import page_language
from kehu.desk.core.once import answered_once
from kehu.desk.core.statuses import status_of
from kehu.desk.followups.api import router as followups
from kehu.desk.followups.pool.api import router as pool
from kehu.desk.grading.api import router as labels
from kehu.desk.inquiries.api import router as inquiries
from kehu.desk.insights.api import router as book
from kehu.desk.insights.backtests.api import router as backtests
from kehu.desk.intake.api import router as intake
from kehu.desk.ledger.api import router as ledger
from kehu.desk.portraits.api import router as portraits
from kehu.desk.samples.api import router as samples
from kehu.errors import KehuError
from kehu.words import say

_ABOUT = """
Send a token that you make under *Settings → My account* as `Authorization: Bearer kehu_…`; it can
do what you allow it and reaches the customers that you reach. Pages may use their log-in and send
`X-CSRFToken`.

Money is a text such as `"1000.50"`, a moment ISO 8601 with its offset. A list has `items` and
`next`; ask for the next page with `?cursor=`.

Each write may name an `Idempotency-Key`: within a day the same key answers the same, and the thing
is done once. Another request under the same key is refused (409).

What went wrong has a `code` for programs, a `message` in the language of `Accept-Language`, and
`fields`, which names each field at fault.
"""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_SAFE = ("GET", "HEAD", "OPTIONS")
_STATUSES = {
    "400": "The body is not readable JSON",
    "401": "Nobody known asks",
    "403": "The actor may not do this, or the CSRF token lacks",
    "404": "Not there, or not within reach",
    "409": "Changed meanwhile, or the key was used otherwise",
    "422": "Something in the request is not right",
}
Run = Callable[..., HttpResponse]


class Api(NinjaAPI):
    """Ninja's, whose description also says what every operation has in common."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _complete(operation, writes=method.upper() not in _SAFE)
        return schema


def _complete(operation: dict[str, Any], *, writes: bool) -> None:
    """The answers that every operation may give, and the key that every write may name."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, words in _STATUSES.items():
        if writes or status in ("401", "403", "404", "422"):
            operation["responses"][status] = {"description": words, "content": content}
    if writes:
        key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        operation["parameters"].append(
            {"name": "Idempotency-Key", "in": "header", "required": False, "schema": key}
        )


api = Api(
    title="Kehu 客户", version="1", description=_ABOUT, docs=Swagger(), docs_url="/docs",
    auth=AUTHENTICATION, urls_namespace="api",
)  # fmt: skip


# ---- what went wrong ---------------------------------------------------------------------------


def _problem(
    request: HttpRequest, status: int, code: str, fields: dict[str, list[str]] | None = None
) -> HttpResponse:
    told = {"code": code, "message": say(code, page_language()), "fields": fields or {}}
    return api.create_response(request, told, status=status)


@api.exception_handler(KehuError)
def refused(request: HttpRequest, error: KehuError) -> HttpResponse:
    """An action says no, in its own words."""
    told = {
        "code": error.code,
        "message": error.message(page_language()),
        "fields": {name: [str(value)] for name, value in error.fields.items()},
    }
    return api.create_response(request, told, status=status_of(error))


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What a model found wrong, by field."""
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return _problem(request, 422, "not_valid", fields)


@api.exception_handler(RequestFaults)
def not_as_described(request: HttpRequest, error: RequestFaults) -> HttpResponse:
    """What does not fit the description, by field."""
    fields: dict[str, list[str]] = {}
    for fault in error.errors:
        # Where it stands: in the body, path or query, under the argument's name.
        place = [str(part) for part in fault["loc"] if part not in ("body", "given", "asked")]
        fields.setdefault(".".join(place), []).append(fault["msg"])
    return _problem(request, 422, "not_valid", fields)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Not there, or not within reach: nobody learns which."""
    return _problem(request, 404, "not_found")


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Nothing answers at this address of the API."""
    return _problem(request, 404, "not_found")


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token that works, and no session."""
    response = _problem(request, 401, "not_authenticated")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own: a body that is no JSON, a session without its CSRF token."""
    code = {400: "unreadable", 403: "not_from_our_page"}[error.status_code]
    return _problem(request, error.status_code, code)


@api.exception_handler(IntegrityError)
def in_conflict(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """Two recorded the same number at the same time, and the other was first."""
    return _problem(request, 409, "in_conflict")


# ---- writes done once --------------------------------------------------------------------------


def _once(run: Run) -> Run:
    """A write that names an Idempotency-Key is done once, however often it is asked for."""

    @wraps(run)
    def answered(request: HttpRequest, **values: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in _SAFE:
            return run(request, **values)
        if not _KEY.fullmatch(key):
            return _problem(request, 422, "key_unfit")
        by = whose_key(request)
        if by is None:
            return run(request, **values)  # which says that nobody is known to ask
        try:
            return answered_once(
                by=by, key=key, asked=_digest(request), respond=lambda: run(request, **values)
            )
        except KehuError as error:
            return refused(request, error)

    return answered


def _digest(request: HttpRequest) -> str:
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        asked.update(request.body)
        return asked.hexdigest()
    # Files are too long to hold at once, and what parts them is another text each time.
    asked.update(repr(list(request.POST.lists())).encode())
    for name, files in request.FILES.lists():
        for file in files:
            asked.update(f"{name} {file.name} {file.size}\n".encode())
            for piece in file.chunks():
                asked.update(piece)
            file.seek(0)
    return asked.hexdigest()


api.add_decorator(_once, mode="view")
for room in (
    people,
    ledger,
    intake,
    labels,
    portraits,
    inquiries,
    samples,
    followups,
    pool,
    book,
    backtests,
):
    api.add_router("", room)
