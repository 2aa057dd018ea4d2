"""Tasks carry ids and hold no rule. Safe to run twice."""

from celery import shared_task

from cbp.core import jobs
from reports import limits, producing, tidying
from reports.models import Report

__all__ = ["limits"]  # its signal bounds the memory of the worker's children


@shared_task(name="reports.produce")
def produce(*, job_id: int) -> None:
    jobs.work(Report, job_id, producing.produce)


@shared_task(name="reports.tidy")
def tidy() -> None:
    tidying.tidy()
