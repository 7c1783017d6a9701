"""What everybody must know of the company."""

from kehu.desk.core.models import Company


def base_currency() -> str:
    """The currency of sums and thresholds; CNY before the first start."""
    company = Company.objects.first()
    return company.base_currency if company else "CNY"
