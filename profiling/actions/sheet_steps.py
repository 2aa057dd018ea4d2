"""What a worker does with a sheet of profiles: finds its columns, checks its rows, writes them.

The check writes nothing. What is applied is judged once more under locks, in the transaction that writes it: what
changed since the check counts as it is now.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from cbp.core import audit, jobs
from cbp.core.models import Verb
from cbp.core.reach import Grant
from cbp.core.staging import execute
from profiling.actions.sheet_writing import Writer
from profiling.models import Community, Profile, ProfileSheet
from profiling.phases import OPEN
from profiling.sheets.findings import Outcome
from profiling.sheets.judging import Judge
from profiling.sheets.matching import Matched
from profiling.sheets.reading import Opened, judge_of, opened, reading_of, told_head

Step = ProfileSheet.Step


class Uploader:
    """The person who asked for this step, as history wants it, when a worker acts for them later."""

    def __init__(self, sheet: ProfileSheet) -> None:
        asked = (sheet.requested_by_id, sheet.requested_by_label)
        applied = (sheet.applied_by_id, sheet.applied_by_label)
        pk, self.label = applied if sheet.step in (Step.APPLY, Step.UNDO) else asked
        self.pk = pk or 0

    def grants(self, permission: str) -> list[Grant]:
        """A worker asks for no rights: they were asked when the job was ordered."""
        return []


def read(sheet: ProfileSheet, attempt: jobs.Attempt) -> None:
    attempt.progress("reading", 10)
    content = sheet.path.read_bytes()
    if sheet.step == Step.MAP:
        _map(sheet, attempt, content)
    elif sheet.step == Step.CHECK:
        outcome = check(sheet, opened(content, sheet.programme), attempt)
        attempt.finish(outcome=outcome.as_json())
    elif sheet.step == Step.APPLY:
        _apply(sheet, attempt, content)


def _map(sheet: ProfileSheet, attempt: jobs.Attempt, content: bytes) -> None:
    """Finds the columns. Where nobody has to look at them first, the check follows at once."""
    found = opened(content, sheet.programme)
    reading = reading_of(found, sheet.programme, sheet.mapping)
    head = told_head(found)
    sheet.columns, sheet.values = reading.columns, reading.values
    kept: dict[str, Any] = {
        "head": head,
        "columns": reading.columns,
        "values": reading.values,
        "mapping": reading.mapping,
    }
    if reading.is_certain:
        outcome = check(sheet, opened(content, sheet.programme), attempt)
        attempt.finish(step=Step.CHECK, outcome=outcome.as_json(), **kept)
    else:
        attempt.finish(**kept)


def check(sheet: ProfileSheet, found: Opened, attempt: jobs.Attempt | None = None) -> Outcome:
    judge = judge_of(sheet, found)
    matched = judge.match()
    done = 0
    for verdicts in judge.verdicts(matched):
        done += len(verdicts)
        if attempt:
            attempt.progress("checking", 20 + 75 * done // (len(matched) or 1))
    judge.rows.outcome.refused = len(judge.rows.refused)
    return judge.rows.outcome


def _apply(sheet: ProfileSheet, attempt: jobs.Attempt, content: bytes) -> None:
    judge = judge_of(sheet, opened(content, sheet.programme))
    attempt.progress("writing", 40)
    with transaction.atomic():
        outcome = write(sheet, judge)
        told = {"applied_at": timezone.now()} if outcome.applied else {"step": Step.CHECK}
        if not attempt.finish(outcome=outcome.as_json(), **told):
            transaction.set_rollback(True)  # a later try has taken over; its result counts


@transaction.atomic
def write(sheet: ProfileSheet, judge: Judge) -> Outcome:
    """Everything or nothing, or all but the refused rows, as the person chose. Two sheets never write at once."""
    execute("SELECT pg_advisory_xact_lock(hashtext('profile sheets'))")
    matched, outcome = judge.match(), judge.rows.outcome
    _lock(matched)
    writer = Writer(sheet, judge)
    for verdicts in judge.verdicts(matched):
        writer.stage([verdict for verdict in verdicts if verdict.changes_anything])
    outcome.refused = len(judge.rows.refused)
    if outcome.refused and not sheet.skip_faulty:
        return outcome
    outcome.skipped += outcome.refused
    outcome.applied = True
    writer.write()
    # Every tie is looked at here and not at the commit, before which the job's own row is written: it stays free.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    if outcome.created or outcome.changed:
        audit.record(Verb.PROFILE_SHEET, sheet, by=Uploader(sheet), after=_told(sheet, outcome))
    return outcome


def _lock(matched: list[Matched]) -> None:
    """Communities, then their drafts, as every action of this room does: who saves meanwhile comes after."""
    communities = [one.community.pk for one in matched if one.community]
    list(
        Community.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=communities)
        .order_by("pk")
        .values_list("pk")
    )
    drafts = Profile.objects.filter(community__in=communities, state__in=OPEN)
    list(drafts.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))


def _told(sheet: ProfileSheet, outcome: Outcome) -> dict[str, Any]:
    counts = {name: getattr(outcome, name) for name in ("rows", "created", "changed", "unchanged", "skipped")}
    control = {f"stated_{name}": outcome.control[name] for name in ("persons", "households")}
    return {"file": sheet.name, "sha256": sheet.sha256, "source": sheet.source_title, **counts, **control}
