"""Pages of people: the first start, and later who works here."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kehu.desk.accounts.actions import begin
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
