"""Addresses of pages about the book of customers."""

from django.urls import path

from kehu.desk.insights.views import bulk, customer, customers, expected, saved, searching, tags

urlpatterns = [
    path("", customers.customers, name="customers"),
    path("facet/<str:name>", customers.customers_facet, name="customers_facet"),
    path("board", customers.customers_board, name="customers_board"),
    path("expected", expected.expected, name="customers_expected"),
    path("expected/export", expected.export, name="customers_expected_export"),
    path("missed", expected.missed, name="customers_missed"),
    path("columns", customers.customers_columns, name="customers_columns"),
    path("<int:number>", customer.customer, name="customer"),
    path("<int:number>/happenings", customer.happenings, name="customer_happenings"),
    path("<int:number>/why/<slug:dimension>", customer.why, name="customer_why"),
    path("<int:number>/decide/<str:subject>", customer.decide, name="customer_decide"),
    path("<int:number>/tag", customer.tag, name="customer_tag"),
    path("<int:number>/start", customer.start, name="customer_start"),
    path("search", searching.hits, name="search"),
    path("bulk", bulk.bulk, name="bulk"),
    path("bulk/<int:number>", bulk.progress, name="bulk_progress"),
    path("bulk/<int:number>/undo", bulk.undo, name="bulk_undo"),
    path("export", bulk.export, name="customers_export"),
    path("views", saved.save, name="view_save"),
    path("views/<int:number>/rename", saved.rename, name="view_rename"),
    path("views/<int:number>/remove", saved.remove, name="view_remove"),
    path("views/<int:number>/restore", saved.restore, name="view_restore"),
    path("tags", tags.tags, name="customers_tags"),
    path("tags/<int:number>", tags.tags, name="customers_tag"),
]
