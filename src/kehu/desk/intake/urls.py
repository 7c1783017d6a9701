"""Addresses of sheets, duplicates, the blacklist, reference tables and accuracy checks."""

from django.urls import path

from kehu.desk.intake.views import accuracy, blacklist, duplicates, reference, sheets

_RUN = "sheets/<int:number>"
_CHECK = "accuracy/<int:number>"

urlpatterns = [
    path("", sheets.data, name="data"),
    path("sheets/new", sheets.upload, name="data_sheets_new"),
    path("sheets/templates/<str:preset>.xlsx", sheets.template, name="data_sheets_template"),
    path(_RUN, sheets.run, name="data_sheets_run"),
    path(f"{_RUN}/columns/<int:sheet>", sheets.columns, name="data_sheets_columns"),
    path(f"{_RUN}/columns/<int:sheet>/keep", sheets.keep, name="data_sheets_keep"),
    path(f"{_RUN}/<slug:what>.csv", sheets.listing, name="data_sheets_listing"),
    path(f"{_RUN}/returned.xlsx", sheets.returned, name="data_sheets_returned"),
    path("duplicates", duplicates.duplicates, name="data_duplicates"),
    path("duplicates/look", duplicates.look, name="data_duplicates_look"),
    path("duplicates/typed", duplicates.typed, name="data_duplicates_typed"),
    path("duplicates/merges", duplicates.merges, name="data_merges"),
    path("duplicates/merges/<int:number>/undo", duplicates.undo, name="data_merge_undo"),
    path("duplicates/<int:number>/<slug:what>", duplicates.decide, name="data_duplicates_decide"),
    path("blacklist", blacklist.barred, name="data_blacklist"),
    path("blacklist/<int:number>/lift", blacklist.lift, name="data_blacklist_lift"),
    path("reference", reference.tables, name="data_reference"),
    path("reference/<int:number>", reference.table, name="data_reference_table"),
    path("reference/<int:number>/use", reference.use, name="data_reference_use"),
    path("reference/<int:number>/drop", reference.drop, name="data_reference_drop"),
    path("accuracy", accuracy.checks, name="data_accuracy"),
    path(_CHECK, accuracy.check, name="data_accuracy_check"),
    path(f"{_CHECK}/records/<int:place>", accuracy.mark, name="data_accuracy_mark"),
    path(f"{_CHECK}/results", accuracy.results, name="data_accuracy_results"),
    path(f"{_CHECK}/results.csv", accuracy.listing, name="data_accuracy_listing"),
    path(f"{_CHECK}/<slug:what>", accuracy.act, name="data_accuracy_act"),
    path(f"{_RUN}/<slug:what>", sheets.act, name="data_sheets_act"),
]
