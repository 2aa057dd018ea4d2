"""The worker's part: from a report's snapshot to the one file of that snapshot.

Two tries, or two people, may make the same paper at the same time. The unique key decides: one row, one file; whoever
comes second drops its own bytes and points to the first file.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cbp.core import files
from cbp.core.jobs import Attempt
from cbp.core.refusals import Refused
from reports import hashes, rendering
from reports.models import PaperFile, Report
from reports.papers import PAPERS, Paper

STAGES = {
    "collecting": _("Collecting the data of the paper"),
    "drawing": _("Drawing the pages"),
    "writing": _("Writing the file"),
}
# Stored as it stands here, and shown in the reader's language by `jobs.sentence`.
UNKNOWN_PAPER = gettext_noop("This kind of paper is no longer made.")
PDF = "application/pdf"


def finished_file(key: str) -> PaperFile | None:
    """The file of that key, when it is really there."""
    file = PaperFile.objects.filter(key=key).first()
    return file if file and file.path.is_file() else None


def produce(report: Report, attempt: Attempt) -> None:
    """Draws the paper and hands it over, unless a later try has taken over meanwhile."""
    paper = PAPERS.get(report.paper)
    if paper is None:
        raise Refused(UNKNOWN_PAPER)
    attempt.progress("collecting", 5)
    template = hashes.template_hash(report.language)
    key = hashes.key_of(report.paper, report.language, report.data_hash, template)
    file = finished_file(key)
    if file is None:
        html = rendering.html_of(paper, report.snapshot, report.language)
        attempt.progress("drawing", 20)
        document = rendering.draw(html)
        attempt.progress("writing", 70)
        rendered = rendering.write(paper, report.snapshot, report.language, document)
        file = store(paper, report, key, rendered)
    attempt.finish(file=file, template_hash=template, expires_at=Now() + timedelta(days=settings.PAPER_DAYS))


def store(paper: Paper, report: Report, key: str, rendered: rendering.Rendered) -> PaperFile:
    """Keeps the bytes under their key. A row whose file was lost gets the new one."""
    kept = files.keep(rendered.content, ".pdf")
    fields = {
        "name": paper.file_name(report.snapshot, report.language),
        "content_type": PDF,
        "pages": rendered.pages,
        "classification": paper.classification,
        **kept.as_fields(),
    }
    with transaction.atomic():
        file, is_new = PaperFile.objects.select_for_update().get_or_create(key=key, defaults=fields)
        if is_new:
            return file
        if file.path.is_file():
            files.drop(kept.stored_as)
            return file
        for name, value in fields.items():
            setattr(file, name, value)
        file.save()
    return file
