"""Addresses of pages about people.

Of allauth's pages those are here that make sense where an administrator invites: no sign-up, no
confirmation of addresses, no password by mail.
"""

from allauth.account import views as allauth
from django.urls import URLPattern, URLResolver, include, path

from kehu.desk.accounts.views import company, door, frame, oneself, people, teams

_door: list[URLPattern | URLResolver] = [
    path("start/<str:link>", door.first_start, name="first_start"),
    path("account/login/", allauth.login, name="account_login"),
    path("account/logout/", allauth.logout, name="account_logout"),
    path("account/inactive/", allauth.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/password/<str:link>", door.set_password, name="set_password"),
    path("account/language", door.language, name="change_language"),
]
_oneself = [
    path("settings/", frame.first, name="settings"),
    path("settings/account", oneself.account, name="settings_account"),
    path("settings/account/password", oneself.password, name="settings_account_password"),
    path("settings/account/tokens/new", oneself.token, name="settings_account_token"),
    path("settings/account/calendar", oneself.calendar, name="settings_account_calendar"),
    path("settings/tokens/<int:number>/revoke", oneself.revoke, name="settings_revoke_token"),
]
_people = [
    path("settings/people", people.people, name="settings_people"),
    path("settings/people/new", people.add, name="settings_people_add"),
    path("settings/people/<int:number>", people.person, name="settings_person"),
    path("settings/people/<int:number>/activity", people.activity, name="settings_activity"),
    path("settings/people/<int:number>/link", people.password_link, name="settings_link"),
    path(
        "settings/people/<int:number>/second-factor", people.second_factor,
        name="settings_second_factor",
    ),
    path("settings/teams", teams.teams, name="settings_teams"),
    path("settings/teams/new", teams.add, name="settings_teams_add"),
    path("settings/teams/<int:number>", teams.team, name="settings_team"),
]  # fmt: skip
_company = [
    path("settings/company", company.company, name="settings_company"),
    path("settings/webhooks", company.webhooks, name="settings_webhooks"),
    path("settings/webhooks/new", company.add_webhook, name="settings_webhooks_add"),
    path("settings/webhooks/<int:number>", company.webhook, name="settings_webhook"),
    path(
        "settings/deliveries/<int:number>/again", company.send_again, name="settings_send_again"
    ),
]  # fmt: skip
urlpatterns = [*_door, *_oneself, *_people, *_company]
