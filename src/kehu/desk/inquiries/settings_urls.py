"""Addresses of mail's settings."""

from django.urls import path

from kehu.desk.inquiries.views import mailboxes

urlpatterns = [
    path("", mailboxes.mail, name="settings_mail"),
    path("mailboxes/new", mailboxes.mailbox, name="settings_mailbox_new"),
    path("mailboxes/<int:number>", mailboxes.mailbox, name="settings_mailbox"),
    path("tables", mailboxes.table, name="settings_mail_table"),
    path("tables/<int:number>/remove", mailboxes.without_table, name="settings_mail_untable"),
]
