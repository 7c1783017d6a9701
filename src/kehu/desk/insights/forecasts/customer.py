"""One customer's forecast: when it orders next, whether it still buys, what a year brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kehu.desk.grading.found import values_of
from kehu.desk.grading.measuring import outlook_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.window import Window, counted_from, window_of
from kehu.desk.insights.expecting import expecting_in_force
from kehu.engine.expecting import Case, first_that_holds
from kehu.engine.forecasts.names import FORECASTS
from kehu.engine.forecasts.outlook import Outlook


@dataclass(frozen=True)
class Forecast:
    """What the newest grade says: its measures, the window, how the customer stands.

    The window is that of the next import where the customer never ordered.
    """

    values: Mapping[str, Any]
    as_of: datetime
    window: Window | None
    state: Case | None
    rhythm: Case | None
    outlook: Outlook

    @property
    def order_days(self) -> int:
        return int(self.values["order_days"])

    @property
    def counted_from(self) -> date:
        """The day from which the days of the forecast count."""
        return counted_from(self.as_of)


def forecast_of(grade: Grade | None) -> Forecast | None:
    """What a customer's grade forecasts; None before the first grading that knew of forecasts."""
    if grade is None or not set(FORECASTS) <= set(grade.shape.measures):
        return None
    values, cases = values_of(grade), expecting_in_force()
    return Forecast(
        values,
        grade.as_of,
        window_of(values, grade.as_of),
        first_that_holds(cases.states, values),
        first_that_holds(cases.rhythms, values),
        outlook_of(grade.shape),
    )
