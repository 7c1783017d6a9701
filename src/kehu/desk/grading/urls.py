"""Addresses of the rulebook's pages."""

from django.urls import path

from kehu.desk.grading import views

urlpatterns = [
    path("", views.rulebook, name="rulebook"),
    path("change", views.change, name="rulebook_change"),
    path("trial", views.trial, name="rulebook_trial"),
    path("file", views.as_file, name="rulebook_file"),
    path("column", views.column, name="rulebook_column"),
    path("undo", views.undo, name="rulebook_undo"),
    path("drop", views.drop, name="rulebook_drop"),
    path("renew", views.renew, name="rulebook_renew"),
    path("save", views.save, name="rulebook_save"),
    path("versions", views.versions, name="rulebook_versions"),
    path("progress", views.progress, name="rulebook_progress"),
    path("versions/<int:number>/restore", views.restore, name="rulebook_restore"),
]
