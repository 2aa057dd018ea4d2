"""The life of a session: planned → draft → recorded → verified by another person. (domain 11.2)"""

from django.db import models
from django.utils.translation import pgettext_lazy


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Planned")
    DRAFT = "draft", pgettext_lazy("session", "Being recorded")
    RECORDED = "recorded", pgettext_lazy("session", "Recorded")
    VERIFIED = "verified", pgettext_lazy("session", "Verified")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


# A verifier who finds a fault gives the record back to draft with a reason.
NEXT: dict[SessionState, tuple[SessionState, ...]] = {
    SessionState.PLANNED: (SessionState.DRAFT, SessionState.CANCELLED),
    SessionState.DRAFT: (SessionState.RECORDED, SessionState.CANCELLED),
    SessionState.RECORDED: (SessionState.DRAFT, SessionState.VERIFIED),
    SessionState.VERIFIED: (),
    SessionState.CANCELLED: (),
}
OPEN = frozenset({SessionState.PLANNED, SessionState.DRAFT})
# Its numbers count: the meeting was held and somebody answers for the record.
HELD = frozenset({SessionState.RECORDED, SessionState.VERIFIED})
