"""What everybody must know of the company."""

from zoneinfo import ZoneInfo

from kehu.desk.core.models import Company


def base_currency() -> str:
    """The currency of sums and thresholds; CNY before the first start."""
    company = Company.objects.first()
    return company.base_currency if company else "CNY"


def company_timezone() -> ZoneInfo:
    """The zone in which the company's pages tell the time."""
    company = Company.objects.first()
    return ZoneInfo(company.timezone if company else "Asia/Shanghai")
