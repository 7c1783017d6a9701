"""The sample desk in the API: each verb has an address; budget, payback and the house rule.

Figures come first: a word in an address must not be taken for a sample's number.
"""

from kehu.desk.samples.api import figures, steps
from kehu.desk.samples.api.router import router

__all__ = ["figures", "router", "steps"]
