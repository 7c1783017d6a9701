"""Every room's pages under one roof."""

from django.urls import include, path
from django.views.generic import RedirectView

from kehu.desk.api import api, no_such_address
from kehu.desk.followups import views as followups
from kehu.desk.insights.views import in_common, managing, segments

urlpatterns = [
    path("", include("kehu.desk.core.urls")),
    path("", include("kehu.desk.accounts.urls")),
    path("", include("kehu.desk.ledger.urls")),
    path("api/", no_such_address, {"rest": ""}),
    path("api/", api.urls),
    path("api/<path:rest>", no_such_address),
    path("calendar/<str:secret>.ics", followups.calendar, name="calendar"),
    path("today/", include("kehu.desk.followups.urls")),
    path("pool/", include("kehu.desk.followups.pool.urls")),
    path("inquiries/", include("kehu.desk.inquiries.urls")),
    path("settings/mail/", include("kehu.desk.inquiries.settings_urls")),
    path("data/", include("kehu.desk.intake.urls")),
    path("customers/", include("kehu.desk.insights.urls")),
    path("portraits/in-common", in_common.customers_in_common, name="portraits_in_common"),
    path("portraits/", include("kehu.desk.portraits.urls")),
    path("samples/", include("kehu.desk.samples.urls")),
    path("rulebook/", include("kehu.desk.grading.urls")),
    path("segments/", segments.segments, name="segments"),
    path("segments/plays", segments.plays, name="segments_plays"),
    path("segments/service", managing.service, name="segments_service"),
    path("segments/review", managing.review, name="segments_review"),
    path("segments/review/export", managing.review_export, name="segments_review_export"),
    path("segments/track-record/", include("kehu.desk.insights.backtests.urls")),
    path("", RedirectView.as_view(pattern_name="today"), name="home"),
]
