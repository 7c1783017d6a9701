"""How one comes in: the first start, a first password, and the language one is spoken to."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actions import begin, change_language, set_password_by_link
from kehu.desk.accounts.first_start import check_link
from kehu.desk.accounts.forms import FirstStartForm, SetPasswordForm
from kehu.desk.accounts.models import User
from kehu.desk.accounts.password_links import person_of
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.forms import done
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


def set_password(request: HttpRequest, link: str) -> HttpResponse:
    """A password by a link from an administrator; then one logs in with it."""
    try:
        user = person_of(link, User.objects.all())
    except KehuError as error:
        said = {"message": error.message(page_language())}
        return render(request, "core/sorry.html", said, status=410)
    form = SetPasswordForm(request.POST or None)
    if done(form, lambda: set_password_by_link(link=link, **form.cleaned_data)):
        messages.success(request, _("Your password is set. Log in with it."))
        return redirect("account_login")
    context = {"form": form, "person": user}
    page = render(request, "accounts/set_password.html", context)
    patch_cache_control(page, no_store=True)
    return page


@login_required
@require_POST
def language(request: PersonsRequest) -> HttpResponse:
    """Speak another language, on the page where one was."""
    try:
        change_language(actor=request.actor, language=request.POST.get("language", ""))
    except ValidationError as error:
        return HttpResponseBadRequest("; ".join(error.messages))
    back = request.POST.get("back", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "/")
