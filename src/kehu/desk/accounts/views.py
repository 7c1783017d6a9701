"""Pages of people: the first start, and later who works here."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actions import begin, change_language
from kehu.desk.accounts.actor import actor_of
from kehu.desk.accounts.first_start import check_link
from kehu.desk.accounts.forms import FirstStartForm
from kehu.desk.core.languages import page_language
from kehu.errors import KehuError


def first_start(request: HttpRequest, link: str) -> HttpResponse:
    """The company and its first administrator, from the link that the terminal printed."""
    form = FirstStartForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    try:
        check_link(link)
        if request.method == "POST" and form.is_valid():
            user = begin(link=link, **form.cleaned_data)
            login(request, user, "django.contrib.auth.backends.ModelBackend")
            return redirect("/")
    except KehuError as error:
        said = {"message": error.message(page_language())}
        return render(request, "core/sorry.html", said, status=410)
    return render(request, "accounts/first_start.html", {"form": form})


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language, on the page where one was."""
    try:
        change_language(actor=actor_of(request), language=request.POST.get("language", ""))
    except ValidationError as error:
        return HttpResponseBadRequest("; ".join(error.messages))
    back = request.POST.get("back", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "/")
