"""Tasks hold no rule. Safe to run twice."""

from celery import shared_task
from django.utils import timezone

from cbp.workshops.actions import reminders


@shared_task(name="workshops.remind")
def remind() -> None:
    reminders.remind(timezone.localdate())
