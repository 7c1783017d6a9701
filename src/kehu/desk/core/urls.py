"""Pages that belong to no other room."""

from django.urls import path

from kehu.desk.core import views

urlpatterns = [
    path("healthz", views.health, name="health"),
]
