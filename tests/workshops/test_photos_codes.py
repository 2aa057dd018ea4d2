"""Codes of pages: what a person types is understood or refused in words; each sheet has one code for ever."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions import pages
from cbp.workshops.actions.pages import codes_for, find_page
from cbp.workshops.codes import CONFUSING, LENGTH, SIGNS, make_code, read_code, shown
from cbp.workshops.models import PageCode, SheetKind

SHEETS = [(SheetKind.COVER, ""), (SheetKind.TOOL, "venn"), (SheetKind.TOOL, "swot")]


# --- pure -------------------------------------------------------------------------------------------------------------
def test_a_code_holds_nothing_that_is_confused_and_reads_itself():
    codes = {make_code() for _number in range(300)}
    assert len(codes) == 300
    assert {len(code) for code in codes} == {LENGTH}
    assert not set("".join(codes)) - set(SIGNS)
    assert not set(SIGNS) & set(CONFUSING)
    assert [read_code(code) for code in codes] == list(codes)


def test_one_wrong_sign_is_noticed():
    code = make_code()
    for place in range(LENGTH):
        for sign in SIGNS.replace(code[place], ""):
            with pytest.raises(Refused, match="last sign does not fit"):
                read_code(code[:place] + sign + code[place + 1 :])


def test_neighbours_that_changed_places_are_nearly_always_noticed():
    noticed = tried = 0
    for _number in range(200):
        code = make_code()
        for place in range(LENGTH - 1):
            changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            if changed == code:
                continue
            tried += 1
            try:
                read_code(changed)
            except Refused:
                noticed += 1
    assert tried - noticed < tried // 50  # all but a few pairs, by the nature of the method


@pytest.mark.parametrize(
    "typed",
    [
        "{lower}",
        " {code} ",
        "{spaced}",
        "{hyphens}",
        "https://cbp.example/pages/{code}/",
        "/pages/{code}?next=1",
        "{wide}",
    ],
)
def test_a_code_is_understood_however_it_is_written(typed):
    code = make_code()
    hyphens = f"{code[:3]}–{code[3:5]}-{code[5:]}"
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    sent = typed.format(code=code, lower=code.lower(), spaced=shown(code), hyphens=hyphens, wide=wide)
    assert read_code(sent) == code


def test_digits_of_an_arabic_keyboard_are_digits():
    code = next(code for code in iter(make_code, None) if any(sign.isdigit() for sign in code))
    typed = "".join(chr(0x660 + int(sign)) if sign.isdigit() else sign for sign in code)
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the code"),
        (" - ", "Type the code"),
        ("ABC", "has 7 signs; these are 3"),
        ("A" * 5000, "has 7 signs"),
        ("ABCD0FG", "No code holds 0"),
        ("abcdifg", "No code holds I"),
        ("ABCDЕFG", "letters and digits only"),  # a Cyrillic letter
        ("ABC;DE'", "letters and digits only"),
        ("<script>", "letters and digits only"),
        ("\x00" * 7, "letters and digits only"),
    ],
)
def test_anything_else_is_refused_in_words(typed, words):
    with pytest.raises(Refused, match=words):
        read_code(typed)


# --- kept -------------------------------------------------------------------------------------------------------------
def test_each_sheet_has_one_code_for_ever(cast, session):
    first = codes_for(session, SHEETS, cast.facilitator)
    assert list(first) == SHEETS
    assert codes_for(session, reversed(SHEETS), cast.manager) == first
    more = codes_for(session, [*SHEETS, (SheetKind.BALLOT, "7"), SHEETS[0]], cast.manager)
    assert {sheet: more[sheet] for sheet in SHEETS} == first
    assert PageCode.objects.filter(session=session).count() == 4
    told = Event.objects.filter(verb=Verb.KIT_COMPOSED).order_by("pk").values_list("after", flat=True)
    assert [one["pages"] for one in told] == [["cover", "tool", "tool"], ["ballot"]]


def test_the_queries_do_not_grow_with_the_sheets(cast, session):
    def asked(sheets) -> int:
        with CaptureQueriesContext(connection) as queries:
            codes_for(session, sheets, cast.facilitator)
        return len(queries)

    tools = [(SheetKind.TOOL, str(number)) for number in range(40)]
    assert asked(tools[:1]) == asked(tools[1:])
    assert asked(tools) < asked([(SheetKind.COVER, "")])


def test_a_code_that_is_taken_is_drawn_again(cast, session, monkeypatch):
    (taken,) = codes_for(cast.there.chain.session, SHEETS[:1], cast.stranger).values()
    fresh = make_code()
    drawn = iter([taken, taken, fresh])
    monkeypatch.setattr(pages, "make_code", lambda: next(drawn))
    assert codes_for(session, SHEETS[:1], cast.facilitator) == {SHEETS[0]: fresh}
    monkeypatch.setattr(pages, "make_code", lambda: taken)
    with pytest.raises(Refused, match="try again"):
        codes_for(session, SHEETS, cast.facilitator)


def test_a_page_is_found_by_whoever_reads_its_session_alone(cast, session):
    code = codes_for(session, SHEETS, cast.facilitator)[SHEETS[1]]
    page = find_page(f" {code[:4].lower()}-{code[4:]} ", by=cast.facilitator)
    assert (page.session_id, page.sheet, page.about) == (session.pk, "tool", "venn")
    unknown = next(one for one in iter(make_code, None) if one != code)
    answers = []
    for person, typed in ((cast.stranger, code), (cast.partner, code), (cast.facilitator, unknown)):
        with pytest.raises(Refused) as refusal:
            find_page(typed, by=person)
        answers.append(str(refusal.value))
    assert set(answers) == {"There is no such page in your reach. Compare the code with the page."}
