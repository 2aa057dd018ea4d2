"""History: one line in the action's own transaction, and nobody takes it back."""

from __future__ import annotations

import datetime
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from cbp.core import audit
from cbp.core.models import Area, Event, Verb
from tests.cast import make_area, make_person


@pytest.fixture
def line(db) -> Event:
    return audit.record(Verb.AREA_CHANGED, None, by=None, after={"name": "Lac"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_event SET by_label = 'x'",
        "DELETE FROM core_event",
        "TRUNCATE core_event",
        "TRUNCATE core_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_it(line, statement):
    """A61."""
    words = f"History is append-only: {statement.split()[0]} is refused"
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().after == {"name": "Lac"}


@pytest.mark.parametrize(
    "change", [lambda one: one.save(), lambda one: one.delete(), lambda one: Event.objects.all().delete()]
)
def test_the_models_cannot_either(line, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(line)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="in the transaction of the action"):
        audit.record(Verb.AREA_CHANGED, None, by=None)
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_line():
    with suppress(ZeroDivisionError), transaction.atomic():
        audit.record(Verb.AREA_CHANGED, None, by=None)
        raise ZeroDivisionError
    assert Event.objects.count() == 0


def test_a_line_keeps_ids_and_labels(db):
    person = make_person("حليمة يوسف")
    area = make_area(None, "TCD", "Chad", country="TCD")
    line = audit.record(
        Verb.AREA_CHANGED, area, by=person, before={"name": "Tchad"}, after={"name": "Chad"}, reason="x" * 600
    )
    line.refresh_from_db()
    assert (line.thing_type, line.thing_id, line.thing_label, line.by_id, line.by_label, line.area_path) == (
        "core.area", area.pk, "Chad", person.pk, "حليمة يوسف", "TCD/",
    )  # fmt: skip
    assert (len(line.reason), line.at.tzinfo is not None) == (500, True)


def test_a_line_outlives_what_it_tells_of(db):
    person, area = make_person("Ada"), make_area(None, "TCD", "Chad", country="TCD")
    audit.record(Verb.AREA_CHANGED, area, by=person)
    Area.objects.all().delete()
    person.delete()
    assert str(Event.objects.get()) == "Ada changed the area: Chad"


def test_values_are_kept_as_a_person_reads_them():
    values = [
        None,
        True,
        5,
        "x",
        Decimal("1.50"),
        datetime.date(2024, 1, 2),
        ["a", Decimal(1)],
        {1: gettext_lazy("Chad")},
    ]
    assert [audit.plain(value) for value in values] == [
        None,
        True,
        5,
        "x",
        "1.50",
        "2024-01-02",
        ["a", "1"],
        {"1": "Chad"},
    ]


def test_every_verb_is_a_thing_and_a_deed():
    assert all(len(verb.value) <= 30 and verb.value.count(".") == 1 for verb in Verb)
