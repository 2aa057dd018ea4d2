"""Tables that people fill: a workbook out and back, rows to correct, the columns of a foreign table."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cbp.core.models import Event, Verb
from profiling.models import ColumnMapping, Community, Profile, ProfileSheet
from profiling.workbooks.template import CODES_ROW, FIRST_ROW
from tests.chain import make_community, make_profile
from tests.core.tables import as_csv, as_xlsx
from tests.doors.profiling_sheets import make_profile_sheet
from tests.profiling.browsing import page
from tests.profiling.sheet_browsing import GOOD, HEADERS, applied, body, checked, mapped, sent

BAD = ["Doum", "TCD0701", "many"]


def downloaded(answer):
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def saved(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def places(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[CODES_ROW]}


def answers_of(book, code: str) -> list[str]:
    """What a cell of that column offers."""
    main = book.worksheets[0]
    first = f"{get_column_letter(places(main)[code])}{FIRST_ROW}"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in main.data_validations.dataValidation}
    sheet, _mark, cells = rules[first].formula1.partition("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]


# --- round trip -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_workbook_comes_back_with_all_that_was_filled_and_nothing_is_lost(cast, enter, language):
    community = make_community(cast.here)
    make_profile(community, cast.here.programme)
    person = cast.manager
    person.language = language
    person.save()
    client = enter(person)
    with translation.override(language):
        book = downloaded(client.get(page("sheet-template", cast.here.programme.pk)))
    main = book.worksheets[0]
    at = places(main)
    main.cell(FIRST_ROW, at["total.households"]).value = 160
    main.cell(FIRST_ROW, at["total.voters"]).value = 0
    works = answers_of(book, "service.water.functioning")[1]
    main.cell(FIRST_ROW, at["service.water.functioning"]).value = works
    new = {
        "name": "Nouveau",
        "pcode": cast.here.district.pcode,
        "total.persons": 40,
        "kind": main.cell(FIRST_ROW, at["kind"]).value,
    }
    for code, value in new.items():
        main.cell(FIRST_ROW + 1, at[code]).value = value
    content = saved(book)
    sheet = checked(client, cast, content)
    counts = [sheet.outcome[name] for name in ("rows", "created", "changed", "unchanged", "refused")]
    assert (sheet.step, counts) == ("check", [2, 1, 1, 0, 0])
    applied(client, sheet)
    profile = Profile.objects.get(community=community)
    total, before = profile.populationtotals.get(), {"persons": 900, "females": 480, "males": 420}
    assert {name: getattr(total, name) for name in before} == before
    assert (total.households, total.voters) == (160, 0)
    assert profile.populationfigures.get().persons == 200
    assert profile.servicestatuss.get(kind="water").functioning == "partly"
    assert Community.objects.get(name="Nouveau").profiles.get().populationtotals.get().persons == 40
    second = checked(client, cast, content)
    assert [second.outcome[name] for name in ("created", "changed", "refused")] == [0, 0, 0]
    assert Community.objects.filter(area=cast.here.district).count() == 2


def test_the_workbook_as_it_goes_out_changes_nothing_when_it_comes_back(cast, enter):
    make_profile(make_community(cast.here, latitude="13.5", longitude="14.25", precision="exact"), cast.here.programme)
    client = enter(cast.manager)
    content = saved(downloaded(client.get(page("sheet-template", cast.here.programme.pk))))
    outcome = checked(client, cast, content).outcome
    assert [outcome[name] for name in ("rows", "created", "changed", "unchanged", "refused")] == [1, 0, 0, 1, 0]
    line = Event.objects.get(verb=Verb.LIST_EXPORTED)
    assert (line.by_id, line.after) == (cast.manager.pk, {"list": "profiles"})


# --- faults, and the marked workbook ----------------------------------------------------------------------------------
def test_a_refused_row_is_told_by_row_and_column_and_comes_back_marked(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_xlsx([HEADERS, GOOD, BAD]))
    assert sheet.step == "map"
    mapped(client, sheet)
    shown = body(client.get(sheet.get_absolute_url()))
    assert "“many” is not a whole number" in shown
    assert ">C</span>" in shown
    assert "Leave the refused rows out and apply the others" in shown
    client.post(page("sheet-apply", sheet.pk))
    assert ProfileSheet.objects.get(pk=sheet.pk).step == "check"
    applied(client, sheet, skip_faulty="on")
    assert Community.objects.filter(name__in=["Kiri", "Doum"]).get().name == "Kiri"
    book = downloaded(client.get(page("sheet-marked", sheet.pk)))
    marked = book.worksheets[0]
    assert [cell.value for cell in marked[1]] == ["What is to be corrected", *HEADERS]
    assert "“many” is not a whole number" in marked["A3"].value
    assert [cell.coordinate for cell in marked[3] if cell.fill.fill_type == "solid"] == ["D3"]
    marked["D3"].value = 77
    again = checked(client, cast, saved(book))
    assert (again.step, again.outcome["created"], again.outcome["refused"]) == ("check", 1, 0)
    applied(client, again)
    assert Community.objects.get(name="Doum").profiles.get().populationtotals.get().persons == 77
    assert Community.objects.filter(name="Kiri").count() == 1


def test_a_sheet_without_refused_rows_has_no_marked_workbook(cast, enter):
    sheet = make_profile_sheet(cast.manager, cast.here.programme, outcome=None)
    assert enter(cast.manager).get(page("sheet-marked", sheet.pk)).status_code == 404


# --- the columns of a foreign table -----------------------------------------------------------------------------------
FOREIGN = [
    ["Table of villages 2026", "", "", "", ""], ["Nom du village", "Code P", "Habitants", "Point d’eau", "Remark"],
    ["Kiri", "TCD0701", "1 200", "ça marche", "x"], ["Doum", "TCD0701", "88", "en panne", "y"],
    ["Bol", "TCD0701", "70", "va savoir", "z"],
]  # fmt: skip


def test_the_columns_of_a_foreign_table_are_said_once_and_kept_under_a_name(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_csv(FOREIGN), name="villages.csv")
    assert sheet.step == "map"
    shown = client.get(page("sheet-map", sheet.pk))
    assert [row.guess for row in shown.context["form"].rows][:3] == ["name", "pcode", "total.persons"]
    assert "Point d’eau" in body(shown)
    assert "en panne" in body(shown)
    water = {"column-3": "service.water.functioning"}
    asks = mapped(client, sheet, save_as="District of Mamdi", **water)
    assert asks.status_code == 422
    assert "Say what the words in this column mean." in body(asks)
    words = {one.word: one.name for row in asks.context["form"].rows for one in row.words}
    assert set(words) == {"en panne", "ça marche", "va savoir"}
    said = {words["ça marche"]: "yes", words["en panne"]: "no", words["va savoir"]: "not-known"}
    half = mapped(client, sheet, save_as="District of Mamdi", **water, **said | {words["en panne"]: ""})
    assert half.status_code == 422  # a word that nobody explained is not quietly unknown
    assert mapped(client, sheet, save_as="District of Mamdi", **water, **said).url == sheet.get_absolute_url()
    assert sheet.outcome["created"] == 3
    assert sheet.outcome["unread"] == ["Remark"]
    mapping = ColumnMapping.objects.get()
    assert (mapping.name, mapping.columns["remark"]) == ("District of Mamdi", "")
    applied(client, sheet)
    services = {one.profile.community.name: one.functioning for one in _services()}
    assert services == {"Kiri": "yes", "Doum": "no"}  # of Bol nobody knows
    second = checked(client, cast, as_csv(FOREIGN), name="villages.csv", mapping=mapping.pk)
    assert (second.step, second.outcome["unchanged"]) == ("check", 3)


def _services():
    from profiling.models import ServiceStatus

    return ServiceStatus.objects.select_related("profile__community")


def test_columns_that_tell_no_community_are_refused_and_what_was_chosen_stays(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_csv(FOREIGN), name="villages.csv")
    answer = mapped(client, sheet, **{"column-1": "", "save_as": "My name"})
    assert answer.status_code == 422
    assert "Say which column holds the name of the community" in body(answer)
    assert 'value="My name"' in body(answer)
    odd = mapped(client, sheet, **{"column-2": "no-such-column"})
    assert odd.status_code == 422
    assert ColumnMapping.objects.count() == 0


def test_the_mapping_of_another_programme_is_no_choice(cast, enter):
    theirs = ColumnMapping.objects.create(programme=cast.there.programme, name="Theirs")
    answer = sent(enter(cast.manager), cast, as_xlsx([HEADERS, GOOD]), mapping=theirs.pk)
    assert answer.status_code == 422
    assert "Select a valid choice" in body(answer)
    assert not ProfileSheet.objects.exists()
