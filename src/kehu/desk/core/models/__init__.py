"""What belongs to the company as a whole: itself, its audit trail, what it tells other programs."""

from kehu.desk.core.models.answers import KeptAnswer
from kehu.desk.core.models.audit import AuditEntry
from kehu.desk.core.models.company import Company
from kehu.desk.core.models.webhooks import Delivery, Webhook

__all__ = ["AuditEntry", "Company", "Delivery", "KeptAnswer", "Webhook"]
