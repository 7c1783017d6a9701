"""What everybody must know of the company."""

from zoneinfo import ZoneInfo

from kehu.desk.core.asked_once import asked_once
from kehu.desk.core.models import Company


def the_company() -> Company | None:
    """The house itself, to be read and not changed; None before the first start."""
    return asked_once("company", Company.objects.first)


def base_currency() -> str:
    """The currency of sums and thresholds; CNY before the first start."""
    company = the_company()
    return company.base_currency if company else "CNY"


def company_timezone() -> ZoneInfo:
    """The zone in which the company's pages tell the time."""
    company = the_company()
    return ZoneInfo(company.timezone if company else "Asia/Shanghai")
