"""Every room's pages under one roof."""

from django.urls import include, path
from django.views.generic import RedirectView

from kehu.desk.api import api, no_such_address
from kehu.desk.followups import views as followups
from kehu.desk.insights.views import segments

urlpatterns = [
    path("", include("kehu.desk.core.urls")),
    path("", include("kehu.desk.accounts.urls")),
    path("", include("kehu.desk.ledger.urls")),
    path("api/", no_such_address, {"rest": ""}),
    path("api/", api.urls),
    path("api/<path:rest>", no_such_address),
    path("calendar/<str:secret>.ics", followups.calendar, name="calendar"),
    path("today/", include("kehu.desk.followups.urls")),
    path("customers/", include("kehu.desk.insights.urls")),
    path("segments/", segments.segments, name="segments"),
    path("", RedirectView.as_view(pattern_name="today"), name="home"),
]
