"""Addresses of pages about people."""

from django.urls import path

from kehu.desk.accounts import views

urlpatterns = [
    path("account/language", views.language, name="change_language"),
    path("start/<str:link>", views.first_start, name="first_start"),
]
