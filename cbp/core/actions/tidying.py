"""What is kept for a time only."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from cbp.core.models import JobState, Letter, Submission

KEYS_KEPT = timedelta(days=15)
LETTERS_KEPT = timedelta(days=30)


def tidy() -> None:
    """Drops keys of sent forms after fifteen days (a phone may be offline for fourteen), letters after thirty, ended
    sessions; a letter that could not be handed over loses its text at once, for it may hold a one-time link."""
    Letter.objects.filter(queued_at__lt=timezone.now() - LETTERS_KEPT).delete()
    Letter.objects.filter(state=JobState.FAILED).update(body="", html="")
    Submission.objects.filter(created_at__lt=timezone.now() - KEYS_KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE expire_date < now()")
        cursor.execute("DELETE FROM cbp_cache WHERE expires < now()")
