"""What is kept for a time only."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from cbp.core.models import Submission

KEYS_KEPT = timedelta(days=15)


def tidy() -> None:
    """Drops keys of sent forms after fifteen days (a phone may be offline for fourteen), and ended sessions."""
    Submission.objects.filter(created_at__lt=timezone.now() - KEYS_KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE expire_date < now()")
        cursor.execute("DELETE FROM cbp_cache WHERE expires < now()")
