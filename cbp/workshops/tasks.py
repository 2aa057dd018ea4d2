"""Tasks hold no rule. Safe to run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from cbp.workshops.actions import photos, reminders

log = logging.getLogger(__name__)


@shared_task(name="workshops.remind")
def remind() -> None:
    reminders.remind(timezone.localdate())


@shared_task(name="workshops.count_files")
def count_files() -> int:
    """What is wrong with the disk is told to whoever reads the log; files without a row go with `reports.tidy`."""
    if lost := photos.lost_files():
        log.warning("%s pictures or recordings of sessions have lost their file.", lost)
    return lost
