"""The board of cycles: grouped, the late ones first, filtered in the address, as cheap for many as for one."""

from __future__ import annotations

import csv
import datetime
from html import unescape

import pytest
from django.utils import timezone, translation

from cbp.core import audit
from cbp.core.models import Programme, Verb
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Phase
from cbp.desk.board import BEFORE_THE_PLAN
from cbp.desk.board_figures import Figures, Row, columns
from cbp.plans.phases import PlanState
from tests.cast import HERE
from tests.chain import make_community, make_cycle, make_plan, make_session, verified
from tests.desk.counting import questions

BOARD = "/cycles/"
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)


def another(cast, name: str, **fields) -> Cycle:
    community = make_community(cast.here, name, **({"area": fields.pop("area")} if "area" in fields else {}))
    return make_cycle(community, fields.pop("programme", cast.here.programme), **fields)


def shown(client, **query) -> list[tuple[str, list[str]]]:
    columns = client.get(BOARD, query).context["columns"]
    return [(column.phase.value, [row.cycle.community.name for row in column.rows]) for column in columns]


def test_by_phase_the_late_ones_first(cast, enter):
    another(cast, "Later", phase=Phase.PLANNING, planned_end_on=TOMORROW)
    another(cast, "Open", phase=Phase.PLANNING)
    another(cast, "Late", phase=Phase.PLANNING, planned_end_on=YESTERDAY)
    another(cast, "Begun", phase=Phase.PREPARING)
    another(cast, "Over", phase=Phase.CLOSED)
    client = enter(cast.auditor)
    assert shown(client) == [("preparing", ["Begun"]), ("planning", ["Late", "Later", "Open"])]
    assert "late since" in client.get(BOARD).content.decode()


def test_a_phase_and_its_only_station_are_not_named_twice(cast):
    """In French both are “Mise en œuvre”."""
    rows = [
        Row(another(cast, phase.value, phase=phase), "", Figures()) for phase in (Phase.PLANNING, Phase.IMPLEMENTING)
    ]
    with translation.override("fr"):
        assert [column.stations for column in columns(rows)] == ["Ateliers · Priorités", ""]


@pytest.mark.parametrize("phase", Phase)
def test_late_is_only_what_still_waits_for_its_plan(cast, enter, phase):
    another(cast, "One", phase=phase, planned_end_on=YESTERDAY)
    late = [("planning", "One")] if phase in BEFORE_THE_PLAN else []
    found = shown(enter(cast.auditor), late="1", phase=phase.value)
    assert bool(found) is bool(late)


def test_today_is_not_late(cast, enter):
    another(cast, "One", planned_end_on=TODAY)
    assert shown(enter(cast.auditor), late="1") == []


def test_the_funnel_counts_every_phase_whatever_phase_is_shown(cast, enter):
    for number, phase in enumerate([Phase.PLANNING, Phase.PLANNING, Phase.CLOSED]):
        another(cast, f"C{number}", phase=phase)
    context = enter(cast.auditor).get(BOARD, {"phase": "closed", "late": "1"}).context
    assert {step.phase.value: step.count for step in context["funnel"] if step.count} == {"planning": 2, "closed": 1}
    assert [step.phase for step in context["funnel"]] == list(Phase)


def test_filters_in_the_address(cast, enter):
    other = Programme.objects.create(
        code="O", title="Other", country=cast.here.country, currency="XAF", languages=["en"]
    )
    another(cast, "Here")
    another(cast, "There", programme=other, area=cast.here.neighbour)
    client = enter(cast.administrator)
    assert shown(client, programme=other.pk) == [("planning", ["There"])]
    assert shown(client, area="TCD0701") == [("planning", ["Here"])]
    assert shown(client, area="TCD070") == [("planning", ["There"])]
    assert shown(client, phase="assessing") == []
    assert f'value="{other.pk}" selected' in client.get(BOARD, {"programme": other.pk}).content.decode()


def test_a_foreign_programme_is_no_choice(cast, enter):
    another(cast, "Here")
    answer = enter(cast.manager).get(BOARD, {"programme": cast.there.programme.pk})
    nothing = enter(cast.manager).get(BOARD, {"programme": 10**9})
    assert answer.context["filter"].form.errors == nothing.context["filter"].form.errors


def test_since_when_the_last_session_and_the_plan(cast, enter):
    cycle = another(cast, "One")
    audit.record(Verb.CYCLE_STARTED, cycle, by=cast.manager)
    audit.record(Verb.CYCLE_CHANGED, cycle, by=cast.manager)
    held = make_session(cycle, held_on=datetime.date(2026, 5, 1))
    verified(held, cast.planner, cast.facilitator)
    make_session(cycle, held_on=datetime.date(2026, 6, 1))  # not recorded yet
    make_plan(cycle, state=PlanState.SUBMITTED)
    make_plan(cycle, number=2, state=PlanState.WITHDRAWN)
    make_session(cycle, held_on=TOMORROW, state="planned")
    make_session(cycle, held_on=YESTERDAY, state="planned")  # its day has gone
    (row,) = enter(cast.auditor).get(BOARD).context["columns"][0].rows
    assert (row.cycle.since.date(), row.cycle.last_session) == (timezone.now().date(), datetime.date(2026, 5, 1))
    assert (row.cycle.next_session, row.figures.sessions) == (TOMORROW, 1)
    assert row.plan == "Submitted to the authority"


def test_a_partner_learns_of_no_session(cast, enter):
    cycle = another(cast, "One")
    verified(make_session(cycle), cast.planner, cast.facilitator)
    answer = enter(cast.partner).get(BOARD)
    (row,) = answer.context["columns"][0].rows
    assert (row.cycle.last_session, row.figures.sessions, row.figures.participations) == (None, None, None)
    assert answer.context["by_facilitator"] is None
    assert "Participations" not in answer.content.decode()


def test_the_board_leaves_as_seen(cast, enter):
    another(cast, "Late", planned_end_on=YESTERDAY, lead=cast.here.chain.organisation)
    another(cast, "Not late")
    answer = enter(cast.auditor).get(BOARD, {"late": "1", "format": "csv"})
    table = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [{name: value for name, value in row.items() if value} for row in table] == [{
        "Community": "Late", "Number of the cycle": "1", "Lies in": f"District {HERE}", "P-code": "TCD0701",
        "Programme": f"P-{HERE}", "Phase": "Planning", "Lead organisation": f"Organisation {HERE}",
        "Plan expected by": str(YESTERDAY), "Late": "yes", "Sessions held": "0", "Late steps of the work plan": "0",
        "Bodies whose renewal is overdue": "0",
    }]  # fmt: skip


def test_a_thousand_cycles_ask_no_more_than_one(cast, enter):
    client = enter(cast.manager)
    cycle = another(cast, "First")
    make_session(cycle)
    make_plan(cycle)
    one = questions(client, BOARD)
    for number in range(3):
        cycle = another(cast, f"More {number}", phase=list(Phase)[number + 1], planned_end_on=YESTERDAY)
        make_session(cycle, "idp")
        make_plan(cycle)
        audit.record(Verb.CYCLE_MOVED, cycle, by=cast.manager)
    assert questions(client, BOARD) == one


def test_an_empty_board_says_what_next(cast, enter):
    body = unescape(enter(cast.auditor).get(BOARD).content.decode())
    assert "No planning cycle is running within your reach" in body
    assert "No planning cycle fits this filter" in unescape(
        enter(cast.auditor).get(BOARD, {"phase": "draft"}).content.decode()
    )


@pytest.mark.parametrize("value", ["\x00", "9" * 4000, "%_%", "';--", "x" * 5000, "-1"])
@pytest.mark.parametrize("page", [BOARD, "/communities/"])
def test_odd_words_in_the_address_are_answered(cast, enter, page, value):
    another(cast, "One")
    names = ("q", "area", "programme", "phase", "late", "kind", "page", "format")
    names += ("facilitator", "lead", "bodies", "type")
    query = dict.fromkeys(names, value)
    assert enter(cast.manager).get(page, query).status_code in (200, 400)
