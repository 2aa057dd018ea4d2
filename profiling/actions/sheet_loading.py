"""Loading a sheet of profiles from the command line: no page, no worker, the same rules and the same undo."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from cbp.core import files
from cbp.core.models import JobState, Programme
from cbp.core.refusals import Refused
from profiling.actions.guards import checked, refuse_future
from profiling.actions.sheet_steps import Step, check, write
from profiling.models import ColumnMapping, ProfileSheet
from profiling.sheets.findings import Outcome
from profiling.sheets.reading import Reading, judge_of, opened, reading_of, tells_the_community, told_head

EVERYWHERE = [""]


def load_profiles(
    content: bytes,
    *,
    name: str,
    programme: Programme,
    source: dict[str, Any],
    mapping: ColumnMapping | None = None,
    apply: bool = True,
    skip_faulty: bool = False,
) -> Outcome:
    """Reaches everywhere, because whoever may run commands does. Columns that nobody has explained are refused."""
    refuse_future(source["dated_on"])
    sheet = ProfileSheet(
        name=files.clean_name(name), programme=programme, content_type="application/octet-stream", reach=EVERYWHERE,
        requested_by_label="load_profiles", applied_by_label="load_profiles", skip_faulty=skip_faulty,
        **{f"source_{field}": value for field, value in source.items()},
    )  # fmt: skip
    checked(sheet, without=("stored_as", "size", "sha256", "requested_by_id"))
    found = opened(content, programme)
    reading = reading_of(found, programme, mapping)
    said = dict(zip(found.head.keys, found.head.codes, strict=True))  # what the file says itself, without guesses
    if not reading.is_certain and not mapping and tells_the_community(said.values()):
        reading = Reading({key: code for key, code in said.items() if key}, {}, None, is_certain=True)
    if not reading.is_certain:
        unknown = ", ".join(header for header in found.head.headers if header)
        told = _(
            "Nobody has said yet which column is which: %(headers)s. Bring the file in once by the page of sheets."
        )
        raise Refused(told, headers=unknown[:300])
    sheet.columns, sheet.values, sheet.mapping = reading.columns, reading.values, reading.mapping
    return _write(sheet, content) if apply else check(sheet, found)


def _write(sheet: ProfileSheet, content: bytes) -> Outcome:
    """The file is kept with what it did, so that people see it among the sheets and can undo it."""
    sheet.head = told_head(opened(content, sheet.programme))
    kept = files.keep(content, ".sheet")
    for field, value in kept.as_fields().items():
        setattr(sheet, field, value)
    sheet.step, sheet.state, sheet.applied_at, sheet.finished_at = (
        Step.APPLY,
        JobState.DONE,
        timezone.now(),
        timezone.now(),
    )
    with transaction.atomic():
        sheet.save()
        outcome = write(sheet, judge_of(sheet, opened(content, sheet.programme)))
        sheet.outcome = outcome.as_json()
        sheet.percent = 100
        sheet.save(update_fields=["outcome", "percent"])
        if not outcome.applied:
            transaction.set_rollback(True)
    if not outcome.applied:
        files.drop(kept.stored_as)
    return outcome
