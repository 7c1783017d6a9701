"""Addresses of pages about the book of customers."""

from django.urls import path

from kehu.desk.insights import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("<int:number>", views.customer, name="customer"),
    path("<int:number>/happenings", views.happenings, name="customer_happenings"),
    path("<int:number>/why/<slug:dimension>", views.why, name="customer_why"),
    path("<int:number>/decide/<str:subject>", views.decide, name="customer_decide"),
]
