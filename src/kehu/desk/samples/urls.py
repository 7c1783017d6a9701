"""Addresses of the sample desk."""

from django.urls import path

from kehu.desk.samples.views import budget, desk

urlpatterns = [
    path("", desk.samples, name="samples"),
    path("new", desk.new, name="samples_new"),
    path("customers", desk.customers, name="samples_customers"),
    path("budget", budget.budget, name="samples_budget"),
    path("house", budget.house, name="samples_house"),
    path("<int:number>/take-back/<int:version>", desk.undo, name="samples_take_back"),
    path("<int:number>/<slug:name>", desk.act, name="samples_step"),
]
