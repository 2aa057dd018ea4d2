"""What happened when, in order: the timeline, and the months of four calendars."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

PARTIAL = re.compile(r"^\s*(\d{3,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\s*$")
ETHIOPIAN = (
    pgettext_lazy("month", "Meskerem"), pgettext_lazy("month", "Tikimt"), pgettext_lazy("month", "Hidar"),
    pgettext_lazy("month", "Tahsas"), pgettext_lazy("month", "Tir"), pgettext_lazy("month", "Yekatit"),
    pgettext_lazy("month", "Megabit"), pgettext_lazy("month", "Miyazya"), pgettext_lazy("month", "Ginbot"),
    pgettext_lazy("month", "Sene"), pgettext_lazy("month", "Hamle"), pgettext_lazy("month", "Nehase"),
)  # fmt: skip
HIJRI = (
    pgettext_lazy("month", "Muharram"), pgettext_lazy("month", "Safar"), pgettext_lazy("month", "Rabi I"),
    pgettext_lazy("month", "Rabi II"), pgettext_lazy("month", "Jumada I"), pgettext_lazy("month", "Jumada II"),
    pgettext_lazy("month", "Rajab"), pgettext_lazy("month", "Shaban"), pgettext_lazy("month", "Ramadan"),
    pgettext_lazy("month", "Shawwal"), pgettext_lazy("month", "Dhu al-Qadah"), pgettext_lazy("month", "Dhu al-Hijjah"),
)  # fmt: skip
NAMED = {"ethiopian": ETHIOPIAN, "hijri": HIJRI}
Row = Mapping[str, Any]


def months(calendar: str = "gregorian") -> list[tuple[str, str]]:
    """(short, whole) names in the reader's language. Months of a local calendar have numbers alone."""
    if calendar in NAMED:
        return [(str(name), str(name)) for name in NAMED[calendar]]
    if calendar == "local":
        return [(str(number), _("Month %(number)s") % {"number": number}) for number in range(1, 13)]
    return [(str(MONTHS_3[number]).capitalize(), str(MONTHS[number])) for number in range(1, 13)]


def in_time(rows: list[Row]) -> list[Row]:
    """By date; what has none that can be compared (“before independence”) stays behind what it was named after.

    With `day`: a month or a day in the words of the reader; empty for a year alone and for whatever is no date.
    """
    keyed, key = [], (-1, 0, 0)
    for row in rows:
        day = ""
        if found := PARTIAL.match(str(row["when"])):
            key = int(found[1]), int(found[2] or 0), int(found[3] or 0)
            day = _in_words(*key)
        keyed.append((key, {**row, "day": day}))
    return [row for _key, row in sorted(keyed, key=lambda one: one[0])]


def _in_words(year: int, month: int, day: int) -> str:
    try:
        date = datetime.date(year, month, day or 1)
    except ValueError:
        return ""
    return str(date_format(date, "DATE_FORMAT" if day else "YEAR_MONTH_FORMAT"))
