"""Bodies: every action with its refusals, what does not add up in their counts, names that leave no trace."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.actions import bodies as actions
from cbp.cycles.models import Body, BodyMember, Cycle
from cbp.cycles.phases import Phase
from cbp.cycles.reading.bodies import counts_of, picture_of, standing_counts, to_renew, warnings_of
from tests.chain import make_community, make_cycle

TODAY = timezone.localdate()
DAYS = datetime.timedelta(days=1)


@pytest.fixture
def cycle(cast) -> Cycle:
    return make_cycle(make_community(cast.here), cast.here.programme)


def body(cycle: Cycle, **fields) -> Body:
    return Body(cycle=cycle, **{"kind": "action-group", **fields})


def formed(cast, cycle: Cycle, **fields) -> Body:
    return actions.form_body(body(cycle, **fields), by=cast.facilitator)


def member(**fields) -> BodyMember:
    values = {"role": "treasurer", "name": "Hawa Zarmelik", "purpose": "Signs at the bank", "has_consent": True}
    return BodyMember(**{**values, **fields})


def ended(cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(phase=Phase.CLOSED)


def last_line(thing) -> Event:
    return Event.objects.of(thing).latest_first()[0]


# --- forming and changing ---------------------------------------------------------------------------------------------
def test_a_body_is_formed_and_told_to_the_history(cast, cycle):
    made = formed(cast, cycle, name="Water", formed_on=TODAY, women=5, men=4)
    line = last_line(made)
    assert (line.verb, line.after["women"], "youth" in line.after) == (Verb.BODY_FORMED, 5, False)
    assert (line.programme_id, line.area_path) == (cycle.programme_id, cycle.community.area.path)


def test_today_is_no_day_to_come_and_one_day_of_grace_is_given(cast, cycle):
    assert formed(cast, cycle, formed_on=TODAY + DAYS).pk
    with pytest.raises(Refused, match="lies in the future"):
        formed(cast, cycle, formed_on=TODAY + 3 * DAYS)


@pytest.mark.parametrize(("fields", "words"), [
    ({"women": -1}, "Women: "),
    ({"men": 1001}, "Men: "),
    ({"youth": -1}, "Youth: "),
    ({"members_stated": 5000}, "Members, as stated: "),
    ({"turnout": 101}, "Turn-out of a hundred: "),
    ({"formed_on": TODAY, "term_ends_on": TODAY - DAYS}, "The term ends before the body was formed."),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(cast, cycle, fields, words):
    with pytest.raises(Refused, match=words):
        formed(cast, cycle, **fields)
    made = formed(cast, cycle)
    for name, value in fields.items():
        setattr(made, name, value)
    with pytest.raises(Refused, match=words):
        actions.change_body(made, fields=list(fields), expected=1, by=cast.facilitator)
    assert Body.objects.get().version == 1


def test_a_body_is_changed_and_a_checked_translation_is_doubted(cast, cycle):
    made = formed(cast, cycle, name="Water", language="en")
    Body.objects.update(translations={"fr": {"name": {"text": "Eau", "state": "checked"}}})
    made = Body.objects.get()
    made.name = "Wells"
    actions.change_body(made, fields=["name"], expected=1, by=cast.facilitator)
    kept = Body.objects.get()
    assert (kept.name, kept.version, kept.translations["fr"]["name"]["state"]) == ("Wells", 2, "draft")
    assert (last_line(kept).before, last_line(kept).after) == ({"name": "Water"}, {"name": "Wells"})


def test_a_stale_change_is_no_change(cast, cycle):
    made = formed(cast, cycle)
    actions.change_body(made, fields=["note"], expected=1, by=cast.facilitator)
    with pytest.raises(Stale):
        actions.change_body(made, fields=["note"], expected=1, by=cast.facilitator)


# --- dissolving -------------------------------------------------------------------------------------------------------
def test_a_body_is_dissolved_with_its_day_and_why_and_changes_no_more(cast, cycle):
    made = formed(cast, cycle, formed_on=TODAY - 9 * DAYS, term_ends_on=TODAY - DAYS)
    actions.dissolve_body(made, on=TODAY, reason=" Nobody came ", by=cast.facilitator)
    kept = Body.objects.get()
    assert (kept.dissolved_on, kept.dissolved_because, kept.is_standing) == (TODAY, "Nobody came", False)
    assert (last_line(kept).reason, last_line(kept).after) == ("Nobody came", {"dissolved_on": str(TODAY)})
    assert not Body.objects.overdue_on(TODAY).exists()
    for act in (
        lambda: actions.change_body(kept, fields=["note"], expected=kept.version, by=cast.facilitator),
        lambda: actions.dissolve_body(kept, on=TODAY, reason="Again", by=cast.facilitator),
        lambda: actions.set_members(kept, [], by=cast.facilitator),
        lambda: actions.renew_body(body(cycle), of=kept, by=cast.facilitator),
    ):
        with pytest.raises(Refused, match="This body is dissolved"):
            act()


@pytest.mark.parametrize(("on", "reason", "words"), [
    (TODAY + 3 * DAYS, "Because", "lies in the future"),
    (TODAY - 20 * DAYS, "Because", "dissolved after it was formed"),
    (TODAY, "  ", "Say why"),
])  # fmt: skip
def test_no_body_is_dissolved_so(cast, cycle, on, reason, words):
    made = formed(cast, cycle, formed_on=TODAY - 9 * DAYS)
    with pytest.raises(Refused, match=words):
        actions.dissolve_body(made, on=on, reason=reason, by=cast.facilitator)


@pytest.mark.parametrize("on", [datetime.date(1, 1, 1), TODAY - 40 * 366 * DAYS])
def test_of_unknown_beginning_it_is_still_not_dissolved_before_its_time(cast, cycle, on):
    made = formed(cast, cycle)
    with pytest.raises(Refused, match="more than 15 years from the start of the cycle"):
        actions.dissolve_body(made, on=on, reason="Because", by=cast.facilitator)
    assert not Body.objects.get().is_dissolved


def test_the_named_go_with_the_body_and_the_history_tells_how_many(cast, cycle):
    made, other = formed(cast, cycle, women=4, members_stated=7), formed(cast, cycle)
    actions.set_members(made, [member(), member(role="chair")], by=cast.facilitator)
    actions.set_members(other, [member()], by=cast.facilitator)
    actions.dissolve_body(Body.objects.get(pk=made.pk), on=TODAY, reason="Over", by=cast.facilitator)
    kept = Body.objects.get(pk=made.pk)
    assert (kept.members.count(), kept.women, kept.members_stated, other.members.count()) == (0, 4, 7, 1)
    line = last_line(kept)
    assert line.after == {"dissolved_on": str(TODAY), "names_erased": 2}
    assert ("Names erased", ["–"], ["2"]) in line.rows


def test_a_body_that_is_not_dissolved_keeps_its_names(cast, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member()], by=cast.facilitator)
    with pytest.raises(Refused, match="Say why"):
        actions.dissolve_body(Body.objects.get(), on=TODAY, reason=" ", by=cast.facilitator)
    assert made.members.count() == 1


# --- renewing ---------------------------------------------------------------------------------------------------------
def test_a_body_is_renewed_with_its_kind_and_name_and_nobody_named(cast, cycle):
    older = formed(cast, cycle, name="ماء", language="ar", women=3, men=2, term_ends_on=TODAY - DAYS)
    actions.set_members(older, [member()], by=cast.facilitator)
    newer = actions.renew_body(Body(cycle=cycle, formed_on=TODAY), of=older, by=cast.facilitator)
    assert (newer.kind, newer.name, newer.language, newer.women) == ("action-group", "ماء", "ar", None)
    assert (newer.renews, newer.members.count()) == (older, 0)
    assert not Body.objects.overdue_on(TODAY).exists()
    with pytest.raises(Refused, match="renewed already"):
        actions.renew_body(body(cycle), of=older, by=cast.facilitator)
    with pytest.raises(Refused, match="renewed already"):
        actions.dissolve_body(Body.objects.get(pk=older.pk), on=TODAY, reason="Late", by=cast.facilitator)


def test_bodies_of_an_ended_cycle_are_offered_to_the_one_that_runs(cast, cycle):
    older, gone = formed(cast, cycle, name="Goes on"), formed(cast, cycle, name="Gone")
    actions.dissolve_body(gone, on=TODAY, reason="Over", by=cast.facilitator)
    later = Cycle(community=cycle.community, programme=cycle.programme, number=2)
    assert actions.cycle_for(older) == cycle
    ended(cycle)
    older = Body.objects.get(pk=older.pk)
    assert actions.cycle_for(older) is None
    later.save()
    assert actions.cycle_for(older) == later
    assert list(to_renew(later)) == [older]
    actions.renew_body(body(later), of=older, by=cast.facilitator)
    assert list(to_renew(later)) == []


def test_a_body_of_elsewhere_or_of_a_later_day_is_not_renewed(cast, cycle):
    elsewhere = make_cycle(make_community(cast.here, "Elsewhere"), cast.here.programme)
    older = formed(cast, cycle, formed_on=TODAY)
    with pytest.raises(Refused, match="of an earlier one of this community"):
        actions.renew_body(body(elsewhere), of=older, by=cast.facilitator)
    with pytest.raises(Refused, match="before the one that it renews"):
        actions.renew_body(body(cycle, formed_on=TODAY - DAYS), of=older, by=cast.facilitator)


def test_in_an_ended_cycle_nothing_changes_but_a_name_that_is_taken_out(cast, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member()], by=cast.facilitator)
    ended(cycle)
    made = Body.objects.get()
    for act in (
        lambda: formed(cast, Cycle.objects.get()),
        lambda: actions.change_body(made, fields=["note"], expected=made.version, by=cast.facilitator),
        lambda: actions.dissolve_body(made, on=TODAY, reason="Over", by=cast.facilitator),
        lambda: actions.set_members(made, [], by=cast.facilitator),
        lambda: actions.renew_body(body(Cycle.objects.get()), of=made, by=cast.facilitator),
    ):
        with pytest.raises(Refused, match="This cycle has ended"):
            act()
    actions.remove_member(made.members.get(), by=cast.facilitator)
    assert made.members.count() == 0


# --- named members ----------------------------------------------------------------------------------------------------
def test_names_are_sealed_and_the_history_keeps_roles_alone(cast, cycle):
    made = formed(cast, cycle, women=4)
    actions.set_members(made, [member(), member(role="chair", name="Idriss Zarmelik", sex="m")], by=cast.facilitator)
    assert [one.name for one in made.members.order_by("pk")] == ["Hawa Zarmelik", "Idriss Zarmelik"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, '') FROM cycles_bodymember m")
        assert "Zarmelik" not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(e::text, '') FROM core_event e")
        assert "Zarmelik" not in cursor.fetchone()[0]
    line = last_line(made)
    assert (line.verb, line.after) == (Verb.BODY_MEMBERS, {actions.ROLE: ["treasurer", "chair"]})
    assert line.rows == [("Role", ["–"], ["Treasurer, Chair"])]


def test_a_name_is_taken_out_on_request_and_the_counts_stay(cast, cycle):
    made = formed(cast, cycle, women=4, members_stated=7)
    actions.set_members(made, [member(), member(role="chair")], by=cast.facilitator)
    first = made.members.order_by("pk")[0]
    actions.remove_member(first, by=cast.manager)
    kept = Body.objects.get()
    assert [one.role for one in kept.members.all()] == ["chair"]
    assert (kept.women, kept.members_stated, kept.version) == (4, 7, 3)
    assert (last_line(kept).reason, last_line(kept).after) == ("Removed on request", {actions.ROLE: ["chair"]})
    with pytest.raises(Refused, match="taken out already"):
        actions.remove_member(BodyMember(pk=first.pk, body=made), by=cast.manager)


@pytest.mark.parametrize(("fields", "words"), [
    ({"role": "king"}, "Choose the role"), ({"name": " "}, "Write the name"), ({"purpose": " "}, "needed for"),
    ({"has_consent": False}, "only when the person agreed"),
])  # fmt: skip
def test_no_name_without_role_purpose_and_consent(cast, cycle, fields, words):
    made = formed(cast, cycle)
    with pytest.raises(Refused, match=words):
        actions.set_members(made, [member(), member(**fields)], by=cast.facilitator)
    assert not BodyMember.objects.exists()


def test_fifteen_are_named_and_no_more(cast, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member() for _one in range(15)], by=cast.facilitator)
    with pytest.raises(Refused, match="At most 15"):
        actions.set_members(made, [member() for _one in range(16)], by=cast.facilitator)
    assert made.members.count() == 15


def test_two_who_name_members_lose_nothing(cast, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member()], expected=1, by=cast.facilitator)
    with pytest.raises(Stale):
        actions.set_members(made, [], expected=1, by=cast.manager)
    assert made.members.count() == 1


# --- counts -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("fields", "expected"), [
    ({"women": 8, "men": 7, "members_stated": 15}, []),
    ({"women": 8, "men": 7}, []),
    ({"members_stated": 15}, []),
    ({"women": 8, "members_stated": 15}, []),  # the men are not known
    (
        {"women": 8, "men": 6, "others": 1, "members_stated": 17},
        ["8 + 6 + 1 = 15, but 17 members were stated: 2 are missing."],
    ),
    ({"women": 8, "men": 8, "members_stated": 15}, ["8 + 8 = 16, but 15 members were stated: 1 too many."]),
    ({"women": 16, "members_stated": 15}, ["16 = 16, but 15 members were stated: 1 too many."]),
    ({"youth": 5, "members_stated": 4}, ["Youth: 5, but the body has 4 members: 1 too many."]),
    ({"displaced": 5, "women": 2, "men": 2}, ["Displaced or returned: 5, but the body has 4 members: 1 too many."]),
    ({"minority": 4, "disability": 4, "members_stated": 4}, []),
    ({"youth": 5}, []),
])  # fmt: skip
def test_wrong_sums_warn_with_their_arithmetic(cast, cycle, fields, expected):
    made = formed(cast, cycle, **fields)
    assert [one.replace("\u2066", "").replace("\u2069", "") for one in warnings_of(made)] == expected


@pytest.mark.parametrize(("fields", "group", "share"), [
    ({"women": 3, "men": 9}, "women", 25), ({"women": 3, "men": 9}, "men", 75),
    ({"women": 3, "men": 8, "others": 1}, "women", 25),
    ({"women": 3, "members_stated": 12}, "women", None),  # of whom the men are not known
    ({"women": 0, "men": 0}, "women", None),
    ({"women": 3, "men": 9, "members_stated": 24}, "women", 25),  # of those whose sex is known
    ({"youth": 3, "members_stated": 12}, "youth", 25), ({"youth": 3}, "youth", None),
    ({"displaced": 3, "women": 6, "men": 6}, "idp", 25), ({"displaced": 3, "women": 6, "men": 6}, "host", None),
])  # fmt: skip
def test_shares_are_of_those_who_are_known(cast, cycle, fields, group, share):
    (counts,) = standing_counts(formed(cast, cycle, **fields).cycle)
    assert counts.share_of_group(group) == (None if share is None else Decimal(share))


def test_standing_bodies_are_read_in_one_question(cast, cycle, django_assert_num_queries):
    older = formed(cast, cycle, name="Older", formed_on=TODAY - DAYS)
    actions.renew_body(body(cycle, name="Newer"), of=older, by=cast.facilitator)
    actions.dissolve_body(formed(cast, cycle, name="Gone"), on=TODAY, reason="Over", by=cast.facilitator)
    with django_assert_num_queries(1):
        assert [str(one.body) for one in standing_counts(cycle) if one.body.is_standing] == ["Newer"]


def test_a_line_is_never_longer_than_the_whole(cast, cycle):
    made = formed(cast, cycle, women=1, men=1, youth=5)
    picture = picture_of(made)
    assert [(part.name, part.share, part.x, part.width) for part in picture.sexes] == [
        ("women", 50, "0.00", "50.00"), ("men", 50, "50.00", "50.00"), ("others", None, "100.00", "0.00"),
    ]  # fmt: skip
    assert [part.share for part in picture.of_whom] == [None, None, None, None]
    assert counts_of(made).share("youth") == 250


def test_overdue_is_what_stands_in_a_running_cycle_after_its_term(cast, cycle):
    made = formed(cast, cycle, term_ends_on=TODAY - DAYS)
    formed(cast, cycle, term_ends_on=TODAY)
    formed(cast, cycle)
    assert list(Body.objects.overdue_on(TODAY)) == [made]
    assert [one.body.is_overdue(TODAY) for one in standing_counts(cycle)].count(True) == 1
    ended(cycle)
    assert not Body.objects.overdue_on(TODAY).exists()
