"""What every page knows of the person in front of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from cbp.accounts.roles import ALLOWS, Duty, Role

DEMO_PASSWORD = "community-2026"  # noqa: S105 - printed on the log-in page of a demo, and nowhere else
# Who records a session does not verify it, and who writes a plan does not endorse it: some roles have two people.
DEMO_PEOPLE = (
    ("admin@demo.example", Role.ADMINISTRATOR, "en", None),
    ("manager@demo.example", Role.MANAGER, "en", None),
    ("facilitator@demo.example", Role.FACILITATOR, "fr", None),
    ("field@demo.example", Role.FACILITATOR, "ar", None),
    ("planner@demo.example", Role.PLANNER, "fr", None),
    ("endorser@demo.example", Role.PLANNER, "fr", Duty.ENDORSER),
    ("partner@demo.example", Role.PARTNER, "es", None),
    ("auditor@demo.example", Role.AUDITOR, "en", None),
)


def person(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    may: set[str] = set()
    if user is not None and user.is_authenticated and user.is_active:
        may = {str(permission) for role in user.roles for permission in ALLOWS[role]}
    context: dict[str, Any] = {"may": may, "PRODUCT_NAME": settings.PRODUCT_NAME, "DEMO": settings.DEMO}
    if settings.DEMO:
        people = [
            {"email": email, "role": role.label, "duty": duty.label if duty else "", "language": _local(language)}
            for email, role, language, duty in DEMO_PEOPLE
        ]
        context |= {"demo_people": people, "demo_password": DEMO_PASSWORD}
    return context


def _local(language: str) -> tuple[str, str]:
    """The code and the language's own name."""
    return language, str(get_language_info(language)["name_local"])
