"""Tasks carry ids and hold no rule. Safe to run twice."""

from celery import shared_task

from cbp.core import jobs, mail
from cbp.core.actions import imports, tidying
from cbp.core.models import Letter, SheetImport


@shared_task(name="core.read_sheet")
def read_sheet(*, job_id: int) -> None:
    jobs.work(SheetImport, job_id, imports.read)


@shared_task(name="core.deliver")
def deliver(*, job_id: int) -> None:
    jobs.work(Letter, job_id, mail.deliver)


@shared_task(name="core.sweep")
def sweep() -> None:
    jobs.sweep()


@shared_task(name="core.tidy")
def tidy() -> None:
    tidying.tidy()
