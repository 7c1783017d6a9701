"""Addresses of today's page."""

from django.urls import path

from kehu.desk.followups import views

urlpatterns = [
    path("", views.today, name="today"),
    path("<int:number>/log", views.log, name="today_log"),
    path("<int:number>/skip", views.skip_it, name="today_skip"),
    path("<int:number>/snooze", views.snooze_it, name="today_snooze"),
    path("<int:number>/reassign", views.reassign_it, name="today_reassign"),
    path("<int:number>/take-back", views.take_it_back, name="today_take_back"),
]
