"""What holds for every request, whoever sends it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

Handler = Callable[[HttpRequest], HttpResponse]


class NoStore:
    """No page is kept by a browser or a proxy: the next person on a shared tablet sees nothing by going back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class OnlyPressed:
    """Whoever calls up the address of a button (a kept link, a page loaded again) is led to the page it stands on."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "errors/405.html", {"back": above(request.path)}, status=405)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


def above(path: str) -> str:
    """The nearest address above this one that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path


class PlainRefusals:
    """Refuses in a sentence what no view should meet: a NUL byte in address or cookie, a body beyond all limits."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        # A quoted cookie may hold a NUL; it would reach the database as the key of a session.
        if "%00" in query or any("\x00" in text for text in (request.path, query, *request.COOKIES.values())):
            return render(request, "400.html", status=400)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > settings.UPLOAD_MAX_BYTES + 1024 * 1024:
            return render(request, "413.html", {"megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024}, status=413)
        return self.get_response(request)
