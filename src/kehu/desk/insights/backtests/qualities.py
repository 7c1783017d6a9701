"""What each quality is called and how it looks; what guessing is called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.engine.backtest.report import CONSTANT, MEAN_GAP, RECENCY
from kehu.engine.backtest.standards import Quality

# Words and the meaning of a chip, which is its colour.
QUALITIES: dict[Quality, tuple[Promise, str]] = {
    Quality.GOOD: (_("good"), "won"),
    Quality.FAIR: (_("usable"), "attention"),
    Quality.POOR: (_("poor"), "risk"),
    Quality.FEW: (_("too few to tell"), ""),
}
VERDICTS: dict[Quality, Promise] = {
    Quality.GOOD: _("The forecasts can be relied on"),
    Quality.FAIR: _("The forecasts help, but are not exact"),
    Quality.POOR: _("Not all forecasts can be relied on"),
    Quality.FEW: _("Too few customers to judge the forecasts"),
}
LABELS: dict[Quality, Promise] = {
    Quality.GOOD: _("Higher labels did earn more"),
    Quality.FAIR: _("Higher labels did earn more"),
    Quality.POOR: _("A higher label did not earn more"),
    Quality.FEW: _("What labels earned afterwards"),
}
LADDERS: dict[Quality, Promise] = {
    Quality.GOOD: _("tells"),
    Quality.FAIR: _("tells a little"),
    Quality.POOR: _("does not tell"),
    Quality.FEW: _("too few to tell"),
}
METHODS: dict[str, Promise] = {
    MEAN_GAP: _("last order plus usual gap"),
    CONSTANT: _("the same wait for everybody"),
    RECENCY: _("who ordered last"),
}
