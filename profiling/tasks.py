"""Tasks carry ids and hold no rule. Safe to run twice."""

from celery import shared_task

from cbp.core import jobs
from profiling.actions import sheets
from profiling.models import ProfileSheet


@shared_task(name="profiling.read_sheet")
def read_sheet(*, job_id: int) -> None:
    jobs.work(ProfileSheet, job_id, sheets.read)
