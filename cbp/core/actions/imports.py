"""Sheets that people upload: kept, checked by a worker, shown, applied when the person says so."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.core import audit, files, jobs
from cbp.core.actions.displacement import load_displacement
from cbp.core.actions.loading import Outcome
from cbp.core.actions.places import load_places
from cbp.core.models import JobState, SheetImport, Verb
from cbp.core.reach import Grant, Person
from cbp.core.refusals import Refused

Kind, Step = SheetImport.Kind, SheetImport.Step


class Uploader:
    """The person who asked for this step, as history wants it, when a worker acts for them later."""

    def __init__(self, sheet: SheetImport) -> None:
        asked = (sheet.requested_by_id, sheet.requested_by_label)
        applied = (sheet.applied_by_id, sheet.applied_by_label)
        pk, self.label = applied if sheet.step == Step.APPLY else asked
        self.pk = pk or 0

    def grants(self, permission: str) -> list[Grant]:
        """A worker asks for no rights: they were asked when the job was ordered."""
        return []


@transaction.atomic
def upload_sheet(content: bytes, *, name: str, kind: str, source: str, by: Person) -> SheetImport:
    """Keeps the file and orders its check."""
    name = files.clean_name(name)
    kept = files.keep(content, ".sheet")
    sheet = SheetImport.objects.create(
        name=name,
        kind=kind,
        source=source,
        content_type="application/octet-stream",
        requested_by_id=by.pk,
        requested_by_label=by.label,
        reach=_reach_of(by),
        **kept.as_fields(),
    )
    audit.record(Verb.SHEET_UPLOADED, sheet, by=by, after={"kind": kind, "sha256": kept.sha256})
    jobs.ring(sheet)
    return sheet


def _reach_of(person: Person) -> list[str]:
    return [grant.area_path or grant.country_path or "" for grant in person.grants("area.view")]


@transaction.atomic
def apply_sheet(sheet: SheetImport, *, skip_faulty: bool, by: Person) -> None:
    """Orders the writing of a checked sheet. Faulty rows are left out only when the person says so."""
    sheet = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if not sheet.is_checked or sheet.outcome is None:
        raise Refused(_("This sheet has not been checked yet, or was applied already."))
    if sheet.outcome["refused"] and not skip_faulty:
        raise Refused(_("Some rows are refused. Correct the file, or choose to leave these rows out."))
    sheet.step, sheet.state, sheet.attempt, sheet.rung_at = Step.APPLY, JobState.QUEUED, 0, None
    sheet.percent, sheet.heartbeat_at, sheet.skip_faulty = 0, None, skip_faulty
    sheet.queued_at = timezone.now()
    sheet.applied_by_id, sheet.applied_by_label, sheet.reach = by.pk, by.label, _reach_of(by)
    sheet.save()
    jobs.ring(sheet)


@transaction.atomic
def discard_sheet(sheet: SheetImport, *, by: Person) -> None:
    sheet = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if sheet.step != Step.CHECK or sheet.state == JobState.RUNNING:
        raise Refused(_("Only a sheet that waits for a decision can be discarded."))
    sheet.step, sheet.state = Step.DISCARDED, JobState.CANCELLED
    sheet.save(update_fields=["step", "state"])
    audit.record(Verb.SHEET_DISCARDED, sheet, by=by)


def read(sheet: SheetImport, attempt: jobs.Attempt) -> None:
    """The worker's part: reads the file, and writes only in the step “apply”."""
    attempt.progress("reading", 10)
    content = sheet.path.read_bytes()
    apply = sheet.step == Step.APPLY
    with transaction.atomic():
        outcome = _load(sheet, content, apply)
        if not attempt.finish(outcome=outcome.as_json()):
            transaction.set_rollback(True)  # a later try has taken over; its result counts


def _load(sheet: SheetImport, content: bytes, apply: bool) -> Outcome:
    by = Uploader(sheet)
    if sheet.kind == Kind.PLACES:
        return load_places(content, by=by, apply=apply, skip_faulty=sheet.skip_faulty, name=sheet.name)
    reach = [Grant(path or None) for path in sheet.reach]
    return load_displacement(
        content, by=by, apply=apply, skip_faulty=sheet.skip_faulty, name=sheet.name, source=sheet.source, reach=reach
    )
