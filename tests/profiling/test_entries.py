"""The tables of a profile: each has a form that saves and comes back, and shows what the programme asks."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django import forms
from django.urls import reverse

from cbp.core.amounts import AmountField
from cbp.core.counts import CountField
from cbp.core.models import Event
from cbp.core.refusals import Refused
from profiling.actions.entries import add_entry, change_entry
from profiling.actions.layouts import Choice, set_layout
from profiling.actions.profiles import begin_profile
from profiling.forms.entries import entry_form
from profiling.models import Hazard, MarketItem, Profile, ProfileFactor, ServiceStatus, Stakeholder, SubCommunity
from profiling.reading import layout_of
from profiling.reading.layouts import field_keys
from profiling.sections import ALWAYS, BY_CODE, HOLDER, SECTIONS, TABLES, Table
from tests.chain import make_community, make_organisation
from tests.desk.test_pages import count_queries
from tests.desk.test_saving import filled
from tests.profiling.things import make_source

SOURCE = {
    "source_title": "Register", "source_method": "census", "source_dated_on": "2026-03-01", "source_confidence": "2",
    "source_holder": "The mayor", "source_release": "ask",
}  # fmt: skip


@pytest.fixture
def profile(cast) -> Profile:
    make_organisation(cast.here)
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def body(answer: Any) -> str:
    return answer.content.decode()


def typed(field: forms.Field) -> str | list[str]:
    """Something that a person may well type there."""
    if isinstance(field, forms.MultipleChoiceField):
        return sorted(str(code) for code, _label in list(field.choices)[:2])
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.first().pk)
    if isinstance(field, forms.ChoiceField):
        return "yes" if isinstance(field.widget, forms.RadioSelect) else str(list(field.choices)[-1][0])
    if isinstance(field, forms.DateField):
        return "2026-01-15"
    if isinstance(field, CountField):
        return "12"
    if isinstance(field, AmountField):
        return "4"
    return "2010" if isinstance(field, forms.IntegerField) else "Somebody’s words"


def form_of(table: Table, profile: Profile, cast, row: int | None = None, **options: bool) -> Any:
    part = layout_of(profile.programme)[HOLDER[table.code].code]
    return entry_form(table, part, by=cast.facilitator, **{"sees_restricted": True, "row": row, **options})(
        instance=profile
    )


@pytest.mark.parametrize("code", TABLES)
def test_every_table_has_a_form_that_saves_and_comes_back(cast, enter, profile, code):
    table, client, address = TABLES[code], enter(cast.facilitator), page("entry-new", profile.pk, code)
    empty = form_of(table, profile, cast)
    values = {name: typed(empty.fields[name]) for name in empty.row_fields}
    assert set(values) >= set(table.fields) - {"kind", "classification"}
    answer = client.post(address, filled(client.get(address)) | values | SOURCE)
    assert answer.status_code == 302, body(answer)
    (row,) = table.rows(profile)
    assert (row.source.holder, row.source.release, row.language) == ("The mayor", "ask", cast.facilitator.language)
    shown = form_of(table, profile, cast, row.pk).shown()
    assert {name: shown[name] for name in values} == values
    edit = page("entry-edit", profile.pk, code, row.pk)
    lines = Event.objects.count()
    assert client.post(edit, filled(client.get(edit))).status_code == 302
    assert Event.objects.count() == lines
    assert client.post(page("entry-remove", profile.pk, code, row.pk)).status_code == 302
    assert not table.rows(profile).exists()


@pytest.mark.parametrize("code", TABLES)
def test_a_table_wants_no_more_than_what_it_must(cast, enter, profile, code):
    table, client, address = TABLES[code], enter(cast.facilitator), page("entry-new", profile.pk, code)
    empty = form_of(table, profile, cast)
    needed = [name for name in empty.row_fields if name not in table.optional]
    values = {name: typed(empty.fields[name]) for name in needed}
    assert client.post(address, filled(client.get(address))).status_code == (422 if values else 302)
    assert client.post(address, filled(client.get(address)) | values).status_code == 302
    assert table.rows(profile).get().source is None


@pytest.mark.parametrize("section", [one for one in SECTIONS if one.tables], ids=lambda one: one.code)
def test_every_optional_field_can_be_switched_off(cast, enter, profile, section):
    choice = Choice(True, section.classification, frozenset(field_keys(section)))
    set_layout(profile.programme, {section.code: choice}, expected=1, by=cast.manager)
    for table in section.tables:
        form = form_of(table, profile, cast)
        assert not set(table.optional) & set(form.row_fields)
        client, address = enter(cast.facilitator), page("entry-new", profile.pk, table.code)
        values = {name: typed(form.fields[name]) for name in form.row_fields}
        assert client.post(address, filled(client.get(address)) | values).status_code == 302


def test_a_part_that_is_switched_off_takes_no_new_rows_and_keeps_its_old_ones(cast, enter, profile):
    row = add_entry(Hazard(profile=profile, kind="flood", text="The dyke broke"), by=cast.facilitator)
    section = HOLDER["hazards"]
    set_layout(profile.programme, {section.code: Choice(False, "public")}, expected=1, by=cast.manager)
    client = enter(cast.facilitator)
    assert client.get(page("entry-new", profile.pk, "hazards")).status_code == 404
    assert client.get(page("profile-note", profile.pk, "hazards")).status_code == 404
    with pytest.raises(Refused, match="does not ask about “Hazards"):
        add_entry(Hazard(profile=profile, kind="drought"), by=cast.facilitator)
    assert "The dyke broke" in body(client.get(page("entry-edit", profile.pk, "hazards", row.pk)))


def test_a_field_that_is_not_asked_is_left_as_it_is_and_shown_where_it_holds_something(cast, profile):
    told = add_entry(ServiceStatus(profile=profile, kind="water", fee="Ten francs"), by=cast.facilitator)
    bare = add_entry(ServiceStatus(profile=profile, kind="road"), by=cast.facilitator)
    off = frozenset({"services.fee", "services.provider"})
    set_layout(profile.programme, {"services": Choice(True, "public", off)}, expected=1, by=cast.manager)
    table = TABLES["services"]
    asked = [
        set(form_of(table, profile, cast, row).row_fields) & {"fee", "provider"} for row in (told.pk, bare.pk, None)
    ]
    assert asked == [{"fee"}, set(), set()]


def test_no_part_and_no_table_is_listed_by_hand_in_the_templates(settings):
    """What a page shows follows from the description. Identity, population and sources are told in their own way."""
    fields = {name for table in TABLES.values() for name in table.fields}
    codes = {*TABLES, *BY_CODE} - fields - set(ALWAYS)
    folder = settings.BASE_DIR / "templates" / "profiling"
    found = {path.name: {code for code in codes if f'"{code}"' in (text := path.read_text()) or f"'{code}'" in text}
             for path in folder.rglob("*.html")}  # fmt: skip
    assert len(found) > 5
    assert {name: named for name, named in found.items() if named} == {}


# --- who fills in what ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("actor", "open_to"), [
    ("facilitator", set(TABLES)), ("manager", set(TABLES)), ("planner", {"services"}), ("auditor", set()),
])  # fmt: skip
def test_each_part_asks_for_its_own_right(cast, enter, profile, actor, open_to):
    client = enter(getattr(cast, actor))
    answers = {code: client.get(page("entry-new", profile.pk, code)).status_code for code in TABLES}
    assert answers == {code: 200 if code in open_to else 403 for code in TABLES}


def test_a_part_that_the_programme_restricts_is_filled_in_by_its_readers_and_kept_in_no_browser(cast, enter, profile):
    address = page("entry-new", profile.pk, "services")
    assert "data-cbp-autosave" in body(enter(cast.planner).get(address))
    set_layout(profile.programme, {"services": Choice(True, "restricted")}, expected=1, by=cast.manager)
    assert enter(cast.planner).get(address).status_code == 403
    assert "data-cbp-autosave" not in body(enter(cast.facilitator).get(address))
    row = add_entry(ServiceStatus(profile=profile, kind="water", problem="Poisoned"), by=cast.facilitator)
    told = {"section": "services", "row": f"profiling.servicestatus:{row.pk}"}
    assert Event.objects.of(profile).latest_first().first().after == told


def test_open_statements_are_made_restricted_by_their_readers_alone(cast, profile):
    factor = add_entry(ProfileFactor(profile=profile, kind="risk", text="Fire"), by=cast.facilitator)
    offered = [
        [code for code, _label in form_of(TABLES["risks"], profile, cast, factor.pk, sees_restricted=sees).fields[
            "classification"].choices] for sees in (True, False)
    ]  # fmt: skip
    assert offered == [["public", "internal", "restricted", "strict"], ["public", "internal"]]
    factor.classification = "restricted"
    change_entry(factor, fields=["classification"], by=cast.facilitator)
    assert (TABLES["risks"].rows(profile).count(), TABLES["cohesion"].rows(profile).count()) == (0, 1)


# --- what follows from what -------------------------------------------------------------------------------------------
def test_of_a_service_that_is_not_there_nothing_is_said(cast, enter, profile):
    service = add_entry(
        ServiceStatus(profile=profile, kind="water", exists=True, functioning="yes", count=2), by=cast.facilitator
    )
    client, address = enter(cast.planner), page("entry-edit", profile.pk, "services", service.pk)
    form = filled(client.get(address)) | {"exists": "no", "distance_km": "4,5"}
    assert client.post(address, form).status_code == 302
    service.refresh_from_db()
    assert (service.exists, service.functioning, service.count, str(service.distance_km)) == (False, "", None, "4.5")


def test_a_price_has_a_currency_and_without_one_there_is_none(cast, enter, profile):
    client, address = enter(cast.facilitator), page("entry-new", profile.pk, "market")
    form = filled(client.get(address))
    assert form["currency"] == [profile.programme.currency]
    client.post(address, form | {"kind": "skill", "text": "Masons"})
    item = MarketItem.objects.get()
    assert (item.price, item.currency) == (None, "")
    edit = page("entry-edit", profile.pk, "market", item.pk)
    client.post(edit, filled(client.get(edit)) | {"price": "1 250,50", "currency": "USD"})
    item.refresh_from_db()
    assert (str(item.price), item.currency) == ("1250.50", "USD")
    with pytest.raises(Refused, match="needs its currency"):
        add_entry(MarketItem(profile=profile, kind="price", text="Millet", price=1), by=cast.facilitator)


@pytest.mark.parametrize(("row", "words"), [
    (Hazard(kind="flood", last_year=2199), "lies in the future"),
    (Hazard(kind="flood", months=[13]), "less than or equal to 12"),
    (Stakeholder(name="The mayor", kind="authority", importance=6), "less than or equal to 5"),
    (ServiceStatus(kind="water", excluded_groups=["unheard-of"]), "counts no group"),
    (ServiceStatus(kind="walked"), "not a valid choice"),
])  # fmt: skip
def test_impossible_rows_are_refused(cast, profile, row, words):
    row.pk, row.profile = None, profile
    with pytest.raises(Refused, match=words):
        add_entry(row, by=cast.facilitator)


def test_a_part_of_another_community_is_refused(cast, profile):
    other = SubCommunity.objects.get(community=make_community(cast.here, "Other"))
    with pytest.raises(Refused, match="another community"):
        add_entry(ServiceStatus(profile=profile, kind="water", quarter=other), by=cast.facilitator)


def test_a_partner_that_a_row_names_stays_a_choice(cast, profile):
    """Also for whoever may not see it in the registry."""
    organisation = make_organisation(cast.there)
    stakeholder = Stakeholder.objects.create(profile=profile, name="x", kind="ngo", organisation=organisation)
    form = form_of(TABLES["stakeholders"], profile, cast, stakeholder.pk)
    assert organisation in form.fields["organisation"].queryset
    assert organisation not in form_of(TABLES["stakeholders"], profile, cast).fields["organisation"].queryset


def test_a_stale_row_is_decided_field_by_field(cast, enter, profile):
    hazard = add_entry(Hazard(profile=profile, kind="flood", months=[7]), by=cast.facilitator)
    client, address = enter(cast.facilitator), page("entry-edit", profile.pk, "hazards", hazard.pk)
    form = filled(client.get(address))
    hazard.months = [7, 8]
    change_entry(hazard, fields=["months"], by=cast.manager)
    answer = client.post(address, form | {"months": ["7", "9"], "idempotency_key": [str(uuid.uuid4())]})
    assert answer.status_code == 409
    assert client.post(address, filled(answer) | {"choose-months": "mine"}).status_code == 302
    hazard.refresh_from_db()
    assert hazard.months == [7, 9]


# --- what it costs and what is told -----------------------------------------------------------------------------------
def test_three_rows_ask_the_database_no_more_than_one(cast, enter, profile):
    def grow(number: int) -> None:
        source = make_source(title=f"Source {number}")
        add_entry(ServiceStatus(profile=profile, kind="water", source=source), by=cast.facilitator)
        make_organisation(cast.here, f"Partner {number}")
        profile.community.sub_communities.create(name=f"Part {number}")

    grow(1)
    row = profile.servicestatuss.get()
    addresses = [page("entry-edit", profile.pk, "services", row.pk), page("entry-new", profile.pk, "stakeholders"),
                 page("profile-population", profile.pk, "all")]  # fmt: skip
    client = enter(cast.facilitator)
    for address in addresses:
        client.get(address)
    counted = [count_queries(client, address) for address in addresses]
    grow(2)
    grow(3)
    assert [count_queries(client, address) for address in addresses] == counted
    assert max(counted) <= 21


def test_the_history_tells_of_a_row_in_its_own_words(cast, enter, profile):
    add_entry(
        ServiceStatus(profile=profile, kind="water", exists=True, problem="The rope", excluded_groups=["women"]),
        by=cast.facilitator,
    )  # fmt: skip
    add_entry(Hazard(profile=profile, kind="flood", months=[9]), by=cast.facilitator)
    text = body(enter(cast.auditor).get(reverse("desk:history-list")))
    for words in ("What is the problem", "The rope", "Is there one", "Groups that cannot use it", "September",
                  "Services and infrastructure", "Hazards and environment"):  # fmt: skip
        assert words in text, words
    assert "profiling." not in text.split("<main")[1].replace("profiling.profile", "")
