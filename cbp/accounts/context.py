"""What every page knows of the person in front of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cbp.accounts.roles import ALLOWS, Role

DEMO_PASSWORD = "community-2026"  # noqa: S105 - printed on the log-in page of a demo, and nowhere else
DEMO_PEOPLE = (
    ("admin@demo.example", Role.ADMINISTRATOR),
    ("manager@demo.example", Role.MANAGER),
    ("planner@demo.example", Role.PLANNER),
    ("field@demo.example", Role.FACILITATOR),
    ("partner@demo.example", Role.PARTNER),
    ("auditor@demo.example", Role.AUDITOR),
)


def person(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    may: set[str] = set()
    if user is not None and user.is_authenticated and user.is_active:
        may = {str(permission) for role in user.roles for permission in ALLOWS[role]}
    context: dict[str, Any] = {"may": may, "PRODUCT_NAME": settings.PRODUCT_NAME, "DEMO": settings.DEMO}
    if settings.DEMO:
        people = [{"email": email, "role": role.label} for email, role in DEMO_PEOPLE]
        context |= {"demo_people": people, "demo_password": DEMO_PASSWORD}
    return context
