"""How far a grant reaches, and what the table of roles allows."""

from __future__ import annotations

import pytest

from cbp.accounts.roles import ALLOWS, INVITES, REASONS, Duty, Permission, Role, allows
from cbp.core.models import Area, Event, Programme
from cbp.core.models.history import Verb
from cbp.core.reach import Grant
from tests.cast import make_area, make_person

P = Permission


# --- reach ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def tree(db) -> dict[str, Area]:
    country = make_area(None, "SSD", "South Sudan", country="SSD")
    one, ten = make_area(country, "SS01", "One"), make_area(country, "SS010", "Ten")
    return {"SSD": country, "SS01": one, "SS010": ten, "SS0101": make_area(one, "SS0101", "Part")}


def codes(grants: list[Grant]) -> list[str]:
    return sorted(Area.objects.within(grants).values_list("pcode", flat=True))


@pytest.mark.parametrize(
    ("grants", "reached"),
    [
        ([], []),
        ([Grant()], ["SS01", "SS010", "SS0101", "SSD"]),
        ([Grant("SSD/SS01/")], ["SS01", "SS0101"]),
        ([Grant("SSD/SS010/")], ["SS010"]),
        ([Grant("SSD/SS01/"), Grant("SSD/SS010/")], ["SS01", "SS010", "SS0101"]),
        ([Grant(None, 1, "SSD/")], ["SS01", "SS010", "SS0101", "SSD"]),
        ([Grant("SSD/SS0101/", 1, "SSD/")], []),
        ([Grant(None, 1, "TCD/")], []),
    ],
)
def test_a_path_never_reaches_its_longer_neighbour(tree, grants, reached):
    assert codes(grants) == reached


def test_every_path_ends_with_a_slash(tree):
    assert [area.path[-1] for area in Area.objects.all()] == ["/"] * 4


def test_ancestors_from_the_country_down(tree):
    assert [area.pcode for area in tree["SS0101"].ancestors()] == ["SSD", "SS01"]


def test_programmes_of_an_area_and_of_a_programme(tree):
    other = make_area(None, "TCD", "Chad", country="TCD")
    here, there = (
        Programme.objects.create(
            code=country.pcode, title=country.name, country=country, currency="USD", languages=["en"]
        )
        for country in (tree["SSD"], other)
    )
    within = Programme.objects.within
    assert set(within([Grant("SSD/SS01/")])) == {here}
    assert set(within([Grant(None, there.pk, "TCD/")])) == {there}
    assert set(within([Grant()])) == {here, there}
    assert set(within([])) == set()


def test_history_follows_the_programme_or_the_area(db):
    lines = {
        "p1": Event.objects.create(verb=Verb.PROGRAMME_CHANGED, programme_id=1),
        "p2": Event.objects.create(verb=Verb.PROGRAMME_CHANGED, programme_id=2),
        "area": Event.objects.create(verb=Verb.AREA_CHANGED, area_path="SSD/SS01/"),
        "both": Event.objects.create(verb=Verb.ROLE_GIVEN, programme_id=1, area_path="SSD/SS01/"),
        "none": Event.objects.create(verb=Verb.PERSON_CLOSED),
    }

    def read(*grants: Grant) -> set[str]:
        found = set(Event.objects.within(list(grants)))
        return {name for name, line in lines.items() if line in found}

    assert read() == set()
    assert read(Grant(None, 1, "SSD/")) == {"p1", "both", "area"}  # and what was done to the places of its country
    assert read(Grant(None, 2, "TCD/")) == {"p2"}
    assert read(Grant("SSD/SS01/", 1, "SSD/")) == {"both", "area"}
    assert read(Grant("SSD/SS02/", 1, "SSD/")) == set()
    assert read(Grant("SSD/")) == {"area", "both"}
    assert read(Grant("SSD/SS0/")) == set()
    assert read(Grant()) == set(lines)


def test_one_s_own_lines_are_always_read(db):
    person = make_person("Ada")
    mine = Event.objects.create(verb=Verb.PERSON_CHANGED, by_id=person.pk)
    Event.objects.create(verb=Verb.PERSON_CHANGED, by_id=person.pk + 1)
    assert list(Event.objects.visible_to(person)) == [mine]


# --- roles (domain 11.4, as far as it exists) -------------------------------------------------------------------------
F, L, M, A, U, S = (
    Role.FACILITATOR, Role.PLANNER, Role.MANAGER, Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip
TABLE = {
    P.AREA_VIEW: {F, L, M, A, U, S},
    P.PROGRAMME_VIEW: {F, L, M, A, U, S},
    P.REPORT_MAKE: {F, L, M, A, U, S},
    P.SHEET_CHECK: {F, L, M, S},
    P.SHEET_APPLY: {M, S},
    P.DISPLACEMENT_ENTER: {M, S},
    P.LIST_EXPORT: {F, L, M, U, S},
    P.PROGRAMME_EDIT: {M, S},
    P.PROGRAMME_CREATE: {S},
    P.AREA_MANAGE: {S},
    P.PEOPLE_VIEW: {M, S},
    P.PEOPLE_INVITE: {M, S},
    P.PEOPLE_CLOSE: {S},
    P.HISTORY_VIEW: {M, U, S},
    P.COMMUNITY_VIEW: {F, L, M, A, U, S},
    P.COMMUNITY_EDIT: {F, M},
    P.PROFILE_RESTRICTED: {F, M},
    P.PROFILE_SERVICES: {F, L, M},
    P.PROFILE_EDIT: {F, M},
    P.PROFILE_VALIDATE: {M},
    P.COMMUNITY_MERGE: {M},
    P.SELECTION_DECIDE: {L, M},
    P.PARTNER_VIEW: {F, L, M, A, U, S},
    P.PARTNER_CONTACT: {F, L, M},
    P.PARTNER_EDIT: {M},
    P.CYCLE_VIEW: {F, L, M, A, U, S},
    P.CYCLE_MANAGE: {M},
    P.SESSION_VIEW: {F, L, M, U},
    P.CYCLE_WORK: {F, L, M},
    P.SESSION_RECORD: {F, L, M},
    P.SESSION_RESTRICTED: {F, M},
    P.BODY_NAMES: {F, M},
    P.SESSION_VERIFY: {F, L, M},
    P.NEED_EDIT: {F, L, M},
    P.RANKING_ENTER: {F, L, M},
    P.RANKING_REOPEN: {M},
    P.PLAN_VIEW: {F, L, M, A, U, S},
    P.PLAN_EDIT: {F, L, M},
    P.PLAN_ENDORSE: {L},  # together with the duty
    P.PLAN_RECORD: {M},
}


def test_the_table_of_roles():
    assert {permission: {role for role in Role if allows(role, permission)} for permission in Permission} == TABLE


def test_exactly_six_roles_and_four_duties():
    assert len(Role) == len(ALLOWS) == 6
    assert {duty.value for duty in Duty} == {
        "endorser", "psea_focal_point", "screening_officer", "data_protection_focal_point",
    }  # fmt: skip


def test_only_administrators_make_administrators():
    assert {role for role, invited in INVITES.items() if Role.ADMINISTRATOR in invited} == {Role.ADMINISTRATOR}
    assert set(INVITES) == TABLE[P.PEOPLE_INVITE]


def test_a_refusal_has_its_reason():
    """What every role has needs none."""
    everybody = {P.AREA_VIEW, P.PROGRAMME_VIEW, P.COMMUNITY_VIEW, P.CYCLE_VIEW, P.PARTNER_VIEW, P.PLAN_VIEW}
    assert {permission for permission in Permission if permission not in REASONS} == everybody


def test_an_unknown_role_allows_nothing():
    assert not any(allows("king", permission) for permission in Permission)


def test_several_roles_add_up_and_a_closed_account_has_none(cast):
    person = cast.facilitator
    person.assignments.create(role=Role.AUDITOR, programme=cast.there.programme)
    fresh = type(person).objects.get(pk=person.pk)
    assert (len(fresh.grants(P.AREA_VIEW)), len(fresh.grants(P.SHEET_CHECK)), len(fresh.grants(P.HISTORY_VIEW))) == (
        2,
        1,
        1,
    )
    fresh.is_active = False
    assert fresh.grants(P.AREA_VIEW) == []


def test_duties_are_flags_of_an_assignment(cast):
    assert (cast.psea.has_duty(Duty.PSEA), cast.facilitator.has_duty(Duty.PSEA)) == (True, False)
    assert (cast.endorser.has_duty(Duty.ENDORSER), cast.planner.has_duty(Duty.ENDORSER)) == (True, False)
