"""Addresses of pages about the ledger: where something is recorded, and the audit trail."""

from django.urls import path

from kehu.desk.ledger.views import audit, recording

_CUSTOMER = "customers/<int:number>"

urlpatterns = [
    path("settings/audit", audit.audit, name="settings_audit"),
    path("customers/new", recording.add, name="customers_new"),
    path("customers/products", recording.products, name="products"),
    path(f"{_CUSTOMER}/change", recording.change, name="customer_change"),
    path(f"{_CUSTOMER}/assign", recording.assign, name="customer_assign"),
    path(f"{_CUSTOMER}/record/<slug:what>", recording.record, name="customer_record"),
    path(
        f"{_CUSTOMER}/happened/<slug:what>/<int:row>", recording.happened, name="customer_happened"
    ),
]
