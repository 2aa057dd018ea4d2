"""Taking back what a sheet wrote, as long as nobody has gone on with it.

Somebody has, when a version is not the one that the sheet left behind, or when something new hangs on a community or a
version that the sheet made: a planning cycle, an assessment, a session that confirmed it, a reason for a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop as _  # a worker refuses; the reader's language is not known yet

from cbp.core import audit, jobs
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.core.staging import Stage, execute, types_of
from profiling.actions.sheet_copying import copied_models
from profiling.actions.sheet_steps import Uploader
from profiling.models import Community, CommunityName, Profile, ProfileSheet, SheetTouch, Source, WarningReason
from profiling.phases import OPEN
from profiling.sheets.standing import KINDS, SERVICE, Kind
from profiling.sheets.tables.stored import entry_kinds

NAMED = 3  # communities within one refusal
Touches = models.QuerySet[SheetTouch]


def refuse_edited(sheet: ProfileSheet) -> None:
    """Names the first communities with which somebody went on."""
    edited = edited_touches(sheet)
    count = edited.count()
    if count:
        named = edited.select_related("community").order_by("row", "pk")[:NAMED]
        names = ", ".join(f"“{touch.community.name}”" for touch in named)
        told = _(
            "People have gone on with communities of this sheet (%(count)s): %(names)s. It cannot be undone any more."
        )
        raise Refused(told, count=count, names=names)


def edited_touches(sheet: ProfileSheet) -> Touches:
    explained = WarningReason.objects.filter(profile=OuterRef("profile"), at__gt=sheet.applied_at)
    filled = Q(profile__isnull=False)
    changed: Any = (
        ~Q(community__version=F("community_version"))
        | (filled & ~Q(profile__version=F("profile_version")))
        | (filled & ~Q(profile__state__in=OPEN))
        | Exists(explained)
    )
    ours = {Profile, CommunityName, SheetTouch, Community.programmes.through, *copied_models()}
    for rows, field in _pointing_at(Community, ours):
        changed |= Q(community_is_new=True) & Exists(rows.filter(**{field: OuterRef("community")}))
    for rows, field in _pointing_at(Profile, ours):
        changed |= Q(profile_is_new=True) & Exists(rows.filter(**{field: OuterRef("profile")}))
    others = Profile.objects.filter(community=OuterRef("community")).exclude(pk=OuterRef("profile"))
    enrolled = Community.programmes.through.objects.filter(community_id=OuterRef("community"))
    changed |= Q(community_is_new=True) & Q(filled) & Exists(others)
    changed |= Q(community_is_new=True, profile=None) & Exists(Profile.objects.filter(community=OuterRef("community")))
    changed |= Q(community_is_new=True) & Exists(enrolled.exclude(programme_id=sheet.programme_id))
    return SheetTouch.objects.filter(sheet=sheet).filter(changed)


def _pointing_at(model: type[models.Model], besides: set[Any]) -> Iterator[tuple[Any, str]]:
    """Every row that may point at one of these, on whatever floor: (rows, field)."""
    for relation in model._meta.related_objects:
        if relation.related_model not in besides:
            yield relation.related_model._base_manager.all(), relation.field.name
    if model is Profile:
        yield Profile.objects.all(), "previous"


# --- the worker's part ------------------------------------------------------------------------------------------------
def undo(sheet: ProfileSheet, attempt: jobs.Attempt) -> None:
    """All of it or nothing. The sheet can be checked and applied again afterwards."""
    attempt.progress("undoing", 20)
    with transaction.atomic():
        take_back(sheet)
        if not attempt.finish():
            transaction.set_rollback(True)  # a later try has taken over; its result counts


@transaction.atomic
def take_back(sheet: ProfileSheet) -> None:
    execute("SELECT pg_advisory_xact_lock(hashtext('profile sheets'))")
    touches = SheetTouch.objects.filter(sheet=sheet)
    _lock(touches)
    refuse_edited(sheet)
    filled = touches.filter(profile_is_new=False).exclude(profile=None)
    _restore(filled)
    _restore_communities(touches)
    _remove_versions(touches.filter(profile_is_new=True))
    _remove_communities(touches.filter(community_is_new=True))
    after = {"file": sheet.name, "created": touches.filter(community_is_new=True).count(), "changed": touches.count()}
    audit.record(Verb.PROFILE_SHEET_UNDONE, sheet, by=Uploader(sheet), after=after)
    touches.delete()


def _lock(touches: Touches) -> None:
    for model, name in ((Community, "community"), (Profile, "profile")):
        rows: Any = model._default_manager.filter(pk__in=touches.exclude(**{name: None}).values(name))
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


# --- what was filled --------------------------------------------------------------------------------------------------
def _kinds_of(touches: Touches) -> list[Kind]:
    """The usual ones, and those of the sheets of rows that some touch names."""
    named = "SELECT DISTINCT r ->> 0 FROM profiling_sheettouch t, jsonb_array_elements(t.before -> 'rows') r"
    with connection.cursor() as cursor:
        cursor.execute(f"{named} WHERE t.id = ANY(%s)", [list(touches.values_list("pk", flat=True))])
        names = {name for (name,) in cursor.fetchall()}
    return [*KINDS, *(kind for kind in entry_kinds() if kind.name in names)]


def _restore(touches: Touches) -> None:
    """Each row as it was before; those that the sheet added go, and its source where nothing else names it."""
    kinds = {kind.name: kind for kind in _kinds_of(touches)}
    ids = dict.fromkeys(("profile_id", "target_id", "source_id"), "bigint")
    stages = {
        name: Stage(f"undo_{name}", {**ids, **types_of(kind.model, [*kind.key, *kind.values])})
        for name, kind in kinds.items()
    }
    sources = Stage("undo_sources", {"id": "bigint"})
    for touch in touches.order_by("pk").iterator(500):
        for name, stage in stages.items():
            stage.add(_lines(touch, kinds[name]))
        if touch.before and touch.before["source"]:
            sources.add([(touch.before["source"],)])
    for kind in kinds.values():
        _write_back(kind)
    bare = " AND ".join(
        f'NOT EXISTS (SELECT 1 FROM "{model._meta.db_table}" x WHERE x.source_id = s.id)'
        for model in copied_models()
        if any(field.column == "source_id" for field in model._meta.concrete_fields)
    )
    execute(f"DELETE FROM {Source._meta.db_table} s WHERE s.id IN (SELECT id FROM undo_sources) AND {bare}")
    Profile.objects.filter(pk__in=touches.values("profile")).update(version=F("version") + 1)


def _lines(touch: SheetTouch, kind: Kind) -> Iterator[tuple[Any, ...]]:
    for table, key, target, values, source in touch.before["rows"] if touch.before else ():
        if table == kind.name:
            yield touch.profile_id, target, source, *key, *(values if values is not None else kind.blank)


def _write_back(kind: Kind) -> None:
    table, stage = kind.model._meta.db_table, f"undo_{kind.name}"
    key = ("profile_id", *(kind.key or kind.values))  # a row without a key is told by all that it says
    same_key = " AND ".join(f't."{name}" IS NOT DISTINCT FROM s."{name}"' for name in key)
    if kind is SERVICE:
        same_key += " AND t.quarter_id IS NULL"
    execute(f'DELETE FROM "{table}" t USING "{stage}" s WHERE s.target_id IS NULL AND {same_key}')
    values = ", ".join(f'"{name}" = s."{name}"' for name in (*kind.values, "source_id"))
    execute(f'UPDATE "{table}" t SET {values} FROM "{stage}" s WHERE t.id = s.target_id')


def _restore_communities(touches: Touches) -> None:
    """Points, names and the programme as they were. A version is counted on: others have a stale page otherwise."""
    through = Community.programmes.through
    for touch in touches.filter(community_is_new=False).exclude(community_before=None).order_by("pk").iterator(500):
        before: Any = touch.community_before
        Community.objects.filter(pk=touch.community_id).update(
            **{name: before[name] for name in ("latitude", "longitude", "precision")}, version=F("version") + 1
        )
        CommunityName.objects.filter(community=touch.community_id, text__in=before["names"], language="").delete()
        if before["enrolled"]:
            through.objects.filter(community_id=touch.community_id, programme_id=touch.sheet.programme_id).delete()


# --- what was made ----------------------------------------------------------------------------------------------------
def _remove_versions(touches: Touches) -> None:
    """Rows first, their sources after them, then the versions; they are drafts, so the triggers let them go."""
    pks = list(touches.values_list("profile_id", flat=True))
    for model in reversed(copied_models()):
        execute(f'DELETE FROM "{model._meta.db_table}" WHERE profile_id = ANY(%s)', [pks])
    execute(f'DELETE FROM "{Profile._meta.db_table}" WHERE id = ANY(%s)', [pks])


def _remove_communities(touches: Touches) -> None:
    pks = list(touches.values_list("community_id", flat=True))
    for model in (CommunityName, Community.programmes.through):
        execute(f'DELETE FROM "{model._meta.db_table}" WHERE community_id = ANY(%s)', [pks])
    execute(f'DELETE FROM "{Community._meta.db_table}" WHERE id = ANY(%s)', [pks])
