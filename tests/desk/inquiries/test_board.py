"""Which mail first, for whom, and since when it waits."""

from urllib.parse import parse_qs

import pytest
from desk_scene import person
from django.utils import timezone
from inbox_scene import DETAILED, SIGNED, a_customer, actor, again, asked, came, raw

from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.inquiries.actions.answering import close_thread, reopen_thread
from kehu.desk.inquiries.actions.linking import link_customer
from kehu.desk.inquiries.queries.board import columns, counts, news, others, queue
from kehu.desk.inquiries.queries.card import card_of
from kehu.desk.inquiries.settling import newest_in

VAGUE = "Hello, please send your price list."


def _steps(user: User) -> dict[str, list[str]]:
    found = columns(actor(user), timezone.now(), "en")
    return {one.step: [line.thread.subject for line in one.lines] for one in found}


def test_the_board_has_a_column_for_each_next_step(boss: User) -> None:
    came(
        raw(DETAILED + SIGNED, subject="Detailed"),
        raw(VAGUE, subject="Vague", sender="a@gmail.com"),
    )
    assert _steps(boss) == {"quote": ["Detailed"], "six_questions": ["Vague"]}


def test_the_most_valuable_stands_first(boss: User) -> None:
    small = DETAILED.replace("2,000", "600")
    came(raw(small + SIGNED, subject="Small"), raw(DETAILED.replace("2,000", "60,000") + SIGNED,
                                                   subject="Large"))  # fmt: skip
    assert _steps(boss)["quote"] == ["Large", "Small"]


def test_who_waits_longer_goes_before_an_equal(boss: User) -> None:
    came(
        raw(DETAILED + SIGNED, subject="New", days=0.1),
        raw(DETAILED + SIGNED, subject="Old", days=2),
    )
    assert _steps(boss)["quote"] == ["Old", "New"]


@pytest.mark.parametrize(("days", "late"), [(2.9, False), (3.1, True)])
def test_three_days_of_waiting_are_an_alarm(boss: User, days: float, late: bool) -> None:
    asked(days=days)
    [column] = columns(actor(boss), timezone.now(), "en")
    assert column.lines[0].is_late is late
    assert column.late == late


def test_a_line_tells_what_is_wanted_and_what_lacks(boss: User) -> None:
    asked("Hi, price for 400 pcs GL-2105 please.\n\nMaria\nNova Luz Ltda", subject="Bulbs")
    [line] = columns(actor(boss), timezone.now(), "en")[0].lines
    assert line.gist == "400 × GL-2105"
    assert "destination" in line.lacks


def test_what_waits_for_nobody_is_not_on_the_board(boss: User) -> None:
    asked("Best freight rates this week!", List_Unsubscribe="<https://x.example>")
    assert _steps(boss) == {}
    assert counts(actor(boss)) == {"waiting": 0, "answered": 0, "ignored": 1, "done": 0}
    assert [one.thread.subject for one in others(actor(boss), "ignored", "en")] == ["Inquiry"]


def test_a_closed_thread_comes_back_with_the_next_mail(boss: User) -> None:
    mail = asked(key="first", days=1)
    close_thread(actor=actor(boss), thread=again(mail.thread), seen=newest_in(mail.thread))
    assert counts(actor(boss))["done"] == 1
    named = {"subject": "Re: Inquiry", "In_Reply_To": "<first@mail.example>"}
    came(raw("Hello?", days=2, **named))
    assert again(mail.thread).closed_at is not None, "one older than what was seen"
    came(raw("Did you get my mail?", days=0.5, **named))
    assert again(mail.thread).closed_at is None, "sent before it was closed, and seen by nobody"
    assert counts(actor(boss))["waiting"] == 1


def test_a_thread_is_reopened(boss: User) -> None:
    mail = asked()
    close_thread(actor=actor(boss), thread=again(mail.thread), seen=newest_in(mail.thread))
    assert again(mail.thread).waits_since is None
    reopen_thread(actor=actor(boss), thread=again(mail.thread))
    assert again(mail.thread).waits_since == mail.at


def test_salespeople_see_their_customers_and_what_is_nobodys(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    a_customer(owner=li)
    came(raw(DETAILED + SIGNED, subject="Li’s"))
    came(raw(DETAILED, subject="Wang’s", sender="x@one.example"), holder=wang)
    came(raw(DETAILED, subject="Nobody’s", sender="x@two.example"))
    seen = {
        one.name: {s for some in _steps(one).values() for s in some} for one in (li, wang, boss)
    }
    assert seen["Li"] == {"Li’s", "Nobody’s"}
    assert seen["Wang"] == {"Wang’s", "Nobody’s"}
    assert seen["Boss"] == {"Li’s", "Wang’s", "Nobody’s"}


def test_a_manager_sees_the_team(boss: User) -> None:
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    lead = person("Lead", Role.MANAGER, east)
    came(raw(DETAILED, subject="East", sender="x@one.example"), holder=person("Li", team=east))
    came(raw(DETAILED, subject="West", sender="x@two.example"), holder=person("Wang", team=west))
    assert {s for some in _steps(lead).values() for s in some} == {"East"}


def test_mine_alone_leaves_out_the_others(boss: User) -> None:
    li = person("Li")
    came(raw(DETAILED, subject="Li’s", sender="x@one.example"), holder=li)
    came(raw(DETAILED, subject="Nobody’s", sender="x@two.example"))
    found = columns(actor(li), timezone.now(), "en", li)
    assert [line.thread.subject for one in found for line in one.lines] == ["Li’s"]


def test_a_mail_is_found_by_who_wrote_and_what_about(boss: User) -> None:
    came(raw(DETAILED, subject="LED bulbs", sender="Maria <m@one.example>"),
         raw(DETAILED, subject="Hoses", sender="Bo <bo@two.example>"))  # fmt: skip
    for words, subject in (("maria", "LED bulbs"), ("hos", "Hoses")):
        found = others(actor(boss), "waiting", "en", words)
        assert [one.thread.subject for one in found] == [subject]


def test_a_queue_is_one_column_in_full(boss: User) -> None:
    came(*(raw(DETAILED + SIGNED, subject=f"No {n}", key=f"k{n}") for n in range(35)))
    [column] = columns(actor(boss), timezone.now(), "en")
    assert (column.count, len(column.lines)) == (35, 30)
    assert len(queue(actor(boss), "quote", timezone.now(), "en").lines) == 35


# ---- the card ----------------------------------------------------------------------------------


def test_the_card_shows_the_parts_of_the_priority(boss: User) -> None:
    mail = asked(days=1.5)
    card = card_of(actor(boss), again(mail.thread), "en", timezone.now())
    assert card is not None
    parts = dict(card.priority_parts)
    assert sum(parts.values()) == pytest.approx(card.priority.total, abs=2)
    assert parts["waiting"] == 5


def test_the_card_proposes_whom_of_two_it_may_be(boss: User) -> None:
    a_customer(email="office@novaluz.com.br")
    a_customer(name="Nova Luz Nordeste", email="sul@novaluz.com.br")
    card = card_of(actor(boss), again(asked().thread), "en", timezone.now())
    assert card is not None
    assert [one.name for one in card.candidates] == ["Nova Luz Ltda", "Nova Luz Nordeste"]


def test_a_candidate_out_of_reach_is_not_named(boss: User) -> None:
    a_customer(email="office@novaluz.com.br", owner=person("Li"))
    a_customer(name="Nova Luz Nordeste", email="sul@novaluz.com.br")
    card = card_of(actor(person("Wang")), again(asked().thread), "en", timezone.now())
    assert card is not None
    assert [one.name for one in card.candidates] == ["Nova Luz Nordeste"]


def test_signs_against_stand_first_with_their_words(boss: User) -> None:
    mail = asked("Please quote GL-2105, 300 pcs, FOB.\n\nMaria", sender="maria@gmail.com")
    card = card_of(actor(boss), again(mail.thread), "en", timezone.now())
    assert card is not None
    tones = [one.tone for one in card.signals]
    assert tones == sorted(tones, key=["against", "neutral", "for"].index)
    exact = next(one for one in card.signals if one.code == "exact_model")
    assert exact.evidence == ["GL-2105"]


def test_nothing_above_the_board_where_all_is_well(boss: User) -> None:
    asked()
    told = news(actor(boss))
    assert (told.unread, told.bringings, told.unreadable, told.looks, told.troubled) == (
        0, [], [], [], []
    )  # fmt: skip


def test_a_sample_asked_for_fills_the_sample_desks_form(boss: User) -> None:
    body = "Dear Sir, please send us 2 pcs samples of GL-2105, we pay the courier by DHL account."
    mail = asked(body + SIGNED, subject="Sample request")
    stranger = card_of(actor(boss), again(mail.thread), "en", timezone.now())
    assert stranger is not None
    assert stranger.sample_asked == ""
    customer = a_customer()
    link_customer(actor=actor(boss), thread=again(mail.thread), customer=customer,
                  contact={"email": "maria@novaluz.com.br"})  # fmt: skip
    card = card_of(actor(boss), again(mail.thread), "en", timezone.now())
    assert card is not None
    told = parse_qs(card.sample_asked)
    assert (told["customer"], told["product"], told["pieces"]) == (
        [customer.code],
        ["GL-2105"],
        ["2"],
    )
    assert told["decision"] == [card.told.decision.sample]
