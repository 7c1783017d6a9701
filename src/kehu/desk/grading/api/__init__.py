"""Labels and rules in the API."""

from kehu.desk.grading.api import labels, rulebook
from kehu.desk.grading.api.router import router

__all__ = ["labels", "router", "rulebook"]
