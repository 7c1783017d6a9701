"""Addresses at which something is recorded."""

from django.urls import path

from kehu.desk.ledger import views

urlpatterns = [
    path("new", views.add, name="customers_new"),
    path("products", views.products, name="products"),
    path("<int:number>/change", views.change, name="customer_change"),
    path("<int:number>/assign", views.assign, name="customer_assign"),
    path("<int:number>/record/<slug:what>", views.record, name="customer_record"),
    path("<int:number>/happened/<slug:what>/<int:row>", views.happened, name="customer_happened"),
]
