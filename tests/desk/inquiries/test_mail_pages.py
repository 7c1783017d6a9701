"""The room's pages: they answer, keep others out, and show what strangers wrote inertly."""

from pathlib import Path
from typing import Any

import pytest
from desk_scene import person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from inbox_scene import DETAILED, SIGNED, a_customer, again, asked, came, raw

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries.jobs import read_mail
from kehu.desk.inquiries.models import (
    Bringing,
    Correction,
    Mail,
    Mailbox,
    ReadingTable,
    SecondLook,
    Sending,
)
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.ledger.models import Customer
from kehu.reading.titles import titles


@pytest.fixture
def page(boss: User) -> Client:
    return of(boss)


def of(user: User, lang: str = "en") -> Client:
    client = Client()
    user.language = lang
    user.save()
    client.force_login(user)
    return client


def words(client: Client, name: str, *numbers: int, **query: Any) -> str:
    response = client.get(reverse(name, args=numbers), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(client: Client, name: str, *numbers: int, **given: Any) -> Any:
    return client.post(reverse(name, args=numbers), given, headers={"HX-Request": "true"})


def test_the_empty_board_offers_the_first_step(page: Client) -> None:
    told = words(page, "inquiries")
    assert "No mails yet." in told
    assert reverse("settings_mail") in told


def test_mails_are_uploaded_and_stand_on_the_board(page: Client) -> None:
    file = SimpleUploadedFile("a.eml", raw(DETAILED + SIGNED, subject="LED bulbs"))
    response = page.post(reverse("inquiries_bring"), {"mails": [file]})
    assert response.status_code == 302
    read_mail()
    told = words(page, "inquiries")
    assert "2,000 × GL-2105" in told


def test_a_wrong_file_is_refused_beside_the_field(page: Client) -> None:
    response = page.post(reverse("inquiries_bring"), {"mails": [SimpleUploadedFile("a.pdf", b"x")]})
    assert response.status_code == 422
    assert "neither a mail" in response.content.decode()


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_card_shows_mail_reading_and_draft(boss: User, lang: str) -> None:
    mail = asked(subject="LED bulbs")
    told = words(of(boss, lang), "inquiries_thread", mail.thread_id)
    kinds = titles("kind", "en" if lang == "en" else "zh")
    assert kinds["inquiry_detailed"] in told
    assert '<mark class="said-wanted"' in told
    assert "Dear Maria" in told
    assert "LED bulb A60 9W" in told


def test_a_script_in_a_mail_is_text(page: Client) -> None:
    evil = "<script>alert(1)</script><img src=http://evil.example/x.png>"
    [mail] = came(raw(f"{DETAILED} {evil}", sender=f'"{evil}" <a@evil.example>', subject=evil,
                      html=f"<p>{DETAILED}</p>{evil}"))  # fmt: skip
    for told in (words(page, "inquiries"), words(page, "inquiries_thread", mail.thread_id)):
        assert "<script>alert" not in told
        assert "<img src=http://evil" not in told


def test_a_mail_is_given_as_a_file_and_never_shown_by_the_browser(page: Client) -> None:
    mail = asked()
    response = page.get(reverse("inquiries_raw", args=[mail.pk]))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"2,000 pcs" in response.content


def test_one_click_sets_a_field_right_and_back(page: Client) -> None:
    mail = asked()
    told = post(page, "inquiries_correct", mail.pk, field="kind", value="complaint")
    assert "Handle the complaint" in told.content.decode()
    post(page, "inquiries_correct", mail.pk, field="kind", proposed="1")
    assert not Correction.objects.exists()


def test_a_sign_is_dropped_and_one_added(page: Client) -> None:
    mail = asked()
    signals = mail.reading.facts["signals"]
    post(page, "inquiries_correct", mail.pk, field="signals", value=[*signals[1:], "mobile_only"])
    assert set(Correction.objects.get().value) == {*signals[1:], "mobile_only"}


def test_a_line_of_goods_is_dropped_and_another_added(page: Client) -> None:
    mail = asked()
    post(page, "inquiries_correct", mail.pk, field="wanted", drop="0", skus=["GL-2105", "GL-2106"],
         words=["", ""], quantity=["2000", "300"], unit=["pcs", "carton"])  # fmt: skip
    [line] = Correction.objects.get().value
    assert (line["skus"], line["quantity"], line["unit"]) == (["GL-2106"], 300, "carton")


def test_what_is_wrong_is_said_on_the_page(page: Client) -> None:
    mail = asked()
    response = post(page, "inquiries_correct", mail.pk, field="country", value="Atlantis")
    assert response.status_code == 422
    assert "Atlantis" in response.content.decode()


def test_signs_that_no_database_knows_find_nothing(page: Client) -> None:
    asked()
    assert "No mail is found" in words(page, "inquiries", find="\0z\0q")


def test_answering_goes_on_to_the_next_and_undo_comes_back_with_the_text(page: Client) -> None:
    first, _ = came(raw(DETAILED + SIGNED, subject="First"),
                         raw(DETAILED + SIGNED, subject="Second"))  # fmt: skip
    told = post(
        page, "inquiries_answer", first.thread_id, seen=first.pk, subject="Re", body="My words"
    ).content.decode()
    assert "Noted as answered." in told
    assert "Second" in told
    ours = Mail.objects.get(is_ours=True)
    back = post(page, "inquiries_take_back", ours.pk).content.decode()
    assert "My words" in back
    assert again(first.thread).waits_since is not None


def test_nothing_to_answer_can_be_undone(page: Client) -> None:
    mail = asked()
    assert "Done." in post(page, "inquiries_close", mail.thread_id, seen=mail.pk).content.decode()
    post(page, "inquiries_reopen", mail.thread_id)
    assert again(mail.thread).closed_at is None


def test_the_draft_comes_in_another_language(page: Client) -> None:
    mail = asked()
    assert "Guten Tag" in words(page, "inquiries_thread", mail.thread_id, lang="de")


def test_a_buyer_becomes_a_customer_on_the_page(page: Client) -> None:
    mail = asked()
    told = words(page, "inquiries_customer", mail.thread_id)
    assert 'value="Nova Luz Ltda"' in told
    given = {"customer-name": "Nova Luz Ltda", "customer-country": "BR",
             "contact-name": "Maria", "contact-email": "maria@novaluz.com.br"}  # fmt: skip
    response = page.post(reverse("inquiries_customer", args=[mail.thread_id]), given)
    assert response.status_code == 302
    assert again(mail.thread).customer == Customer.objects.get()


def test_a_customer_without_a_name_is_refused(page: Client) -> None:
    mail = asked()
    response = page.post(
        reverse("inquiries_customer", args=[mail.thread_id]), {"customer-name": ""}
    )
    assert response.status_code == 422
    assert not Customer.objects.exists()


def test_a_thread_is_linked_by_the_customers_number(page: Client) -> None:
    customer = a_customer(email="x@elsewhere.example")
    mail = asked()
    assert post(page, "inquiries_link", mail.thread_id, customer="nonsense").status_code == 422
    post(page, "inquiries_link", mail.thread_id, customer=customer.code)
    assert again(mail.thread).customer == customer
    post(page, "inquiries_unlink", mail.thread_id)
    assert again(mail.thread).customer is None


def test_a_look_is_taken_on_the_page(page: Client) -> None:
    mail = asked("Please note our bank account has changed, pay to the new bank details below.")
    look = SecondLook.objects.get()
    assert "Look twice" in words(page, "inquiries")
    told = post(page, "inquiries_look", look.pk, how="Called the number of 2024").content.decode()
    assert "Called the number of 2024" in told
    assert post(page, "inquiries_look", look.pk, how="").status_code == 422
    assert mail.thread_id


def test_strangers_pages_are_not_found(boss: User) -> None:
    a_customer(owner=person("Li"))
    mail = asked()
    wang = of(person("Wang"))
    for name, number in (("inquiries_thread", mail.thread_id), ("inquiries_raw", mail.pk)):
        assert wang.get(reverse(name, args=[number])).status_code == 404
    assert post(wang, "inquiries_close", mail.thread_id).status_code == 404


def test_who_may_only_read_sees_no_buttons(boss: User) -> None:
    mail = asked()
    eve = of(person("Eve", Role.READER))
    told = words(eve, "inquiries_thread", mail.thread_id)
    assert "I have answered" not in told
    assert reverse("inquiries_correct", args=[mail.pk]) not in told
    assert post(eve, "inquiries_close", mail.thread_id).status_code == 403


def test_the_accuracy_page_tells_field_by_field(page: Client) -> None:
    mail = asked()
    post(page, "inquiries_correct", mail.pk, field="company", value="Nova Luz S.A.")
    told = words(page, "inquiries_accuracy")
    assert "Nova Luz S.A." in told
    lines = page.get(reverse("inquiries_truths")).content.decode().splitlines()
    assert len(lines) == 1
    assert '"proposed": "Nova Luz Ltda"' in lines[0]


# ---- settings ----------------------------------------------------------------------------------


def test_only_who_may_set_the_house_up_sees_mailboxes(boss: User) -> None:
    assert of(person("Li")).get(reverse("settings_mail")).status_code == 403
    assert "No mailbox is connected." in words(of(boss), "settings_mail")


def test_a_mailbox_that_refuses_is_not_kept(page: Client, settings: Any) -> None:
    folder = Path(settings.SECRETS)
    folder.mkdir()
    (folder / "sales").write_text("secret")
    given = {
        "address": "sales@brightforge.com", "login": "sales", "secret": "sales",
        "host": "127.0.0.1", "port": 1, "encryption": "none", "folder": "INBOX",
        "since": "2026-11-01", "smtp_port": 465, "smtp_encryption": "tls", "is_active": "on",
    }  # fmt: skip
    response = page.post(reverse("settings_mailbox_new"), given)
    assert response.status_code == 422
    assert "does not let us in" in response.content.decode()
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("name", ["../secret-key", "a/b", "", "KEY"])
def test_the_name_of_a_password_leads_nowhere_else(page: Client, name: str) -> None:
    given = {"address": "s@b.example", "login": "s", "secret": name, "host": "127.0.0.1", "port": 1,
             "encryption": "none", "folder": "INBOX", "since": "2026-11-01", "smtp_port": 465,
             "smtp_encryption": "tls"}  # fmt: skip
    assert page.post(reverse("settings_mailbox_new"), given).status_code == 422
    assert not Mailbox.objects.exists()


def test_a_table_of_ones_own_completes_the_catalogue(page: Client) -> None:
    table = b"sku,name_zh,moq\nGL-2105,LED\xe7\x90\x83\xe6\xb3\xa1,500\nNEW-1,,\n"
    file = SimpleUploadedFile("mine.csv", table)
    page.post(reverse("settings_mail_table"), {"kind": "catalogue", "table": file})
    assert "mine.csv" in words(page, "settings_mail")
    [mail] = came(raw("您好，请报 LED球泡 A60 9W 价格，2000只，FOB深圳。"))
    told = words(page, "inquiries_thread", mail.thread_id)
    assert "GL-2105" in told
    page.post(reverse("settings_mail_untable", args=[ReadingTable.objects.get().pk]))
    assert not ReadingTable.objects.exists()


def test_all_faults_of_a_table_are_named_and_it_is_not_kept(page: Client) -> None:
    file = SimpleUploadedFile("mine.csv", b"sku,moq\n,5\nA,many\nA,5\n")
    response = page.post(reverse("settings_mail_table"), {"kind": "catalogue", "table": file})
    told = response.content.decode()
    assert response.status_code == 422
    assert all(f"row {n}" in told for n in (1, 2, 3))
    assert not ReadingTable.objects.exists()


def test_a_letter_that_perhaps_went_is_named_above_the_board_and_settled(page: Client) -> None:
    mail = asked()
    post(page, "inquiries_answer", mail.thread_id, seen=mail.pk, body="Dear Maria, yes.", way="")
    letter = Mail.objects.get(is_ours=True)
    box = Mailbox.objects.create(address="sales@brightforge.com", login="s", host="m")
    Sending.objects.create(mail=letter, mailbox=box, to=mail.answer_to, state="unsure",
                           not_before=letter.at)  # fmt: skip
    assert "perhaps sent" in words(page, "inquiries")
    assert "It did not go out" in words(page, "inquiries_thread", mail.thread_id)
    told = post(page, "inquiries_went", letter.pk).content.decode()
    assert "Send again" in told
    assert Sending.objects.get().state == "failed"


def test_files_that_could_not_be_unpacked_are_tried_again_on_the_board(page: Client) -> None:
    upload = SimpleUploadedFile("asked.eml", raw(DETAILED))
    page.post(reverse("inquiries_bring"), {"mails": [upload]})
    Bringing.objects.update(state=Bringing.State.FAILED)
    assert "asked.eml could not be unpacked" in words(page, "inquiries")
    number = Bringing.objects.get().pk
    page.post(reverse("inquiries_bring_again", args=[number]), {})
    assert Bringing.objects.get().state == Bringing.State.WAITING
    Bringing.objects.update(state=Bringing.State.FAILED)
    page.post(reverse("inquiries_bring_again", args=[number]), {"give_up": "1"})
    assert "could not be unpacked" not in words(page, "inquiries")


def test_nobody_tries_a_colleagues_files_again(boss: User) -> None:
    upload = SimpleUploadedFile("asked.eml", raw(DETAILED))
    of(boss).post(reverse("inquiries_bring"), {"mails": [upload]})
    Bringing.objects.update(state=Bringing.State.FAILED)
    address = reverse("inquiries_bring_again", args=[Bringing.objects.get().pk])
    assert of(person("Li")).post(address, {}).status_code == 404


def test_older_mails_of_a_thread_come_on_asking(page: Client) -> None:
    mail = asked(key="first", days=2)
    named = {"subject": "Re: Inquiry", "In_Reply_To": "<first@mail.example>"}
    for number in range(1, 53):
        receive(raw(f"Reminder {number}", days=2 - number / 100, **named), Way("upload"))
    read_mail()
    assert "Show older mails" in words(page, "inquiries_thread", mail.thread_id)
    assert "Show older mails" not in words(page, "inquiries_thread", mail.thread_id, mails="100")
