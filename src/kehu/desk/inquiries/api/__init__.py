"""Mail in the API: brought, read, corrected, linked, answered."""

from kehu.desk.inquiries.api import mails, threads
from kehu.desk.inquiries.api.router import router

__all__ = ["mails", "router", "threads"]
