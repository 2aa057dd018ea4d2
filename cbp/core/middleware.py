"""What holds for every request, whoever sends it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]


class NoStore:
    """No page is kept by a browser or a proxy: the next person on a shared tablet sees nothing by going back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class PlainRefusals:
    """Refuses in a sentence what no view should meet: a NUL byte in the address, a body beyond all limits."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            "\x00" in request.path
            or "%00" in request.META.get("QUERY_STRING", "")
            or "\x00" in request.META.get("QUERY_STRING", "")
        ):
            return render(request, "400.html", status=400)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES + 1024 * 1024:
            return render(request, "413.html", {"megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024}, status=413)
        return self.get_response(request)
