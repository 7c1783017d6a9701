"""Addresses of pages about the book of customers."""

from django.urls import path

from kehu.desk.insights import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("<int:number>", views.customer, name="customer"),
]
