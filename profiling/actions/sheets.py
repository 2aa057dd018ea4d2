"""Sheets of profiles: kept, read by a worker, mapped by a person, checked, applied, undone.

An applied sheet writes **one line of history**, with its counts and control totals: a line for each of 10,000
communities would bury what people did by hand. What it did to each community is kept in `SheetTouch`, whole, so that
it can be told and undone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit, files, jobs
from cbp.core.models import JobState, Programme, Verb
from cbp.core.refusals import Refused
from profiling.actions import sheet_steps, sheet_undoing
from profiling.actions.guards import checked, refuse_future
from profiling.columns import columns_of
from profiling.models import ColumnMapping, ProfileSheet
from profiling.sheets.places import path_of

Step = ProfileSheet.Step


class SheetSource(TypedDict):
    """Where the figures of a sheet come from: one source row in every profile that it fills."""

    title: str
    method: str
    dated_on: datetime.date
    confidence: int


@transaction.atomic
def upload_profiles(
    content: bytes,
    *,
    name: str,
    programme: Programme,
    source: SheetSource,
    mapping: ColumnMapping | None = None,
    by: User,
) -> ProfileSheet:
    """Keeps the file and orders its reading. What is our own sheet, or known by a mapping, is checked at once."""
    refuse_future(source["dated_on"])
    kept = files.keep(content, ".sheet")
    sheet = ProfileSheet(
        name=files.clean_name(name), programme=programme, mapping=mapping, content_type="application/octet-stream",
        reach=_reach_of(by, programme), language=(get_language() or by.language)[:2],
        requested_by_id=by.pk, requested_by_label=by.label,
        **{f"source_{field}": value for field, value in source.items()}, **kept.as_fields(),
    )  # fmt: skip
    checked(sheet)
    sheet.save()
    audit.record(Verb.SHEET_UPLOADED, sheet, by=by, after={"file": sheet.name, "sha256": kept.sha256})
    jobs.ring(sheet)
    return sheet


@transaction.atomic
def map_sheet(
    sheet: ProfileSheet,
    *,
    columns: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    save_as: str = "",
    by: User,
) -> None:
    """Says which column is which, and what words of theirs mean; orders the check. `save_as` keeps it for next time."""
    now = _locked(sheet)
    if now.step not in (Step.MAP, Step.CHECK) or now.is_waiting or now.head is None:
        raise Refused(_("The columns of this sheet cannot be chosen now."))
    _refuse_mapping(now, columns)
    now.columns = {key: code for key, code in columns.items() if key in now.head["keys"]}
    now.values = {code: dict(words) for code, words in values.items() if words}
    if save_as.strip():
        now.mapping = _save_mapping(now, save_as.strip()[:80], by)
    _order(now, Step.CHECK, by)
    now.save()


def _refuse_mapping(sheet: ProfileSheet, columns: Mapping[str, str]) -> None:
    ours = {column.code: column for column in columns_of(sheet.programme)}
    chosen = [code for code in columns.values() if code]
    unknown = sorted(set(chosen) - set(ours))
    if unknown:
        raise Refused(_("This programme has no column “%(code)s”.") % {"code": unknown[0]})
    twice = sorted({code for code in chosen if chosen.count(code) > 1})
    if twice:
        raise Refused(_("“%(column)s” is chosen for two columns of the sheet.") % {"column": ours[twice[0]].label})
    if "uid" not in chosen and not {"name", "pcode"} <= set(chosen):
        raise Refused(_("Say which column holds the name of the community, and which the P-code of its area."))


def _save_mapping(sheet: ProfileSheet, name: str, by: User) -> ColumnMapping:
    """Under a name that is there already, the new reading takes the place of the old one."""
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        programme=sheet.programme, name=name,
        defaults={"columns": sheet.columns, "values": sheet.values, "made_by_label": by.label},
    )  # fmt: skip
    return mapping


@transaction.atomic
def check_sheet(sheet: ProfileSheet, *, by: User) -> None:
    """Orders another check: places, communities or rights may have changed since; or the sheet was undone."""
    now = _locked(sheet)
    failed = now.step == Step.APPLY and now.state == JobState.FAILED
    if now.is_waiting or not (now.step in (Step.CHECK, Step.UNDO) or failed):
        raise Refused(_("This sheet cannot be checked now."))
    _order(now, Step.CHECK, by)
    now.save()


@transaction.atomic
def apply_profiles(sheet: ProfileSheet, *, skip_faulty: bool, by: User) -> None:
    """Orders the writing of a checked sheet. Refused rows are left out only when the person says so."""
    now = _locked(sheet)
    if not now.is_checked or now.outcome is None:
        raise Refused(_("This sheet has not been checked yet, or was applied already."))
    if now.outcome["refused"] and not skip_faulty:
        raise Refused(_("Some rows are refused. Correct the file, or choose to leave these rows out."))
    now.skip_faulty = skip_faulty
    now.applied_by_id, now.applied_by_label = by.pk, by.label
    _order(now, Step.APPLY, by)
    now.save()


@transaction.atomic
def undo_sheet(sheet: ProfileSheet, *, by: User) -> None:
    """Orders that everything an applied sheet wrote is taken back; refused when somebody has gone on with it."""
    now = _locked(sheet)
    if now.step != Step.APPLY or now.state != JobState.DONE:
        raise Refused(_("Only a sheet that was applied can be undone."))
    sheet_undoing.refuse_edited(now)
    now.applied_by_id, now.applied_by_label = by.pk, by.label
    _order(now, Step.UNDO, by)
    now.save()


@transaction.atomic
def discard_profiles(sheet: ProfileSheet, *, by: User) -> None:
    now = _locked(sheet)
    if now.step not in (Step.MAP, Step.CHECK) or now.state == JobState.RUNNING:
        raise Refused(_("Only a sheet that waits for a decision can be discarded."))
    now.step, now.state = Step.DISCARDED, JobState.CANCELLED
    now.save(update_fields=["step", "state"])
    audit.record(Verb.SHEET_DISCARDED, now, by=by)


def read(sheet: ProfileSheet, attempt: jobs.Attempt) -> None:
    """The worker's part: whatever step was ordered."""
    if sheet.step == Step.UNDO:
        sheet_undoing.undo(sheet, attempt)
    else:
        sheet_steps.read(sheet, attempt)


# --- orders -----------------------------------------------------------------------------------------------------------
def _locked(sheet: ProfileSheet) -> ProfileSheet:
    return ProfileSheet.objects.select_for_update(of=("self",)).select_related("programme").get(pk=sheet.pk)


def _order(sheet: ProfileSheet, step: ProfileSheet.Step, by: User) -> None:
    """Within the reach of whoever asks for this step. The caller saves."""
    sheet.step, sheet.state, sheet.attempt, sheet.rung_at = step, JobState.QUEUED, 0, None
    sheet.percent, sheet.stage, sheet.heartbeat_at, sheet.lease_until = 0, "", None, None
    sheet.refusal, sheet.refusal_values, sheet.queued_at = "", {}, timezone.now()
    sheet.reach = _reach_of(by, sheet.programme, writes=step != Step.CHECK)
    jobs.ring(sheet)


def _reach_of(person: User, programme: Programme, *, writes: bool = False) -> list[str]:
    """Where the person adds communities and fills profiles; to write, in a role that applies sheets too."""
    paths = []
    applies = person.grants(Permission.SHEET_APPLY)
    for grant in person.grants(Permission.COMMUNITY_EDIT):
        if grant.programme_id in (None, programme.pk) and (not writes or grant in applies):
            paths.append(path_of(grant))
    if not paths:
        raise Refused(_("You add no communities and fill no profiles in this programme."))
    return sorted(set(paths))
