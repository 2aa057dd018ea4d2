"""Design 6: every form of the field keeps what is typed on the device, and no restricted one does.

Of each page on the table of doors that takes words of the field, the form is looked at as the browser gets it.
"""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from cbp.workshops.models import RESTRICTED_TOOLS, Tool
from profiling.sections import SECTIONS, TABLES
from tests.cast import Cast
from tests.doors.table import DOORS, address, things_of

FIELD = ("profiling:", "cycles:", "workshops:", "priorities:", "plans:")
FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>.*?</form>', re.DOTALL)
TYPED = re.compile(r'<textarea|<input type="(?:text|number|date|time|url|email|tel)"')
KEY = re.compile(r'^<form\b[^>]*\bdata-cbp-autosave="([^"]+)"')
ACTORS = ("manager", "facilitator", "endorser")
# Sealed words and named people stay on the server alone.
RESTRICTED = {"workshops:session-security", "cycles:body-names"}
# A code, a file, or how the columns of a sheet are read: nothing of the field is typed there.
OTHERS = {
    "workshops:page-find", "workshops:page-file", "workshops:photo-new", "profiling:sheet-new", "profiling:sheet-map",
}  # fmt: skip


def forms_of(browsers: list[Client], path: str) -> list[str]:
    """Those in which something is typed, as the first of these people gets them."""
    for browser in browsers:
        answer = browser.get(path)
        if answer.status_code == 200 and not answer.streaming:
            main = answer.content.decode().partition("<main")[2]
            return [form for form in FORM.findall(main) if TYPED.search(form)]
    return []


def test_every_form_of_the_field_keeps_what_is_typed(cast: Cast):
    browsers = []
    for actor in ACTORS:
        browsers.append(Client())
        browsers[-1].force_login(getattr(cast, actor))
    things = {**things_of(cast, "here"), "": 0}
    wrong, seen = {}, set()
    for name, row in DOORS.items():
        if name.startswith(FIELD) and row.get == 200 and row.post != 405:
            forms = forms_of(browsers, address(name, things))
            seen |= {name} if forms else set()
            keys = [bool(KEY.match(form)) for form in forms]
            if name not in OTHERS and any(key is (name in RESTRICTED) for key in keys):
                wrong[name] = keys
    assert wrong == {}
    assert seen >= RESTRICTED | OTHERS


def test_restricted_parts_and_tools_are_never_copied(cast: Cast, enter):
    """Beside open ones of the same kind."""
    browser, chain = enter(cast.facilitator), cast.here.chain
    pages = {
        ("workshops:tool-new", chain.session.pk): [(tool, tool in RESTRICTED_TOOLS) for tool in Tool.values],
        ("profiling:profile-note", chain.profile.pk): [(one.code, one.is_restricted) for one in SECTIONS],
        ("profiling:entry-new", chain.profile.pk): [(one.code, one.is_restricted) for one in TABLES.values()],
    }
    wrong = []
    for (name, pk), choices in pages.items():
        assert {restricted for _code, restricted in choices} == {True, False}
        for code, restricted in choices:
            forms = forms_of([browser], reverse(name, args=[pk, code]))
            if (restricted and not forms) or any(bool(KEY.match(form)) is restricted for form in forms):
                wrong.append((name, code, len(forms)))
    assert wrong == []
