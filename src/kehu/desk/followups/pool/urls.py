"""Addresses of the pool."""

from django.urls import path

from kehu.desk.followups.pool import views

urlpatterns = [
    path("", views.pool, name="pool"),
    path("leaving", views.leaving, name="pool_leaving"),
    path("holders", views.who_holds, name="pool_holders"),
    path("rules", views.rules, name="pool_rules"),
    path("<int:number>/claim", views.claim, name="pool_claim"),
    path("<int:number>/release", views.release, name="pool_release"),
    path("<int:number>/take-back", views.take_back, name="pool_take_back"),
]
