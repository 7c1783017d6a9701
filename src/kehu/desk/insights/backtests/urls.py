"""Addresses of the track record."""

from django.urls import path

from kehu.desk.insights.backtests import views

urlpatterns = [
    path("", views.track_record, name="segments_track_record"),
    path("judge", views.judge, name="segments_track_record_judge"),
    path("<int:number>/progress", views.progress, name="segments_track_record_progress"),
]
