"""What the area sheet makes of its snapshot. No database."""

from django.utils import translation

from reports import area_sheet
from reports.papers import AREA_SHEET
from reports.rendering import csv_of
from tests.reports.things import a_place, a_round, a_snapshot, table_of


def test_the_name_in_the_language_of_the_paper_else_the_official_one() -> None:
    for language, name, parent in (("ar", "البحيرة", "تشاد"), ("fr", "Lac", "Tchad"), ("en", "Lac", "Chad")):
        with translation.override(language):
            context = area_sheet.context(a_snapshot())
        assert (context["name"], context["parents"][0]["shown"]) == (name, parent)


def test_without_figures_nothing_is_invented() -> None:
    context = area_sheet.context(a_snapshot())
    assert (context["series"], context["newest"], context["change"], context["reasons"]) == ([], None, None, [])


def test_the_change_compares_only_rounds_of_one_kind() -> None:
    same = area_sheet.context(a_snapshot([a_round(1, 200), a_round(2, 250)]))["change"]
    assert (same["persons"], same["share"], same["comparable"]) == (50, 25.0, True)
    other = area_sheet.context(a_snapshot([a_round(1, 200, assessment="SA"), a_round(2, 250)]))["change"]
    assert (other["persons"], other["share"], other["comparable"]) == (None, None, False)
    assert area_sheet.context(a_snapshot([a_round(1, 200)]))["change"] is None


def test_a_change_from_zero_has_no_share() -> None:
    change = area_sheet.context(a_snapshot([a_round(1, 0), a_round(2, 250)]))["change"]
    assert (change["persons"], change["share"]) == (250, None)


def test_two_operations_never_share_a_line() -> None:
    rounds = [a_round(1, 5, operation="Lake"), a_round(1, 7, operation="Sudan"), a_round(2, 6, operation="Lake")]
    series = area_sheet.context(a_snapshot(rounds))["series"]
    assert [(one.operation, [row["persons"] for row in one.rounds]) for one in series] == [
        ("Lake", [5, 6]),
        ("Sudan", [7]),
    ]


def test_a_sum_of_parts_never_stands_before_a_figure_of_the_whole() -> None:
    whole, part = a_round(1, 500, operation="Lake"), a_round(9, 3, operation="Sudan", level=2)
    context = area_sheet.context(a_snapshot([whole, part]))
    assert (context["newest"].operation, context["is_added_up"]) == ("Lake", False)
    context = area_sheet.context(a_snapshot([part]))
    assert (context["newest"].operation, context["is_added_up"]) == ("Sudan", True)
    assert not context["newest"].has_picture


def test_a_difference_between_the_two_assessments_is_a_footnote() -> None:
    rounds = [a_round(4, 124_788, other_total=124_371), a_round(5, 10, level=2), a_round(6, 11, level=2)]
    (series,) = area_sheet.context(a_snapshot(rounds))["series"]
    assert [row["marks"] for row in series.rounds] == [["a"], ["b"], ["b"]]
    assert "124,788" in series.notes[0]
    assert "124,371" in series.notes[0]


def test_shares_of_reasons_and_a_bar_for_the_smallest() -> None:
    rounds = [a_round(1, 1000, by_reason=[["conflict", 999], ["disaster", 1]])]
    reasons = area_sheet.context(a_snapshot(rounds))["reasons"]
    assert [(reason["share"], reason["bar"]) for reason in reasons] == [(99.9, 100), (0.1, 1)]
    assert area_sheet.reasons_of(a_round(1, 0))[0]["share"] is None


def test_the_picture_runs_with_the_reading_direction() -> None:
    rounds = [a_round(1, 5), a_round(2, 6)]
    forward = area_sheet.context(a_snapshot(rounds))["series"][0].chart
    with translation.override("ar"):
        backward = area_sheet.context(a_snapshot(rounds))["series"][0].chart
    first, last = forward.lines[0].marks
    assert first.x < last.x
    first, last = backward.lines[0].marks
    assert first.x > last.x


def test_the_table_behind_it_holds_every_figure_and_no_formula() -> None:
    child = {**a_place("TCD0701", 2, "=cmd|' /C calc'!A0"), "latest": a_round(1, 3)}
    rounds = [a_round(1, 10, males=4, females=6), a_round(2, 12)]
    content = csv_of(AREA_SHEET, a_snapshot(rounds, children=[child]))
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = table_of(content)
    assert header == list(area_sheet.HEADER)
    assert [row[0] for row in rows] == ["total", "reason", "total", "reason", "area below"]
    assert rows[0][-4:] == ["10", "4", "6", ""]
    assert rows[2][-3:] == ["", "", ""]
    assert rows[-1][2].startswith("'=")


def test_what_the_page_before_it_says() -> None:
    empty = a_snapshot()
    assert [part["empty"] for part in area_sheet.outline(empty)] == [False, True, True, True, False]
    child = {**a_place("TCD0701", 2, "Mamdi"), "latest": None}
    with translation.override("ar"):
        assert area_sheet.untranslated(a_snapshot(children=[child])) == ["Mamdi"]
    assert area_sheet.pages(empty) == 1
    assert area_sheet.pages(a_snapshot([a_round(n, 1) for n in range(24)])) == 3


def test_long_and_rare_names_have_a_style_of_their_own() -> None:
    styles = [area_sheet._style_of(name) for name in ("Lac", "Ɓaɗɗe", "A" * 31)]
    assert styles == ["short", "short plain", "long"]
