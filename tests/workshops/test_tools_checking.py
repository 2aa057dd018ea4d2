"""The schemas of the sixteen tools: what they take, what they refuse and in which words."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cbp.core.refusals import Refused
from cbp.workshops.models import Tool
from cbp.workshops.tools import DESCRIPTIONS, PURPOSES, check_payload
from cbp.workshops.tools.parts import Kind, Shape
from cbp.workshops.tools.phrasing import is_missing_solution

TREE = {
    "core": "Water is far",
    "causes": [
        {"text": "The pump broke", "under": None}, {"text": "No parts", "under": 0}, {"text": "No money", "under": 1},
    ],
    "effects": [{"text": "Girls miss school", "under": None}],
}  # fmt: skip
YEAR = {
    "rows": [{"label": "Rain", "months": [0, 0, None, 0, 1, 2, 3, 3, 2, 0, 0, 0], "who": ""}],
    "calendar": "gregorian",
}


def changed(payload: Any, *path_and_value: Any) -> Any:
    """A copy with one value changed, at a path."""
    *path, last, value = path_and_value
    found = copy.deepcopy(payload)
    at = found
    for step in path:
        at = at[step]
    at[last] = value
    return found


CLOCK = {
    "rows": [
        {"group": "Women", "label": "Sleep", "start": 22, "hours": 7},
        {"group": "Women", "label": "Fetching water", "start": 5, "hours": 2.5},
        {"group": "Men", "label": "Sleep", "start": 22, "hours": 8},
    ]
}
VENN = {"rows": [{"actor": "Council", "kind": "government", "importance": 5, "closeness": 2, "relation": "strain"}]}
GOOD: dict[str, dict[str, Any]] = {
    "social-map": {"rows": [{"label": "Well", "kind": "water", "who": "All", "place": "North"}]},
    "resource-map": {
        "rows": [{"label": "Bank", "kind": "pasture", "condition": "poor", "access": "Herders", "is_disputed": True}]
    },
    "transect": {
        "rows": [
            {"segment": name, "metres": metres, "land": "", "soil": "Sand", "built": "", "problem": "", "potential": ""}
            for name, metres in (("River", 0), ("Market", None))
        ]
    },
    "timeline": {"rows": [{"when": "before independence", "event": "Flood", "effect": "Lost\nall", "coping": ""}]},
    "seasonal-calendar": changed(YEAR, "rows", 0, "who", "f"),
    "daily-clock": CLOCK,
    "problem-tree": TREE,
    "problem-matrix": {
        "rows": [{"problem": "Girls walk far", "causes": "", "coping": "", "potentials": "", "ideas": ""}]
    },
    "venn": VENN,
    "conflict-map": {"rows": [{"actor": "A", "issue": "Land", "driver": "", "effect": "divider", "trend": ""}]},
    "service-map": {"rows": [{"service": "Clinic", "provider": "", "for_whom": "", "access": "", "works": "partly"}]},
    "swot": {"strengths": [], "weaknesses": ["Few read"], "opportunities": [], "threats": []},
    "vision": {"text": "Green", "horizon": 2040, "elements": ["Trees"]},
    "wellbeing": {
        "rows": [{"category": name, "traits": "", "households": count} for name, count in (("Rich", 0), ("Poor", None))]
    },
    "guide": {"role": "Head teacher", "rows": [{"question": "Why?", "answer": "Far", "quote": ""}]},
    "livelihoods": {"assets": ["Goats"], "vulnerabilities": [], "outcomes": [], "opportunities": []},
}  # fmt: skip


def test_every_tool_is_described_offered_once_and_explained():
    offered = [one.tool for _purpose, tools in PURPOSES for one in tools]
    assert sorted(offered) == sorted(Tool) == sorted(DESCRIPTIONS)
    assert set(Shape) == {one.shape for one in DESCRIPTIONS.values()}
    for one in DESCRIPTIONS.values():
        assert 20 < len(str(one.lead)) < 220
        assert one.columns or one.lists
        assert all(set(line) <= {column.name for column in one.columns} for line in one.prefilled)
        assert all(column.choices for column in one.columns if column.kind in (Kind.CHOICE, Kind.SCALE))


@pytest.mark.parametrize("tool", Tool.values)
def test_what_a_tool_makes_is_taken(tool):
    assert check_payload(tool, GOOD[tool]) == GOOD[tool]


def test_words_are_tidied_and_what_was_kept_before_stays_good():
    assert check_payload("problem-tree", changed(TREE, "core", "  Water is far\u0000 ")) == TREE
    old = {"rows": [{"label": "Rain", "months": [None] * 12}], "calendar": "gregorian"}
    assert check_payload("seasonal-calendar", old)["rows"] == [{**old["rows"][0], "who": ""}]


@pytest.mark.parametrize("tool", Tool.values)
def test_what_was_not_sent_is_not_known(tool):
    """Of a payload that holds only what is needed, the rest is filled in."""
    described = DESCRIPTIONS[tool]
    needed = {column.name for column in described.columns if column.is_needed or column.kind == Kind.MONTHS}
    sparse = copy.deepcopy(GOOD[tool])
    for row in sparse.get("rows", []):
        for name in set(row) - needed:
            del row[name]
    found = check_payload(tool, sparse)
    for row in found.get("rows", []):
        assert list(row) == [column.name for column in described.columns]


REFUSED = [
    ("problem-tree", None, "not what the tool makes"),
    ("problem-tree", [], "not what the tool makes"),
    ("problem-tree", {}, "Fill in “Core problem”"),
    ("problem-tree", changed(TREE, "more", 1), "not what the tool makes"),
    ("problem-tree", changed(TREE, "core", " "), "Fill in “Core problem”"),
    ("problem-tree", changed(TREE, "core", 7), "not what the tool makes"),
    ("problem-tree", changed(TREE, "core", "x" * 301), "“Core problem” is too long"),
    ("problem-tree", changed(TREE, "causes", "x"), "not what the tool makes"),
    ("problem-tree", changed(TREE, "causes", [{"text": "x", "under": None}] * 11), "At most 10"),
    ("problem-tree", changed(TREE, "causes", 0, "text", ""), "Row 1: Fill in"),
    ("problem-tree", changed(TREE, "causes", 1, "under", 9), "Row 2: It stands under a row that is not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", -1), "not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", True), "not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", "0"), "not there"),
    ("problem-tree", changed(TREE, "causes", 0, "under", 0), "Row 1: It stands under itself"),
    ("problem-tree", changed(TREE, "causes", 0, "under", 2), "stands under itself"),
    ("dowsing", {}, "no such tool"),
    ("transect", changed(GOOD["transect"], "rows", GOOD["transect"]["rows"][:1]), "at least 2 rows"),
    ("transect", changed(GOOD["transect"], "rows", 1, "metres", -1), "Row 2: “Length in metres” is a whole number"),
    ("transect", changed(GOOD["transect"], "rows", 1, "metres", 2.5), "Row 2.*whole number"),
    ("venn", changed(VENN, "rows", []), "at least 1 row"),
    ("venn", changed(VENN, "rows", VENN["rows"] * 21), "At most 20 rows"),
    ("venn", changed(VENN, "rows", 0, "importance", 6), "Row 1: “Importance” is a whole number from 1 to 5"),
    ("venn", changed(VENN, "rows", 0, "importance", 0), "from 1 to 5"),
    ("venn", changed(VENN, "rows", 0, "importance", True), "from 1 to 5"),
    ("venn", changed(VENN, "rows", 0, "importance", "5"), "from 1 to 5"),
    ("venn", changed(VENN, "rows", 0, "importance", None), "Fill in “Importance”"),
    ("venn", changed(VENN, "rows", 0, "kind", "ngo"), "none of the choices"),
    ("venn", changed(VENN, "rows", 0, "kind", ["cso"]), "none of the choices"),
    ("venn", changed(VENN, "rows", 0, "kind", ""), "Fill in “Kind”"),
    ("venn", changed(VENN, "rows", 0, "actor", " \u0000 "), "Row 1: Fill in “Institution or group”"),
    ("venn", changed(VENN, "rows", 0, "actor", {"actor": {"actor": []}}), "not what the tool makes"),
    ("venn", changed(VENN, "rows", 0, "actor", "x" * 301), "Row 1: “Institution or group” is too long"),
    ("venn", changed(VENN, "rows", 0, "colour", "red"), "not what the tool makes"),
    ("venn", changed(VENN, "more", 1), "not what the tool makes"),
    ("venn", changed(VENN, "rows", {"0": {}}), "not what the tool makes"),
    ("venn", VENN["rows"], "not what the tool makes"),
    ("resource-map", changed(GOOD["resource-map"], "rows", 0, "is_disputed", 1), "is yes or no"),
    ("daily-clock", changed(CLOCK, "rows", 1, "start", 4), "Row 2: “Women” does something else in these hours"),
    ("daily-clock", changed(CLOCK, "rows", 1, "group", "MEN"), "Row 3: .* does something else"),
    ("daily-clock", changed(CLOCK, "rows", 1, "hours", 17.5), "“Women” has more than 24 hours"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", 24.5), "Row 1: “Hours” is a number from 0.5 to 24"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", 0), "from 0.5"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", 1.25), "steps of a half"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", float("nan")), "steps of a half"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", float("inf")), "steps of a half"),
    ("daily-clock", changed(CLOCK, "rows", 0, "hours", 10**400), "steps of a half"),
    ("daily-clock", changed(CLOCK, "rows", 0, "start", 24), "from 0 to 23"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", [0] * 13), "Row 1: “Month by month” needs twelve months"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, 4), "level from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", []), "at least 1 row"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "label", ""), "Row 1: Fill in “Activity”"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", [0] * 11), "twelve months"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, -1), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, True), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, 1.0), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "calendar", "maya"), "none of the choices"),
    ("swot", changed(GOOD["swot"], "weaknesses", [" "]), "at least one line"),
    ("swot", changed(GOOD["swot"], "weaknesses", [7]), "not what the tool makes"),
    ("swot", changed(GOOD["swot"], "weaknesses", "Few read"), "not what the tool makes"),
    ("swot", changed(GOOD["swot"], "weaknesses", ["x"] * 21), "At most 20"),
    ("swot", changed(GOOD["swot"], "weaknesses", ["x" * 301]), "“Weaknesses” is too long"),
    ("vision", changed(GOOD["vision"], "text", ""), "Fill in “The vision”"),
    ("vision", changed(GOOD["vision"], "horizon", 20400), "from 1900 to 2200"),
    ("wellbeing", changed(GOOD["wellbeing"], "rows", GOOD["wellbeing"]["rows"][:1]), "at least 2"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "payload", "words"), REFUSED)
def test_what_no_tool_makes_is_refused_in_words(tool, payload, words):
    with pytest.raises(Refused, match=words):
        check_payload(tool, payload)


@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("heap", ["rows", "causes", "strengths", "text", "junk"])
def test_ten_megabytes_are_refused(tool, heap):
    payload = {**GOOD[tool], heap: "x" * 10_000_000 if heap in ("text", "junk") else ["x"] * 2_500_000}
    with pytest.raises(Refused):
        check_payload(tool, payload)


def test_what_lies_deep_is_not_followed():
    deep: Any = []
    for _step in range(50_000):
        deep = [deep]
    for tool in Tool.values:
        with pytest.raises(Refused):
            check_payload(tool, {**GOOD[tool], "rows": deep})


# --- whatever comes ---------------------------------------------------------------------------------------------------
NAMES = sorted({name for payload in GOOD.values() for name in payload})
KEYS = sorted({key for payload in GOOD.values() for row in payload.get("rows", []) for key in row} | {"text", "under"})
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["water", "f", "hijri", ""])
)
CELLS = LEAVES | st.lists(LEAVES, max_size=13) | st.dictionaries(st.text(max_size=3), LEAVES, max_size=2)
ROWS = st.lists(st.dictionaries(st.sampled_from(KEYS), CELLS, max_size=6) | LEAVES, max_size=22)
ANYTHING = st.recursive(LEAVES, lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts), max_leaves=20)
PAYLOADS = ANYTHING | st.dictionaries(st.sampled_from(NAMES), ROWS | CELLS, max_size=5)


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, Any]:
    """A payload that is good but for one or two places."""
    tool = draw(st.sampled_from(Tool.values))
    payload = copy.deepcopy(GOOD[tool])
    for _bend in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(sorted(payload)))
        rows = payload[name]
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and draw(st.booleans()):
            row = draw(st.sampled_from(rows))
            row[draw(st.sampled_from(KEYS + sorted(row)))] = draw(CELLS)
        else:
            payload[name] = draw(ROWS | CELLS)
    return tool, payload


def clean_or_refused(tool: str, payload: Any) -> None:
    try:
        found = check_payload(tool, payload)
    except Refused:
        return
    assert check_payload(tool, found) == found
    assert check_payload(tool, json.loads(json.dumps(found))) == found
    assert "\\u0000" not in json.dumps(found)  # which the database does not keep


@given(st.sampled_from(Tool.values), PAYLOADS)
def test_whatever_comes_is_clean_or_refused(tool, payload):
    clean_or_refused(tool, payload)


@given(bent())
@example(("timeline", {"rows": [{"when": "\u0085 \u001f1984 ", "event": "a\u00a0b\r\nc\td", "effect": "x\r\r\n y"}]}))
@example(("swot", {"strengths": ["\ud800"], "weaknesses": ["w"]}))
def test_whatever_is_bent_is_clean_or_refused(of_tool):
    clean_or_refused(*of_tool)


# --- words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No borehole in the north", "en"), ("• Lack of  drugs", "en"), ("We need a school", "en"),
        ("need for roads", "en"),
        ("There are not enough teachers", "en"), ("Pas d’eau potable", "fr"), ("MANQUE DE MÉDICAMENTS", "fr"),
        ("1. Besoin d'une école", "fr"), ("Il n’y a pas de puits", "fr"), ("Absence d’infirmier", "fr"),
        ("Aucune route", "fr"), ("No hay agua", "es"), ("Falta de médicos", "es"), ("Necesidad de un pozo", "es"),
        ("Ningún maestro", "es"), ("لا يوجد ماء", "ar"), ("عدم وجود مدرسة", "ar"), ("نقص المياه", "ar"),
        ("الحاجة إلى بئر", "ar"), ("غِيابُ الأطباء", "ar"),
    ],
)  # fmt: skip
def test_a_missing_solution_is_known(text, language):
    assert is_missing_solution(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Girls walk three hours to the river", "en"), ("Nobody dares to go out at night", "en"),
        ("Norms exclude us", "en"),
        ("No one listens to the young", "en"), ("No", "en"), ("", "en"), ("Les filles manquent l’école", "fr"),
        ("Pascal est malade", "fr"), ("Nocturnos robos", "es"), ("Sindicatos divididos", "es"),
        ("تمشي الفتيات ثلاث ساعات", "ar"), ("No borehole", "sw"), ("No borehole", "ar"),
    ],
)  # fmt: skip
def test_a_problem_is_none(text, language):
    assert not is_missing_solution(text, language)
