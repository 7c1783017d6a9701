"""Addresses of the inquiry room."""

from django.urls import path

from kehu.desk.inquiries.views import accuracy, board, customers, threads

urlpatterns = [
    path("", board.board, name="inquiries"),
    path("bring", board.bring, name="inquiries_bring"),
    path("brought/<int:number>", board.bring_again, name="inquiries_bring_again"),
    path("unreadable/<int:number>/seen", board.unreadable_seen, name="inquiries_unreadable_seen"),
    path("accuracy", accuracy.accuracy, name="inquiries_accuracy"),
    path("accuracy/truths.jsonl", accuracy.truths_file, name="inquiries_truths"),
    path("<int:number>", threads.thread, name="inquiries_thread"),
    path("<int:number>/alike", threads.alike, name="inquiries_alike"),
    path("<int:number>/answer", threads.answer, name="inquiries_answer"),
    path("<int:number>/close", threads.close, name="inquiries_close"),
    path("<int:number>/reopen", threads.reopen, name="inquiries_reopen"),
    path("<int:number>/link", threads.link, name="inquiries_link"),
    path("<int:number>/unlink", threads.unlink, name="inquiries_unlink"),
    path("<int:number>/give", threads.give, name="inquiries_give"),
    path("<int:number>/customer", customers.new_customer, name="inquiries_customer"),
    path("mails/<int:number>/correct", threads.correct, name="inquiries_correct"),
    path("mails/<int:number>/confirm", threads.confirm, name="inquiries_confirm"),
    path("mails/<int:number>/take-back", threads.take_back, name="inquiries_take_back"),
    path("mails/<int:number>/send-again", threads.send_again, name="inquiries_send_again"),
    path("mails/<int:number>/went", threads.went, name="inquiries_went"),
    path("mails/<int:number>/raw", threads.raw, name="inquiries_raw"),
    path("looks/<int:number>", threads.look, name="inquiries_look"),
]
