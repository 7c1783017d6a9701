"""Addresses of importing sheets."""

from django.urls import path

from kehu.desk.intake.views import sheets

_RUN = "sheets/<int:number>"

urlpatterns = [
    path("", sheets.data, name="data"),
    path("sheets/new", sheets.upload, name="data_sheets_new"),
    path("sheets/templates/<str:preset>.xlsx", sheets.template, name="data_sheets_template"),
    path(_RUN, sheets.run, name="data_sheets_run"),
    path(f"{_RUN}/columns/<int:sheet>", sheets.columns, name="data_sheets_columns"),
    path(f"{_RUN}/columns/<int:sheet>/keep", sheets.keep, name="data_sheets_keep"),
    path(f"{_RUN}/returned.xlsx", sheets.returned, name="data_sheets_returned"),
    path(f"{_RUN}/<slug:what>", sheets.act, name="data_sheets_act"),
]
