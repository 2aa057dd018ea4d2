"""An agenda with its hours."""

from __future__ import annotations

import datetime

import pytest

from cbp.workshops.reading.agenda import agenda_of, planned_minutes

NINE = datetime.time(9)


@pytest.mark.parametrize(
    ("line", "minutes", "text"),
    [
        ("15 Welcome", 15, "Welcome"),
        ("15 min: Welcome", 15, "Welcome"),
        ("15 min. – Welcome", 15, "Welcome"),
        ("15′ Welcome", 15, "Welcome"),
        ("٤٥ أسئلة ومخاوف", 45, "أسئلة ومخاوف"),
        ("Welcome", None, "Welcome"),
        ("15", None, "15"),
        ("15th of May", None, "15th of May"),
        ("2026 in review", None, "2026 in review"),
        ("5 minor points", 5, "minor points"),
    ],
)
def test_a_line_may_begin_with_its_minutes(line, minutes, text):
    (point,) = agenda_of(line, NINE).points
    assert (point.minutes, point.text) == (minutes, text)


def test_the_hours_run_until_a_point_does_not_say_how_long_it_takes():
    agenda = agenda_of("15 Welcome\n\n90 Talk\nPrayer\n10 End", NINE)
    assert [point.at for point in agenda.points] == [NINE, datetime.time(9, 15), datetime.time(10, 45), None]
    assert agenda.minutes is None
    assert agenda_of("15 Welcome\n90 Talk", None).minutes == 105
    assert not agenda_of("15 Welcome\n90 Talk", None).has_hours


def test_an_agenda_beyond_midnight_and_an_empty_one():
    late = agenda_of("120 Talk\n10 End", datetime.time(23))
    assert [point.at for point in late.points] == [datetime.time(23), datetime.time(1)]
    assert (agenda_of(" \n", NINE).points, agenda_of("", NINE).minutes) == ([], None)


def test_the_minutes_of_a_session():
    assert planned_minutes(NINE, datetime.time(11, 30)) == 150
    assert planned_minutes(NINE, None) is None
