"""What the board says beside each cycle, its filters, its tables by area and by facilitator; a thousand of them."""

from __future__ import annotations

import csv
import datetime
import gzip
import time
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cbp.core.models import Area
from cbp.cycles.models import Body, Cycle, Milestone
from cbp.cycles.phases import Phase
from cbp.workshops.models import AttendanceCell, Session, SessionRole
from cbp.workshops.phases import SessionState
from profiling.models import Community
from tests.cast import make_area
from tests.chain import make_organisation, make_session, verified
from tests.desk.counting import questions
from tests.desk.test_board import BOARD, TODAY, TOMORROW, YESTERDAY, another, shown

DAYS = datetime.timedelta(days=1)


def held(cast, cycle: Cycle, group: str = "mixed", *, women=None, men=None, stated=None) -> Session:
    session = make_session(cycle, group, people=0, attendance_stated=stated)
    cells = [("f", women), ("m", men)]
    AttendanceCell.objects.bulk_create(
        AttendanceCell(session=session, sex=sex, lower=18, upper=59, people=people)
        for sex, people in cells if people is not None
    )  # fmt: skip
    return verified(session, cast.planner, cast.facilitator)


def led(session: Session, person, kind: str = "facilitator") -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.DRAFT)
    SessionRole.objects.create(session=session, kind=kind, user=person)


def late_step(cycle: Cycle, position: int = 1, **fields) -> Milestone:
    values = {"station": "prepare", "labels": {"en": "Step"}, "planned_on": YESTERDAY, **fields}
    return Milestone.objects.create(cycle=cycle, position=position, **values)


def body(cycle: Cycle, **fields) -> Body:
    return Body.objects.create(cycle=cycle, **{"kind": "upkeep", "term_ends_on": YESTERDAY, **fields})


def row_of(client, **query):
    (column,) = client.get(BOARD, query).context["columns"]
    (row,) = column.rows
    return row


# --- beside each cycle ------------------------------------------------------------------------------------------------
def test_participations_are_added_up_and_the_share_is_of_those_who_are_known(cast, enter):
    cycle = another(cast, "One")
    held(cast, cycle, women=10, men=30)
    held(cast, cycle, "women", stated=20)  # whoever came to a meeting of women is a woman
    held(cast, cycle, stated=15)  # nobody knows of which sex
    make_session(cycle, "men", people=99)  # not recorded yet
    figures = row_of(enter(cast.auditor)).figures
    assert (figures.sessions, figures.participations) == (3, 75)
    assert (figures.women_share, figures.is_share_incomplete) == (50, True)


def test_a_group_that_was_counted_once_more_is_not_added(cast, enter):
    cycle = another(cast, "One")
    session = make_session(cycle, "mixed", people=12)
    AttendanceCell.objects.create(session=session, sex="f", group="idp", people=7)
    AttendanceCell.objects.create(session=session, sex="m", group="idp", lower=18, upper=59, people=5)
    verified(session, cast.planner, cast.facilitator)
    figures = row_of(enter(cast.auditor)).figures
    assert (figures.participations, figures.women_share) == (12, None)


def test_nobody_counted_is_not_zero(cast, enter):
    held(cast, another(cast, "One"))
    figures = row_of(enter(cast.auditor)).figures
    assert (figures.sessions, figures.participations, figures.women_share) == (1, None, None)


def test_late_steps_and_overdue_bodies_with_the_way_to_them(cast, enter):
    cycle = another(cast, "One")
    late_step(cycle)
    late_step(cycle, 2)
    late_step(cycle, 3, done_on=YESTERDAY)
    late_step(cycle, 4, left_out="Not here")
    late_step(cycle, 5, planned_on=TODAY)
    body(cycle)
    body(cycle, dissolved_on=YESTERDAY)
    body(cycle, term_ends_on=TODAY)
    client = enter(cast.auditor)
    figures = row_of(client).figures
    assert (figures.late_steps, figures.overdue_bodies) == (2, 1)
    html = client.get(BOARD).content.decode()
    assert f'<a href="/cycles/{cycle.pk}/work-plan/">2 late steps</a>' in html
    assert f'<a href="/cycles/{cycle.pk}/bodies/">1 overdue body</a>' in html


def test_within_a_phase_the_late_plan_comes_first_then_late_steps(cast, enter):
    another(cast, "Soon", planned_end_on=TOMORROW)
    late_step(another(cast, "Steps"))
    another(cast, "Late", planned_end_on=YESTERDAY)
    assert shown(enter(cast.auditor)) == [("planning", ["Late", "Steps", "Soon"])]


def test_who_reads_no_sessions_exports_none(cast, enter):
    held(cast, another(cast, "One"), women=10, men=30)
    for person, expected in ((cast.administrator, ""), (cast.auditor, "1")):
        answer = enter(person).get(BOARD, {"format": "csv"})
        (row,) = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
        assert (row["Sessions held"], row["Share of women (%)"]) == (expected, "25.0" if expected else "")


# --- filters ----------------------------------------------------------------------------------------------------------
def test_filters_of_lead_body_steps_and_type(cast, enter):
    lead = make_organisation(cast.here, "Lead")
    one = another(cast, "One", lead=lead, types=["peace", "climate"])
    two = another(cast, "Two", types=["development"])
    body(one)
    body(two, term_ends_on=TOMORROW)
    late_step(two)
    client = enter(cast.auditor)
    expected = {("lead", lead.pk): "One", ("bodies", "1"): "One", ("type", "climate"): "One", ("late", "steps"): "Two"}
    assert {key: shown(client, **{key[0]: key[1]}) for key in expected} == {
        key: [("planning", [name])] for key, name in expected.items()
    }


def test_the_filter_by_facilitator_knows_only_people_of_sessions_in_reach(cast, enter):
    mine = another(cast, "Mine")
    another(cast, "Other")
    led(make_session(mine), cast.facilitator)
    led(make_session(mine, "men"), cast.psea, kind="observer")
    led(make_session(cast.there.chain.cycle), cast.stranger)
    client = enter(cast.auditor)
    answer = client.get(BOARD, {"facilitator": cast.facilitator.pk})
    assert [row.cycle.community.name for row in answer.context["columns"][0].rows] == ["Mine"]
    offered = list(answer.context["filter"].form.fields["facilitator"].queryset)
    assert offered == [cast.facilitator]
    assert client.get(BOARD, {"facilitator": cast.stranger.pk}).context["filter"].form.errors


def test_a_foreign_lead_is_no_choice(cast, enter):
    foreign = cast.there.chain.organisation
    found, none = (enter(cast.manager).get(BOARD, {"lead": pk}).context["filter"] for pk in (foreign.pk, 10**9))
    assert found.form.errors == none.form.errors
    assert foreign not in found.form.fields["lead"].queryset


# --- by area and by facilitator ---------------------------------------------------------------------------------------
def lines(client, name: str, **query) -> dict[str, tuple[int, int, dict[str, int]]]:
    table = client.get(BOARD, query).context[name]
    return {
        line.label: (line.total, line.late, {phase.value: count for phase, count in line.counts if count})
        for line in table.lines
    }


def test_areas_one_level_below_what_all_lie_in(cast, enter):
    here = cast.here
    second = make_area(here.region, "TCD0702", f"Second {here.mark}")
    another(cast, "A", area=here.district, planned_end_on=YESTERDAY)
    another(cast, "B", area=here.district, phase=Phase.PREPARING)
    another(cast, "C", area=second)
    another(cast, "Over", area=second, phase=Phase.CLOSED)
    client = enter(cast.manager)
    district = (2, 1, {"preparing": 1, "planning": 1})
    assert lines(client, "by_area") == {f"District {here.mark}": district, second.name: (1, 0, {"planning": 1})}
    another(cast, "D", area=here.neighbour)
    region = (3, 1, {"preparing": 1, "planning": 2})
    assert lines(client, "by_area") == {str(here.region): region, str(here.neighbour): (1, 0, {"planning": 1})}
    assert lines(client, "by_area", area="TCD07") == {
        f"District {here.mark}": district, second.name: (1, 0, {"planning": 1}),
    }  # fmt: skip


def test_what_lies_in_the_filtered_area_itself_keeps_its_name(cast, enter):
    another(cast, "A", area=cast.here.region)
    another(cast, "B", area=cast.here.district)
    found = lines(enter(cast.manager), "by_area", area="TCD07")
    assert found == {str(cast.here.region): (1, 0, {"planning": 1}), str(cast.here.district): (1, 0, {"planning": 1})}


def test_each_cell_leads_to_the_cycles_that_it_counts(cast, enter):
    another(cast, "A", planned_end_on=YESTERDAY)
    another(cast, "B", area=cast.here.neighbour, phase=Phase.PREPARING)
    client = enter(cast.manager)
    html = unescape(client.get(BOARD, {"type": ""}).content.decode())
    assert f'href="?type=&area={cast.here.region.pcode}&phase=planning"' in html
    assert shown(client, area=cast.here.region.pcode, phase="planning") == [("planning", ["A"])]
    assert shown(client, area=cast.here.region.pcode, late="1") == [("planning", ["A"])]


def test_a_cycle_counts_once_for_each_who_leads_its_sessions(cast, enter):
    one, two = another(cast, "One", planned_end_on=YESTERDAY), another(cast, "Two", phase=Phase.PREPARING)
    for cycle, group in ((one, "women"), (one, "men"), (two, "women")):
        led(make_session(cycle, group), cast.facilitator)
    led(make_session(two), cast.psea, kind="trainer")
    led(make_session(one), cast.planner, kind="authority")
    cancelled = make_session(one)
    led(cancelled, cast.manager)
    Session.objects.filter(pk=cancelled.pk).update(state=SessionState.CANCELLED)
    found = lines(enter(cast.auditor), "by_facilitator")
    assert found == {
        cast.facilitator.label: (2, 1, {"preparing": 1, "planning": 1}), cast.psea.label: (1, 0, {"preparing": 1}),
    }  # fmt: skip
    assert lines(enter(cast.auditor), "by_facilitator", facilitator=cast.psea.pk) == found


# --- many -------------------------------------------------------------------------------------------------------------
def whole(cast, number: int) -> None:
    cycle = another(cast, f"More {number}", planned_end_on=YESTERDAY, lead=make_organisation(cast.here, f"L{number}"))
    held(cast, cycle, women=3, men=4)
    led(make_session(cycle, "women"), (cast.facilitator, cast.psea, cast.manager)[number % 3])
    late_step(cycle)
    body(cycle)


def test_one_and_three_cycles_with_everything_ask_the_same(cast, enter):
    client = enter(cast.manager)
    whole(cast, 0)
    one = questions(client, BOARD)
    exported = questions(client, f"{BOARD}?format=csv")
    whole(cast, 1)
    whole(cast, 2)
    assert questions(client, BOARD) == one
    assert questions(client, f"{BOARD}?format=csv") == exported


def analyze() -> None:
    """As the database does by itself in a house that grows day by day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def many(cast, count: int) -> None:
    """Cycles in a hundred districts, four sessions with attendance each, late steps, bodies, twenty facilitators."""
    areas = [make_area(cast.here.region, f"TCD07{number:03}", f"District {number}") for number in range(100)]
    communities = Community.objects.bulk_create(
        Community(name=f"Community {number}", kind="village", area=areas[number % 100]) for number in range(count)
    )
    leads = [make_organisation(cast.here, f"Lead {number}") for number in range(12)]
    phases = [phase for phase in Phase if phase not in (Phase.CLOSED, Phase.CANCELLED)]
    cycles = Cycle.objects.bulk_create(
        Cycle(
            community=one, programme=cast.here.programme, number=1, phase=phases[at % len(phases)],
            lead=leads[at % 12], planned_end_on=TODAY + (at % 90 - 30) * DAYS, starts_on=TODAY - 200 * DAYS,
        )
        for at, one in enumerate(communities)
    )  # fmt: skip
    sessions = Session.objects.bulk_create(
        Session(cycle=cycle, kind="focus-group", group=group, held_on=TODAY - at * DAYS, state=SessionState.DRAFT)
        for cycle in cycles
        for at, group in enumerate(("women", "men", "youth", "mixed"))
    )
    analyze()  # the trigger of each cell looks for its session
    AttendanceCell.objects.bulk_create(
        AttendanceCell(session=session, sex=sex, lower=18, upper=59, people=7) for session in sessions for sex in "fm"
    )
    people = [cast.facilitator, cast.psea, cast.planner, cast.manager]
    SessionRole.objects.bulk_create(
        SessionRole(session=session, kind="facilitator", user=people[at % 4]) for at, session in enumerate(sessions)
    )
    drafts = Session.objects.filter(state=SessionState.DRAFT)
    drafts.update(state=SessionState.RECORDED, recorded_by=cast.facilitator)
    Milestone.objects.bulk_create(
        Milestone(cycle=cycle, position=1, station="plan", planned_on=YESTERDAY) for cycle in cycles[::3]
    )
    Body.objects.bulk_create(Body(cycle=cycle, kind="upkeep", term_ends_on=YESTERDAY) for cycle in cycles[::5])
    analyze()


@pytest.mark.slow
def test_a_thousand_cycles(cast, enter, capsys):
    """In as many questions as three, in a time that a person waits, and light on the line."""
    client = enter(cast.manager)
    for number in range(3):
        whole(cast, number)
    few = questions(client, BOARD)
    many(cast, 1000)
    assert Area.objects.filter(pcode__startswith="TCD07").count() >= 100
    with CaptureQueriesContext(connection) as asked:
        began = time.monotonic()
        answer = client.get(BOARD)
        took = time.monotonic() - began
    count = len(asked)
    exported = time.monotonic()
    lines_out = client.get(BOARD, {"format": "csv"}).content.count(b"\n")
    exported = time.monotonic() - exported
    weight = len(gzip.compress(answer.content, compresslevel=6))
    with capsys.disabled():
        print(f"\n1,000 cycles: {count} questions, {took:.2f} s, {weight} bytes; exported in {exported:.2f} s")
    assert answer.context["page_obj"].paginator.count == 1003
    assert lines_out == 1004
    assert count == few
    assert weight <= 15_000
    assert took < 3


def test_a_late_day_is_a_day_of_the_reader(cast, enter):
    """What is late is asked of the day in the house, once for the rows, the tables and the order."""
    another(cast, "One", planned_end_on=timezone.localdate() - DAYS)
    answer = enter(cast.auditor).get(BOARD)
    assert answer.context["by_area"].lines[0].late == 1
    assert answer.context["columns"][0].rows[0].cycle.is_late
