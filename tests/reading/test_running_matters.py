"""What belongs to a running matter, in several languages: reminders, changes, papers, terms."""

import pytest
from mail_scene import read

ANSWER = {"In_Reply_To": "<1@brightforge.com>", "References": "<1@brightforge.com>"}
RUNNING = {
    "reminder en": ("Re: LED bulbs", "I have heard nothing from you since last week. We decide on Monday."),
    "reminder de": ("AW: LED-Lampen", "Leider habe ich noch nichts von Ihnen gehört. Wir vergeben am Donnerstag."),
    "reminder es": ("RE: bombillas", "Sigo sin noticias suyas, ¿pudo ver mi consulta?"),
    "reminder fr": ("RE: lampes", "Ma demande est restée sans réponse, pouvez-vous me répondre ?"),
    "reminder zh": ("回复: 灯泡", "上封邮件您收到了吗？麻烦尽快答复。"),
    "reminder ru": ("Re: лампы", "Ответа на прошлое письмо пока нет. Когда его ждать?"),
    "papers pt": ("Re: pedido", "O despachante pede o certificado de origem e o romaneio. Consegue mandar hoje?"),
    "papers tr": ("Re: sipariş", "Gümrükçümüz çeki listesini ve menşe şahadetnamesini istiyor."),
    "colour it": ("Re: ordine", "Il cliente ha cambiato idea: 200 pezzi in nero, il resto resta così. È ancora possibile?"),
    "terms en": ("Re: next orders", "For the coming orders we cannot pay a deposit any more, please agree to 60 days."),
}  # fmt: skip


@pytest.mark.parametrize(("subject", "body"), RUNNING.values(), ids=RUNNING)
def test_it_is_of_the_running_matter(subject: str, body: str) -> None:
    found = read(body, subject=subject, **ANSWER)
    assert (found.facts.kind, found.decision.step) == ("follow_up", "reply_thread")
    assert found.decision.missing == ()


def test_an_answer_that_asks_for_goods_is_an_inquiry() -> None:
    found = read(
        "Yes, we are interested. Please quote 2,000 pcs GL-2105, CIF Durban.",
        subject="Re: New range", **ANSWER,
    )  # fmt: skip
    assert found.facts.kind == "inquiry_detailed"
