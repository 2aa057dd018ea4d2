"""Asking for papers: every write that a person causes."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cbp.core import audit, jobs
from cbp.core.canonical import hash_of
from cbp.core.models import JobState, Verb
from cbp.core.reach import Person
from cbp.core.refusals import Refused
from reports import hashes, producing
from reports.models import Report
from reports.papers import PAPERS, Paper
from reports.snapshots import Snapshot


@transaction.atomic
def order_report(paper: Paper, subject: Any, *, language: str, by: Person) -> Report:
    """Takes the snapshot now and orders the paper. Where that very paper lies ready, it is handed over at once."""
    if language not in dict(paper.languages):
        raise Refused(_("This paper is not made in that language."))
    prepare_paper(paper, subject, by=by)
    snapshot = paper.snapshot(subject, by)
    refuse_too_long(paper, snapshot, language)
    report = _described(paper, subject, snapshot, language, by)
    key = hashes.key_of(paper.code, language, report.data_hash, report.template_hash)
    report.file = producing.finished_file(key)
    if report.file:
        now = timezone.now()
        report.state, report.percent, report.finished_at = JobState.DONE, 100, now
        report.expires_at = now + datetime.timedelta(days=settings.PAPER_DAYS)
    report.save()
    audit.record(Verb.REPORT_ASKED, report, by=by, after={"paper": paper.code, "language": language})
    if not report.file:
        jobs.ring(report)
    return report


@transaction.atomic
def prepare_paper(paper: Paper, subject: Any, *, by: Person) -> None:
    """Writes what the paper needs before it is made or opened as a page: the codes of a kit."""
    if sentence := paper.refusal(subject):
        raise Refused(sentence)
    if paper.prepare:
        paper.prepare(subject, by)


def refuse_too_long(paper: Paper, snapshot: Snapshot, language: str) -> None:
    with translation.override(language):
        pages = paper.pure.pages(snapshot)
    if pages > paper.most_pages:
        words = _("This paper would have about %(pages)s pages; at most %(most)s can be made.")
        said = words % {"pages": pages, "most": paper.most_pages}
        raise Refused(f"{said} {paper.if_too_long}".strip())


def _described(paper: Paper, subject: Any, snapshot: Snapshot, language: str, by: Person) -> Report:
    programme_id, area_path = subject.history_scope()
    as_of = snapshot.get("as_of")
    with translation.override(language):
        label = str(subject)[:200]
    return Report(
        paper=paper.code,
        subject_id=subject.pk,
        subject_label=label,
        programme_id=programme_id,
        area_path=area_path,
        language=language,
        classification=paper.classification,
        snapshot=snapshot,
        data_as_of=datetime.datetime.fromisoformat(as_of) if as_of else None,
        data_hash=hash_of(snapshot),
        template_hash=hashes.template_hash(language),
        requested_by_id=by.pk,
        requested_by_label=by.label[:200],
    )


@transaction.atomic
def cancel_report(report: Report, *, by: Person) -> None:
    """Only what no worker has begun."""
    jobs.cancel(report)
    audit.record(Verb.REPORT_CANCELLED, report, by=by)


@transaction.atomic
def retry_report(report: Report, *, by: Person) -> None:
    """Another round of tries, from the same snapshot: it stays the paper that was asked for."""
    if report.state not in (JobState.FAILED, JobState.EXPIRED):
        raise Refused(_("Only a paper that failed or has expired can be made again."))
    if sentence := PAPERS[report.paper].withdrawn(report.snapshot):
        raise Refused(sentence)
    jobs.queue_again(report)
    after = {"paper": report.paper, "language": report.language, "again": True}
    audit.record(Verb.REPORT_ASKED, report, by=by, after=after)


@transaction.atomic
def note_download(report: Report, *, by: Person) -> None:
    Report.objects.filter(pk=report.pk).update(downloads=F("downloads") + 1)
    audit.record(Verb.REPORT_DOWNLOADED, report, by=by, after={"language": report.language})
