"""New versions of many profiles at once, each begun as a copy of its validated one: as `profiles.begin_profile` does.

The rows of all of them are copied table by table; what each row became stands in a temporary table, so that a sheet
can write over the copies.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from cbp.core.models import Programme
from cbp.core.staging import execute
from profiling.actions.closing import closed_for, drop_hidden_sources
from profiling.models import (
    Answer,
    PopulationFigure,
    PopulationTotal,
    Profile,
    Question,
    SectionNote,
    Source,
    WarningReason,
)
from profiling.sections import entry_models


def copied_models() -> list[type[models.Model]]:
    """Sources first: the others point at them."""
    return [Source, PopulationTotal, PopulationFigure, *entry_models(), Answer, SectionNote, WarningReason]


def copy_versions(begun: str, programme: Programme, age_bands: str) -> None:
    """`begun` names a temporary table with `profile_id` and `previous_id`. Leaves a table `copied_…` for each model."""
    former = "SELECT id FROM profiling_profile WHERE age_bands = %s"
    only: dict[type[models.Model], tuple[str, list[Any]]] = {
        PopulationFigure: (f"t.profile_id IN ({former})", [age_bands]),  # sets of bands are never mixed
        Answer: (
            f"t.question_id IN (SELECT id FROM {Question._meta.db_table} WHERE programme_id = %s)", [programme.pk],
        ),
    }  # fmt: skip
    for model in copied_models():
        condition, params = only.get(model, ("true", []))
        _copy(model, begun, condition, params)


def close_versions(begun: str, programme: Programme) -> None:
    """What another programme kept restricted stays so (`actions.closing`); rare, so one by one."""
    execute(
        f'UPDATE profiling_profile p SET closed_parts = f.closed_parts FROM "{begun}" b, profiling_profile f'
        " WHERE p.id = b.profile_id AND f.id = b.previous_id AND f.closed_parts <> '{}'"
    )
    for pk, source in _from_elsewhere(begun, programme):
        profile = Profile.objects.select_related("previous__programme", "programme").get(pk=pk)
        if profile.previous:
            profile.closed_parts = closed_for(profile.previous, programme)
            profile.save(update_fields=["closed_parts"])
            drop_hidden_sources(profile, besides=[source])


def _from_elsewhere(begun: str, programme: Programme) -> list[tuple[int, int]]:
    """(new version, the source that the sheet names) of those that copy a version of another programme."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT b.profile_id, b.source_id FROM "{begun}" b JOIN profiling_profile f ON f.id = b.previous_id'
            " WHERE f.programme_id <> %s",
            [programme.pk],
        )
        return [(pk, source) for pk, source in cursor.fetchall()]


def copy_table(model: type[models.Model]) -> str:
    """{old_id, new_id, profile_id} of what was copied."""
    return f"copied_{model._meta.model_name}"


def _copy(model: type[models.Model], begun: str, condition: str, params: list[Any]) -> None:
    table, copied = model._meta.db_table, copy_table(model)
    execute(f'DROP TABLE IF EXISTS pg_temp."{copied}"')
    execute(
        f'CREATE TEMPORARY TABLE "{copied}" ON COMMIT DROP AS'
        f" SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS new_id, o.* FROM"
        f' (SELECT t.id AS old_id, b.profile_id FROM "{table}" t JOIN "{begun}" b ON b.previous_id = t.profile_id'
        f" WHERE {condition} ORDER BY t.id) o",
        params,
    )
    values = {field.column: f't."{field.column}"' for field in model._meta.concrete_fields}
    values |= {"id": "c.new_id", "profile_id": "c.profile_id"}
    source = f'"{copied}" c JOIN "{table}" t ON t.id = c.old_id'
    if "source_id" in values:
        values["source_id"] = "s.new_id"
        source += f' LEFT JOIN "{copy_table(Source)}" s ON s.old_id = t.source_id'
    if model is WarningReason:  # “old:12” names a source
        values["code"] = (
            "CASE WHEN t.code ~ '^old:[0-9]+$' THEN 'old:' || coalesce((SELECT s.new_id FROM"
            f""" "{copy_table(Source)}" s WHERE s.old_id = substr(t.code, 5)::bigint), 0) ELSE t.code END"""
        )
    columns = ", ".join(f'"{column}"' for column in values)
    execute(f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(values.values())} FROM {source} ORDER BY c.new_id')
