"""What the sender wrote now, apart from quotes, forwards, signatures and small print."""

import pytest

from kehu.reading.message.newest import bare_subject, split

QUOTES = {
    "en": "On Mon, 3 Nov 2026 at 10:00, Li Wei <li@x.com> wrote:",
    "fr": "Le lun. 3 nov. 2026 à 10:00, Li Wei <li@x.com> a écrit :",
    "es": "El lun, 3 nov 2026 a las 10:00, Li Wei (<li@x.com>) escribió:",
    "pt": "Em seg., 3 de nov. de 2026 às 10:00, Li Wei <li@x.com> escreveu:",
    "it": "Il giorno lun 3 nov 2026 alle ore 10:00 Li Wei <li@x.com> ha scritto:",
    "de": "Am Mo., 3. Nov. 2026 um 10:00 Uhr schrieb Li Wei <li@x.com>:",
    "ru": "пн, 3 нояб. 2026 г. в 10:00, Li Wei <li@x.com> написал(а):",
    "tr": "Li Wei <li@x.com>, 3 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:",
    "ar": "في الاثنين، 3 نوفمبر 2026 في 10:00 كتب Li Wei <li@x.com>:",
    "zh": "Li Wei <li@x.com> 于2026年11月3日周一 10:00写道：",
    "nl": "Op ma 3 nov 2026 om 10:00 schreef Li Wei <li@x.com>:",
}


@pytest.mark.parametrize(("language", "line"), QUOTES.items())
def test_the_line_above_a_quote_is_known_in_every_language(language: str, line: str) -> None:
    newest = split(f"New words here.\n\n{line}\n> old words\n> more old words")
    assert newest.body == "New words here."


@pytest.mark.parametrize(("language", "line"), QUOTES.items())
def test_a_quote_without_marks_ends_the_new_words(language: str, line: str) -> None:
    newest = split(f"New words here.\n\n{line}\nold words without any mark")
    assert newest.body == "New words here."
    assert "old words" in newest.quoted


HEADINGS = {
    "en": "From: Li <li@x.com>\nSent: Monday, 3 November 2026\nTo: Maria\nSubject: Offer",
    "de": "Von: Li <li@x.com>\nGesendet: Montag, 3. November 2026\nAn: Maria\nBetreff: Angebot",
    "fr": "De : Li <li@x.com>\nEnvoyé : lundi 3 novembre 2026\nÀ : Maria\nObjet : Offre",
    "es": "De: Li <li@x.com>\nEnviado el: lunes, 3 de noviembre\nPara: Maria\nAsunto: Oferta",
    "pt": "De: Li <li@x.com>\nEnviada em: segunda-feira\nPara: Maria\nAssunto: Oferta",
    "it": "Da: Li <li@x.com>\nInviato: lunedì 3 novembre\nA: Maria\nOggetto: Offerta",
    "ru": "От: Li <li@x.com>\nОтправлено: 3 ноября 2026 г.\nКому: Maria\nТема: Предложение",
    "tr": "Kimden: Li <li@x.com>\nGönderildi: 3 Kasım 2026\nKime: Maria\nKonu: Teklif",
    "ar": "من: Li <li@x.com>\nتم الإرسال: 3 نوفمبر\nإلى: Maria\nالموضوع: عرض",
    "zh": "发件人: Li <li@x.com>\n发送时间: 2026年11月3日\n收件人: Maria\n主题: 报价",
}


@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_a_heading_ends_the_new_words(language: str, heading: str) -> None:
    assert split(f"New words here.\n\n{heading}\n\nold words").body == "New words here."


def test_a_thread_of_five_leaves_the_newest_alone() -> None:
    old = "second\n\nOn 2 Nov 2026, A <a@x.com> wrote:\n> third\n> > fourth\n> > > fifth"
    quoted = "\n".join(f"> {line}" for line in old.split("\n"))
    newest = split(f"first\n\nOn 3 Nov 2026, B <b@x.com> wrote:\n{quoted}")
    assert newest.body == "first"


def test_answers_below_and_between_a_quote_are_new() -> None:
    newest = split(
        "On 3 Nov 2026, B <b@x.com> wrote:\n> which colour?\nRed, please.\n> how many?\n200 pieces."
    )
    assert newest.body == "Red, please.\n200 pieces."


def test_a_forwarded_mail_counts_where_it_is_pointed_to() -> None:
    text = ("Please see below the request of our customer.\n\n---------- Forwarded message ---------\n"
            "From: Bob <bob@c.com>\nDate: Mon, 3 Nov 2026\nSubject: pumps\nTo: Anna\n\nWe need 20 pumps.")  # fmt: skip
    assert split(text, "Fwd: pumps").passed_on == "We need 20 pumps."


def test_an_answered_mail_never_counts() -> None:
    text = ("Thank you, we accept.\n\n-----Original Message-----\nFrom: Li <li@x.com>\n"
            "Sent: Monday\nTo: Bob\nSubject: pumps\n\nOur price for 20 pumps is 400 USD.")  # fmt: skip
    newest = split(text, "Re: pumps")
    assert (newest.body, newest.passed_on) == ("Thank you, we accept.", "")


CLOSINGS = {
    "en": "Best regards,", "de": "Mit freundlichen Grüßen", "fr": "Cordialement,",
    "es": "Un cordial saludo", "pt": "Atenciosamente,", "it": "Cordiali saluti",
    "ru": "С уважением,", "tr": "Saygılarımla,", "ar": "مع أطيب التحيات", "zh": "此致",
}  # fmt: skip


@pytest.mark.parametrize(("language", "closing"), CLOSINGS.items())
def test_the_signature_begins_at_the_closing_formula(language: str, closing: str) -> None:
    newest = split(
        f"We need 400 bulbs.\n\n{closing}\nMaria Silva\nNova Luz Ltda\nTel +55 11 2345 3119"
    )
    assert newest.body == "We need 400 bulbs."
    assert newest.signature.endswith("Tel +55 11 2345 3119")


def test_a_signature_without_a_formula_is_known_by_its_numbers() -> None:
    newest = split(
        "We need 400 bulbs, please quote.\n\nMaria Silva\nNova Luz Ltda\nTel +55 11 2345 3119"
    )
    assert newest.signature.startswith("Maria Silva")


def test_small_print_and_telephones_say_nothing() -> None:
    newest = split(
        "We need 400 bulbs.\n\nSent from my iPhone\n\nThis e-mail is confidential and intended solely for"
        " the addressee. If you have received it in error please delete it."
    )
    assert newest.body == "We need 400 bulbs."


@pytest.mark.parametrize(
    "subject", ["Re: AW: Fwd: LED bulbs", "回复：转发：LED bulbs", "Ответ: LED bulbs"]
)
def test_a_subject_is_bared_of_its_prefixes(subject: str) -> None:
    assert bare_subject(subject) == "LED bulbs"
