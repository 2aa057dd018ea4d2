"""What the blank form of a programme's profiles asks: parts, fields and questions as codes, without a single answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cbp.core.groups import ACROSS, group_choices
from cbp.core.models import Programme
from cbp.core.reach import Person
from cbp.plans.snapshots.parts import group_names
from profiling.models import Question
from profiling.reading import Part, layout_of
from reports.profile_snapshot.dating import last_change

Row = dict[str, Any]
SCHEMA = 1


def form_snapshot(programme: Programme, person: Person | None = None) -> Row:
    bands = programme.age_bands.order_by("lower", "pk")
    counted = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    return {
        "paper": "profile-form",
        "schema": SCHEMA,
        "programme": {"code": programme.code, "title": programme.title, "currency": programme.currency},
        "bands": [[band.lower, band.upper] for band in bands],
        "counted": ["", *(group.code for group in counted), *ACROSS],
        "choices": [code for code, _label in group_choices(programme, mixed=False)],
        "groups": group_names(programme),
        "parts": [_part(part) for part in layout_of(programme).asked],
        "as_of": last_change(Q(thing_type=Programme._meta.label_lower, thing_id=programme.pk)),
    }


def _part(part: Part) -> Row:
    return {
        "code": part.code,
        "is_restricted": part.is_restricted,
        "totals": part.totals,
        "tables": [{"code": table.code, "fields": part.fields(table)} for table in part.section.tables],
        "questions": [_question(question) for question in part.asked],
    }


def _question(question: Question) -> Row:
    return {
        "labels": dict(sorted(question.labels.items())),
        "kind": question.kind,
        "unit": question.unit,
        "options": [{"code": option["code"], "labels": dict(sorted(option["labels"].items()))}
                    for option in question.options],
    }  # fmt: skip
