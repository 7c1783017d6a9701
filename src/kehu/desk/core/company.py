"""What everybody must know of the company: read once a request, however often it is asked for."""

from collections.abc import Callable
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from kehu.desk.core.models import Company

Respond = Callable[[HttpRequest], HttpResponse]
_read: ContextVar[list[Company | None] | None] = ContextVar("company", default=None)


def company_is_read_once(respond: Respond) -> Respond:
    """Keeps the company's row from its first reading until the answer."""

    def answered(request: HttpRequest) -> HttpResponse:
        kept = _read.set([])
        try:
            return respond(request)
        finally:
            _read.reset(kept)

    return answered


def the_company() -> Company | None:
    """The house itself, to be read and not changed; None before the first start."""
    read = _read.get()
    if read is None:
        return Company.objects.first()
    if not read:
        read.append(Company.objects.first())
    return read[0]


def base_currency() -> str:
    """The currency of sums and thresholds; CNY before the first start."""
    company = the_company()
    return company.base_currency if company else "CNY"


def company_timezone() -> ZoneInfo:
    """The zone in which the company's pages tell the time."""
    company = the_company()
    return ZoneInfo(company.timezone if company else "Asia/Shanghai")
