"""Addresses of portraits."""

from django.urls import path

from kehu.desk.portraits.views import groups, offers, one

urlpatterns = [
    path("", groups.groups, name="portraits"),
    path("groups/<str:key>", groups.group, name="portraits_group"),
    path("groups/<str:key>/rename", groups.rename, name="portraits_rename"),
    path("standards", groups.standards, name="portraits_standards"),
    path("offers", offers.offers, name="offers"),
    path("offers/<int:number>/answer", offers.answer, name="offer_answer"),
    path("offers/<int:number>/take-back", offers.take_back, name="offer_take_back"),
    path("customers/<int:number>", one.portrait, name="portrait"),
    path("customers/<int:number>/place", one.place, name="portrait_place"),
    path("customers/<int:number>/tags/<str:name>", one.tag, name="portrait_tag"),
]
