"""Every room's pages under one roof."""

from django.urls import include, path

urlpatterns = [
    path("", include("kehu.desk.core.urls")),
    path("", include("kehu.desk.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("customers/", include("kehu.desk.ledger.urls")),
]
