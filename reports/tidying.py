"""What is kept for a time only, and the nightly look whether rows and files still belong together."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cbp.core import files
from cbp.core.models import JobState, StoredFile
from reports.models import PaperFile, Report

# A file that is being written now has no row yet.
AT_REST_SECONDS = 3600
OURS = re.compile(r"^[0-9a-f]{2}/([0-9a-f]{32}\.\w{1,8}|\.part-\w+)$")


def tidy() -> dict[str, int]:
    """Expires old papers, then reconciles both ways. Safe to run twice, and while papers are made."""
    return {
        "expired": expire(),
        "rows_without_file": drop_rows_without_file(),
        "unneeded": drop_unneeded(),
        "files_without_row": drop_files_without_row(),
    }


def expire() -> int:
    old = Report.objects.filter(state=JobState.DONE, expires_at__lt=timezone.now())
    return old.update(state=JobState.EXPIRED, file=None)


def drop_rows_without_file() -> int:
    """A paper whose file was lost says that it has expired; it can be made again from its snapshot."""
    lost = [file.pk for file in PaperFile.objects.order_by("pk").iterator() if not file.path.is_file()]
    with transaction.atomic():
        Report.objects.filter(file__in=lost, state=JobState.DONE).update(state=JobState.EXPIRED, file=None)
        PaperFile.objects.filter(pk__in=lost).delete()
    return len(lost)


def drop_unneeded() -> int:
    """Papers that no report points to any more: first the row, then the bytes."""
    dropped = 0
    for file in _unneeded().order_by("pk"):
        with transaction.atomic():
            gone, _kinds = _unneeded().filter(pk=file.pk).delete()
        if gone:
            files.drop(file.stored_as)
            dropped += 1
    return dropped


def _unneeded() -> QuerySet[PaperFile]:
    before = timezone.now() - timedelta(seconds=AT_REST_SECONDS)
    return PaperFile.objects.filter(reports=None, created_at__lt=before)


def drop_files_without_row() -> int:
    """Bytes that no row of any app knows: left by a worker that was killed between writing and telling."""
    known = {
        stored_as
        for model in apps.get_models()
        if issubclass(model, StoredFile)
        for stored_as in model._default_manager.values_list("stored_as", flat=True)
    }
    orphans = [path for path in _at_rest() if path.relative_to(settings.FILES_DIR).as_posix() not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _at_rest() -> Iterator[Path]:
    """Files in the shape in which `files.keep` writes, an hour old: nothing else in the folder is ours."""
    folder = Path(settings.FILES_DIR)
    for path in sorted(folder.glob("*/*")):
        is_ours = OURS.match(path.relative_to(folder).as_posix())
        if is_ours and path.is_file() and time.time() - path.stat().st_mtime > AT_REST_SECONDS:
            yield path
