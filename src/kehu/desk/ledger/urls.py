"""Addresses of pages about the ledger: where something is recorded or imported, the audit trail."""

from django.urls import path

from kehu.desk.ledger.views import audit, data, recording

_CUSTOMER = "customers/<int:number>"

urlpatterns = [
    path("settings/audit", audit.audit, name="settings_audit"),
    path("data/ledger", data.data, name="data_ledger"),
    path("data/rates", data.rates, name="data_rates"),
    path("data/rates/<str:code>", data.currency, name="data_currency"),
    path("data/import", data.tables, name="data_tables"),
    path("data/import/<int:number>", data.progress, name="data_import"),
    path("data/import/<int:number>/faults.csv", data.faults, name="data_faults"),
    path("customers/new", recording.add, name="customers_new"),
    path("customers/products", recording.products, name="products"),
    path(f"{_CUSTOMER}/change", recording.change, name="customer_change"),
    path(f"{_CUSTOMER}/assign", recording.assign, name="customer_assign"),
    path(f"{_CUSTOMER}/record/<slug:what>", recording.record, name="customer_record"),
    path(
        f"{_CUSTOMER}/happened/<slug:what>/<int:row>", recording.happened, name="customer_happened"
    ),
]
