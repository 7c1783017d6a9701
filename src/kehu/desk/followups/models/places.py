"""Where buyers are, as far as their day goes."""

from django.db import models


class Place(models.Model):
    """A country, and a time zone where it is not the one in which most of its trade is.

    Few: those where customers are. Both empty is where nobody knows.
    """

    country = models.CharField(max_length=2, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["country", "zone"], name="one_place"),)

    def __str__(self) -> str:
        return " ".join(one for one in (self.country, self.zone) if one) or "?"
