"""Every table read in one way, in the reader's language, and nothing that the reader may not know."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from profiling.actions.entries import add_entry
from profiling.actions.profiles import begin_profile
from profiling.models import (
    Answer,
    Hazard,
    LocalBody,
    MarketItem,
    PartSetting,
    Perception,
    Profile,
    ProfileFactor,
    Question,
    ServiceStatus,
    Stakeholder,
    SubCommunity,
)
from profiling.reading import TableRead, answers_of, contents_of, layout_of, read_tables
from profiling.sections import TABLES
from profiling.views.drawn import drawn
from profiling.views.table_shown import shown
from tests.chain import make_community
from tests.profiling.things import make_source


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


@pytest.fixture
def add(cast, profile):
    def one(model: type, **fields: object):
        return add_entry(model(profile=profile, **{"source": make_source(), **fields}), by=cast.facilitator)

    return one


def read(profile: Profile, code: str, *, restricted: bool = False) -> TableRead:
    return read_tables(profile, layout_of(profile.programme), restricted=restricted)[code]


def texts(table: TableRead) -> list[dict[str, str]]:
    return [{cell.name: cell.text for cell in row.cells if cell.text} for row in table.rows]


# --- cells ------------------------------------------------------------------------------------------------------------
def test_a_service_in_words(profile, add):
    quarter = SubCommunity.objects.get(community=profile.community)
    add(
        ServiceStatus, kind="water", quarter=quarter, exists=True, functioning="partly", count=1200,
        distance_km=Decimal("1.5"), excluded_groups=["idp", "women"], problem="The rope",
    )  # fmt: skip
    assert texts(read(profile, "services")) == [
        {
            "kind": "Water point", "quarter": quarter.name, "exists": "yes", "functioning": "Works in part",
            "count": "1,200", "distance_km": "1.5", "excluded_groups": "Internally displaced people, Women",
            "problem": "The rope",
        }
    ]  # fmt: skip


def test_unknown_is_an_empty_text_and_never_zero(profile, add):
    add(ServiceStatus, kind="water")
    add(ServiceStatus, kind="market", exists=False, count=0)
    first, second = texts(read(profile, "services"))
    assert first == {"kind": "Water point", "quarter": "All of it"}
    assert (second["exists"], second["count"]) == ("no", "0")


def test_years_have_no_separators_months_have_names_and_prices_their_currency(profile, add):
    add(Hazard, kind="flood", months=[7, 8], last_year=2024, strength=3)
    add(LocalBody, kind="water", since_year=1999)
    add(MarketItem, kind="price", text="Millet", price=Decimal("18000"), currency="XAF", unit="bag")
    assert (
        texts(read(profile, "hazards"))[0] | {"months": "July, August", "last_year": "2024"}
        == texts(read(profile, "hazards"))[0]
    )
    assert texts(read(profile, "bodies"))[0]["since_year"] == "1999"
    (price,) = texts(read(profile, "market"))
    assert (price["price"], "currency" in price) == ("18,000\u00a0XAF", False)


def test_the_reader_s_language(profile, add):
    words = {"fr": {"text": {"text": "La pêche", "state": "checked"}}}
    add(ProfileFactor, kind="livelihood", text="Fishing", level="family", translations=words)
    add(Hazard, kind="flood", months=[7, 8], persons=1200)
    with translation.override("fr"):
        assert texts(read(profile, "livelihoods"))[0]["text"] == "La pêche"
        assert texts(read(profile, "hazards"))[0]["persons"] == "1\u202f200"
    with translation.override("ar"):
        assert "، " in texts(read(profile, "hazards"))[0]["months"]


def test_rows_stand_by_kind_and_strength(profile, add):
    for text, kind, strength in (("b", "protective", 3), ("c", "risk", 1), ("d", "risk", 3)):
        add(ProfileFactor, kind=kind, text=text, strength=strength)
    assert [row["text"] for row in texts(read(profile, "risks"))] == ["d", "c", "b"]


# --- columns ----------------------------------------------------------------------------------------------------------
def test_what_is_not_asked_any_more_is_shown_where_it_holds_something(profile, add):
    PartSetting.objects.create(programme=profile.programme, section="services", fields_off=["services.fee"])
    add(ServiceStatus, kind="water")
    assert "fee" not in [column.name for column in read(profile, "services").columns]
    ServiceStatus.objects.filter(profile=profile).update(fee="50 a bucket")
    assert "fee" in [column.name for column in read(profile, "services").columns]


def test_a_page_tells_once_what_all_rows_share_or_none_knows(profile, add):
    add(ServiceStatus, kind="water", exists=True)
    add(ServiceStatus, kind="market", problem="Too far")
    layout = layout_of(profile.programme)
    table = shown(read(profile, "services"), layout["services"])
    assert [column.name for column in table.columns] == ["exists"]
    assert table.source == profile.sources.get()
    assert "How many people it can serve" in table.silent
    assert [[cell.text for cell in row.more] for row in table.rows] == [[], ["Too far"]]
    assert table.head == "Service"


def test_every_table_is_read_and_shown_even_when_it_is_empty(profile):
    layout = layout_of(profile.programme)
    tables = read_tables(profile, layout, restricted=True)
    assert list(tables) == list(TABLES)
    assert all(not shown(table, layout.part_of(table.table)).rows for table in tables.values())


# --- who may know what ------------------------------------------------------------------------------------------------
def test_restricted_rows_and_parts_are_read_by_their_readers_alone(profile, add):
    add(ProfileFactor, kind="divider", text="The well")
    add(ProfileFactor, kind="risk", text="Fire", classification="restricted")
    add(Stakeholder, name="Armed men", kind="security", classification="strict")
    add(Perception, kind="safety", question="Is it safe?", bad=3)
    PartSetting.objects.create(programme=profile.programme, section="perceptions", classification="restricted")
    layout = layout_of(profile.programme)
    theirs = read_tables(profile, layout, restricted=False)
    assert not {"cohesion", "restricted-stakeholders", "perceptions"} & set(theirs)
    assert not any(table.rows for table in theirs.values())
    everything = read_tables(profile, layout, restricted=True)
    assert [row.entry.text for row in everything["cohesion"].rows] == ["Fire", "The well"]
    assert len(everything["restricted-stakeholders"].rows) == len(everything["perceptions"].rows) == 1


def test_a_source_that_only_restricted_rows_name_is_not_known_to_others(profile, add):
    add(ProfileFactor, kind="divider", text="The well", source=make_source(title="Closed meeting"))
    add(ServiceStatus, kind="water")
    layout = layout_of(profile.programme)
    seen = {flag: contents_of(profile, layout, restricted=flag) for flag in (True, False)}
    assert {source.title for source in seen[True].sources} == {"Closed meeting", "Register of the village"}
    assert [source.title for source in seen[False].sources] == ["Register of the village"]
    assert sum(seen[False].uses.values()) == 1


# --- answers ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def ask(profile):
    def one(code: str, kind: str, **fields: object) -> Question:
        labels = {"en": code.title()}
        values = {"section": "services", "labels": labels, **fields}
        return Question.objects.create(programme=profile.programme, code=code, kind=kind, **values)

    return one


def test_answers_in_words(profile, ask):
    options = [{"code": "a", "labels": {"en": "Often", "fr": "Souvent"}}]
    kinds = {
        "text": ({"text": "By boat"}, "By boat"), "number": ({"number": Decimal("2.50")}, "2.5\u00a0km"),
        "choice": ({"option": "a"}, "Often"), "yes-no": ({"yes": False}, "no"),
        "date": ({"day": datetime.date(2026, 3, 1)}, "1 March 2026"), "silent": ({}, ""),
    }  # fmt: skip
    for code, (value, _text) in kinds.items():
        kind = "text" if code == "silent" else code
        question = ask(code, kind, options=options if kind == "choice" else [], unit="km" if kind == "number" else "")
        Answer.objects.create(profile=profile, question=question, **value)
    told = answers_of(profile, layout_of(profile.programme), restricted=False)["services"]
    found = {one.question.code: one.text for one in told}
    assert found.pop("date").endswith("2026")
    del kinds["date"]
    assert found == {code: text for code, (_value, text) in kinds.items()}


def test_an_old_answer_stays_and_a_question_that_nobody_answered_goes(cast, profile, ask):
    asked, old, gone = ask("asked", "text"), ask("old", "text", is_active=False), ask("gone", "text", is_active=False)
    elsewhere = Question.objects.create(
        programme=cast.there.programme, code="far", kind="yes-no", section="services", labels={"en": "Far"}
    )
    Answer.objects.create(profile=profile, question=old, text="Once")
    Answer.objects.create(profile=profile, question=elsewhere, yes=True)
    told = answers_of(profile, layout_of(profile.programme), restricted=False)["services"]
    assert [(one.question, one.text) for one in told] == [(asked, ""), (old, "Once"), (elsewhere, "yes")]
    assert gone not in [one.question for one in told]


def test_answers_in_a_restricted_part_are_for_its_readers(profile, ask):
    Answer.objects.create(profile=profile, question=ask("quarrel", "text", section="cohesion"), text="Often")
    layout = layout_of(profile.programme)
    assert answers_of(profile, layout, restricted=False) == {}
    assert [one.text for one in answers_of(profile, layout, restricted=True)["cohesion"]] == ["Often"]


# --- pictures ---------------------------------------------------------------------------------------------------------
def test_pictures_stand_in_the_parts_that_have_something_to_draw(profile, add):
    layout = layout_of(profile.programme)
    codes = ["population", "displacement", "services", "stakeholders", "cohesion", "drivers"]
    empty = contents_of(profile, layout, restricted=True)
    assert not any(drawn(code, empty) for code in codes)
    add(ServiceStatus, kind="water")
    add(Stakeholder, name="The mayor", kind="authority", importance=4)
    add(ProfileFactor, kind="divider", text="The well")
    full = contents_of(profile, layout, restricted=True)
    assert [one.name for code in codes for one in drawn(code, full)] == ["services", "stakeholders", "cohesion"]
