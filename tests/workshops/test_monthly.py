"""The wide monthly sheet: what it counts, what it hides, and what the book says of itself."""

from __future__ import annotations

import datetime
from io import BytesIO
from itertools import product

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.core.suppression import HIDDEN
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.participation.monthly import monthly
from cbp.workshops.participation.sharing import shared
from cbp.workshops.phases import SessionState
from tests.chain import make_community, make_cycle, make_session, verified

FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 4, 30)
ASKED = {"first": "2026-03", "last": "2026-04", "use": "shared", "language": "en"}


@pytest.fixture
def cycle(cast):
    cast.here.chain.session.delete()
    return cast.here.chain.cycle


def held(cast, cycle, group: str = "women", people: int = 12, **fields: object) -> Session:
    one = make_session(cycle, group, people, **fields)
    return verified(one, by=cast.manager, recorded_by=cast.facilitator)


def count(session: Session, sex: str, people: int, group: str = "", lower: int | None = 18) -> None:
    upper = 59 if lower == 18 else None
    AttendanceCell.objects.create(session=session, sex=sex, group=group, lower=lower, upper=upper, people=people)


def rows(cycle):
    return monthly(cycle.programme, Session.objects.filter(cycle=cycle), first=FIRST, last=LAST).rows


def book(browser, cycle, name: str = "monthly", **asked: str):
    answer = browser.get(reverse(f"workshops:{name}", args=[cycle.pk]), ASKED | asked)
    assert answer.status_code == 200, answer.content.decode()
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))


def table(found) -> list[dict[tuple[str, str], object]]:
    blocks, labels, *lines = found.worksheets[0].iter_rows(values_only=True)
    heads = list(zip([block or "" for block in blocks], labels, strict=True))
    return [dict(zip(heads, line, strict=True)) for line in lines]


# --- counting ---------------------------------------------------------------------------------------------------------
def test_a_row_for_each_month_and_a_block_for_each_kind(cast, cycle):
    held(cast, cycle, "women", 12)
    mixed = make_session(cycle, "mixed", 20, kind="assembly", attendance_stated=55, households_present=40)
    count(mixed, "m", 30)
    count(mixed, "f", 6, "idp", None)
    verified(mixed, by=cast.manager, recorded_by=cast.facilitator)
    held(cast, cycle, "men", 8, held_on=datetime.date(2026, 4, 2))
    march, april = rows(cycle)
    assert (march.month, march.verified[""], march.by_sex) == (FIRST, 2, 2)
    assert (march.verified["focus-group"], march.verified["assembly"]) == (1, 1)
    found = {key: march.counts.get(key) for key in product(("", "assembly"), ("persons", "f", "m", "x"), (None,))}
    assert list(found.values()) == [67, 32, 30, None, 55, 20, 30, None]
    assert (march.counts["", "f", 18], march.counts["", "group:idp", None]) == (32, 6)
    assert march.counts["assembly", "households", None] == 40
    assert ("focus-group", "households", None) not in march.counts  # not known, which is not zero
    assert april.counts["", "persons", None] == 8


def test_only_verified_sessions_are_counted_and_recorded_ones_are_numbered(cast, cycle):
    held(cast, cycle, "women", 12)
    make_session(cycle, "men", 9, state=SessionState.RECORDED)
    make_session(cycle, "men", 9, state=SessionState.DRAFT)
    (row,) = rows(cycle)
    assert (row.verified[""], row.recorded[""], row.counts["", "persons", None]) == (1, 1, 12)
    assert ("", "m", None) not in row.counts


def test_other_age_bands_are_in_the_sums_and_in_no_age(cast, cycle):
    one = make_session(cycle, "women", 0)
    AttendanceCell.objects.create(session=one, sex="f", lower=0, upper=35, people=9)
    verified(one, by=cast.manager, recorded_by=cast.facilitator)
    found = monthly(cycle.programme, Session.objects.filter(cycle=cycle), first=FIRST, last=LAST)
    assert (found.has_other_ages, found.rows[0].counts) == (
        True, {(kind, column, None): 9 for kind in ("", "focus-group") for column in ("persons", "f")},
    )  # fmt: skip


def test_the_queries_do_not_grow_with_the_sessions(cast, cycle, enter):
    browser = enter(cast.manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            book(browser, cycle)
        return len(queries)

    held(cast, cycle, "women", 12)
    asked()
    one = asked()
    for group, month in (("idp", 3), ("men", 4), ("mixed", 4)):
        held(cast, cycle, group, 7, held_on=datetime.date(2026, month, 9))
    assert asked() == one


# --- hiding -----------------------------------------------------------------------------------------------------------
def whole(a: tuple[int, int], b: tuple[int, int]) -> dict:
    """Two kinds of session, women and men, with every sum."""
    counts = {}
    for kind, (f, m) in (("a", a), ("b", b), ("", (a[0] + b[0], a[1] + b[1]))):
        counts |= {(kind, "f", None): f, (kind, "m", None): m, (kind, "persons", None): f + m}
    return counts


def told(shown: dict) -> set:
    """The hidden counts that only one number fits: all that anybody could think of are tried."""
    known = {key: value for key, value in shown.items() if value != HIDDEN}
    fits: dict = {key: set() for key in shown if key not in known}
    for fa, ma, fb, mb in product(range(13), repeat=4):
        tried = whole((fa, ma), (fb, mb))
        if all(tried[key] == value for key, value in known.items()):
            for key, found in fits.items():
                found.add(tried[key])
    return {key for key, found in fits.items() if len(found) < 2}


@pytest.mark.parametrize(
    ("women", "men"), [((2, 7), (6, 5)), ((2, 0), (6, 5)), ((1, 1), (7, 0)), ((6, 7), (5, 6)), ((3, 0), (0, 3))]
)
def test_no_sum_tells_what_is_hidden(women, men):
    true = whole((women[0], men[0]), (women[1], men[1]))
    shown = shared(true, 5)
    few = [key for key, people in true.items() if 0 < people < 5]
    assert all(shown[key] == HIDDEN for key in few)
    assert not told(shown) & set(few)
    assert few or HIDDEN not in shown.values()


def test_a_part_as_large_as_its_sum_tells_nothing_small():
    """Of a all men are adults: no woman, no boy; so the women of b are those of all, and its men the rest."""
    cells = {("a", "m", 18): 5, ("b", "f", 18): 5, ("b", "m", 0): 1, ("b", "m", 18): 3}
    true: dict = {}
    for kind, sex, age in product("ab", "fm", (0, 18)):
        for one, (column, lower) in product((kind, ""), ((sex, age), (sex, None), ("persons", None))):
            true[one, column, lower] = true.get((one, column, lower), 0) + cells.get((kind, sex, age), 0)
    shown = shared(true, 5)
    women, all_b = shown["", "f", None], shown["b", "persons", None]
    squeezed = shown["a", "m", 18] == shown["a", "persons", None] == 5
    assert shown["b", "m", None] == HIDDEN
    assert not (squeezed and women == 5 and all_b == 9)


def test_that_nobody_came_stays_told(cast, cycle):
    true = {("a", "f", 0): 0, ("a", "f", 18): 3, ("a", "f", None): 3, ("a", "m", None): 9, ("a", "persons", None): 12}
    shown = shared(true, 5)
    assert (shown["a", "f", 0], shown["a", "f", 18], shown["a", "f", None]) == (0, HIDDEN, HIDDEN)
    assert HIDDEN in (shown["a", "m", None], shown["a", "persons", None])


# --- the book ---------------------------------------------------------------------------------------------------------
def test_the_book_hides_small_counts_and_says_so(cast, cycle, enter):
    mixed = make_session(cycle, "mixed", 3, kind="assembly")
    count(mixed, "m", 30)
    verified(mixed, by=cast.manager, recorded_by=cast.facilitator)
    found = book(enter(cast.manager), cycle)
    (row,) = table(found)
    assert row["", "Community"] == cycle.community.name
    assert (row["All sessions", "Women"], row["Community assembly", "Women, 18-59"]) == ("*", "*")
    assert "*" in (row["All sessions", "Men"], row["All sessions", "Participations"])
    assert row["All sessions", "Sessions verified"] == 1
    notes = [line[0] for line in found.worksheets[1].iter_rows(values_only=True)]
    shown = sum(value == "*" for value in row.values())
    assert f"{shown} counts are hidden in this book." in notes
    assert any("participations, not people" in line for line in notes)
    (inside,) = table(book(enter(cast.manager), cycle, use="inside"))
    assert (inside["All sessions", "Women"], inside["All sessions", "Participations"]) == (3, 33)


def test_the_export_is_history(cast, cycle, enter):
    held(cast, cycle)
    book(enter(cast.auditor), cycle)
    line = Event.objects.of(cycle).get(verb=Verb.LIST_EXPORTED)
    assert (line.by_id, line.after) == (
        cast.auditor.pk, {"list": "participation-monthly", "filters": ASKED, "rows": 1},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "women", "rtl"), [("fr", "Femmes", False), ("es", "Mujeres", False), ("ar", "النساء", True)]
)
def test_the_book_in_every_language(cast, cycle, enter, language, women, rtl):
    held(cast, cycle)
    found = book(enter(cast.manager), cycle, language=language)
    sheet = found.worksheets[0]
    assert women in [cell.value for cell in sheet[2]]
    assert sheet.sheet_view.rightToLeft is rtl


def test_a_name_that_begins_like_a_formula_stays_text(cast, cycle, enter):
    type(cycle.community).objects.filter(pk=cycle.community_id).update(name="=cmd|'/C calc'!A1")
    held(cast, cycle)
    sheet = book(enter(cast.manager), cycle).worksheets[0]
    cell = next(cell for cell in sheet[3] if str(cell.value).startswith("=cmd"))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_of_a_programme_the_communities_in_reach_and_within_an_area(cast, cycle, enter):
    held(cast, cycle)
    other = make_community(cast.here, "Far away", area=cast.here.region)
    held(cast, make_cycle(other, cast.here.programme), "men", 9)
    browser, programme = enter(cast.manager), cast.here.programme
    names = [row["", "Community"] for row in table(book(browser, programme, "monthly-programme"))]
    assert sorted(names) == sorted([cycle.community.name, "Far away"])
    below = {"area": str(cast.here.district.pk)}
    names = [row["", "Community"] for row in table(book(browser, programme, "monthly-programme", **below))]
    assert names == [cycle.community.name]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"first": "March"}, "first"), ({"first": "2026-13"}, "first"), ({"last": ""}, "last"),
        ({"first": "2026-04", "last": "2026-03"}, "last"), ({"first": "1900-01"}, "last"),
        ({"language": "xx"}, "language"), ({"use": "all"}, "use"),
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_is_refused(cast, cycle, enter, asked, field):
    answer = enter(cast.manager).get(reverse("workshops:monthly", args=[cycle.pk]), ASKED | asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Event.objects.filter(verb=Verb.LIST_EXPORTED).exists()


def test_the_last_month_that_there_is_holds_nothing(cast, cycle, enter):
    assert table(book(enter(cast.manager), cycle, first="9999-12", last="9999-12")) == []


def test_a_strangers_area_is_no_choice(cast, cycle, enter):
    path = reverse("workshops:monthly-programme", args=[cast.here.programme.pk])
    browser = enter(cast.manager)
    errors = [
        browser.get(path, ASKED | {"area": str(pk)}).context["form"].errors for pk in (cast.there.region.pk, 10**9)
    ]
    assert errors[0] == errors[1]
