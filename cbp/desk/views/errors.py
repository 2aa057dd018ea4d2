"""The pages of trouble: a sentence for the person, and what to do next."""

import sys

from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cbp.core import audit
from cbp.core.models import Verb


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reason, for the person; and a line in the history, because refused tries are history too."""
    if request.user.is_authenticated:
        tried = {"method": request.method, "path": request.path[:500]}
        with transaction.atomic():
            audit.record(Verb.TRY_REFUSED, None, by=request.user, after=tried, reason=str(exception or ""))
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A database that is away or a row that is held is no fault of the person: try again, the text is kept."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("errors/503.html"), status=503)
        response.headers["Retry-After"] = "5"
        return response
    if isinstance(error, DataError):
        return HttpResponse(render_to_string("400.html", {"plain": True}), status=400)
    return HttpResponse(render_to_string("500.html"), status=500)
