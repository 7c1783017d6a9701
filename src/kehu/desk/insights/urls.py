"""Addresses of pages about the book of customers."""

from django.urls import path

from kehu.desk.insights.views import customers

urlpatterns = [
    path("", customers.customers, name="customers"),
    path("facet/<str:name>", customers.customers_facet, name="customers_facet"),
    path("<int:number>", customers.customer, name="customer"),
]
