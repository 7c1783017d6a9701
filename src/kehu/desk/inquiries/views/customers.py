"""Making a customer of somebody who wrote."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.grading.queries import words_in
from kehu.desk.inquiries.actions.linking import make_customer
from kehu.desk.inquiries.barred import entries_against
from kehu.desk.inquiries.forms import ContactForm, CustomerForm
from kehu.desk.inquiries.known_to_us import own_domain
from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.queries.card import Card, card_of
from kehu.desk.inquiries.reach import threads_of
from kehu.desk.inquiries.showing import contact_of
from kehu.reading.message.forms import is_platform, notifies


@login_required
def new_customer(request: PersonsRequest, number: int) -> HttpResponse:
    """A form with what the mail says, to be looked over and saved."""
    threads = threads_of(request.actor).select_related("customer", "holder")
    thread = get_object_or_404(threads, pk=number)
    card = card_of(request.actor, thread, page_language(), timezone.now())
    if card is None or thread.customer is not None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    words = words_in(page_language())
    source = words.rulebook.dimensions["source"]
    sources = [(one.code, words.label(source, one.code)) for one in source.labels]
    customer = CustomerForm(given, initial=_customer_of(card), prefix="customer", sources=sources)
    contact = ContactForm(given, initial=contact_of(card), prefix="contact")
    if given is not None and contact.is_valid():
        made = done(customer, lambda: make_customer(
            actor=request.actor, thread=thread, details=customer.cleaned_data,
            contact=contact.cleaned_data))  # fmt: skip
        if made:
            messages.success(request, _("%(name)s is a customer now.") % {"name": made.name})
            return redirect("inquiries_thread", thread.pk)
    context = {"thread": thread, "card": card, "customer": customer, "contact": contact,
               "barred": entries_against(card.mail, card.told.facts)}  # fmt: skip
    return render(request, "inquiries/new_customer.html", context, status=422 if given else 200)


def _customer_of(card: Card) -> dict[str, str]:
    facts = card.told.facts
    return {"name": facts.company or facts.name or card.mail.sender_name,
            "country": facts.country or "", "website": facts.website or "",
            "source": _source(card.mail)}  # fmt: skip


def _source(mail: Mail) -> str:
    """A form of our site, or a platform that mails for buyers; of others nobody knows."""
    host = mail.sender_address.rpartition("@")[2]
    if not notifies(host, own_domain()):
        return ""
    return "platform" if is_platform(host) else "website"
