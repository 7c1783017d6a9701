"""Addresses of pages about the ledger."""

from django.urls import path

from kehu.desk.ledger import views

urlpatterns = [
    path("settings/audit", views.audit, name="settings_audit"),
]
