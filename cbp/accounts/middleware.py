"""What holds for every request of a person.

Sessions end, the page speaks the person's language, guarded roles have a second factor.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]
SEEN, BEGAN = "seen_at", "began_at"
# The last sign of life is written once a minute, so that reading pages stays reading.
SEEN_EVERY = 60


class SessionEnds:
    """A session ends after a time without use, and after a time in any case."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if self._is_over(request, now):
                logout(request)
                messages.info(
                    request, _("Your session has ended. Please log in again; what you typed is kept on this device.")
                )
            elif not request.headers.get("X-CBP-Poll"):
                self._seen(request, now)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
        return bool(
            now - began > settings.SESSION_ABSOLUTE.total_seconds()
            or now - seen > settings.SESSION_IDLE.total_seconds()
        )

    def _seen(self, request: HttpRequest, now: float) -> None:
        request.session.setdefault(BEGAN, now)
        if now - request.session.get(SEEN, 0) > SEEN_EVERY:
            request.session[SEEN] = now


class LanguageOfThePerson:
    """The person's own language and time zone, over the browser's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        language = request.LANGUAGE_CODE = request.user.language
        with translation.override(language), timezone.override(ZoneInfo(request.user.time_zone)):
            response = self.get_response(request)
            response.headers["Content-Language"] = language  # after a log-out there is nobody left to ask
            return response


class SecondFactor:
    """Managers and administrators set up a second factor before they see anything else."""

    OPEN_TO_ALL = ("/account/", "/static/", "/health/", "/language/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._is_missing(request):
            messages.warning(request, _("Your role needs a second factor at log-in. Please set one up now."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or request.path.startswith(self.OPEN_TO_ALL):
            return False
        return request.user.needs_second_factor and not is_mfa_enabled(request.user)
