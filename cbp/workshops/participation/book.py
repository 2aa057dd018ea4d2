"""The wide monthly sheet as a workbook: one sheet of rows, one that says what they are. Text stays text in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from openpyxl.utils import get_column_letter

from cbp.core.ages import written
from cbp.core.choices import ParticipantGroup, SessionKind, Sex
from cbp.core.suppression import HIDDEN, Shown
from cbp.workshops.participation.monthly import ALL, EVERY_KIND, HOUSEHOLDS, Key, Month, Monthly, of_group
from cbp.workshops.participation.sharing import shared
from cbp.workshops.reading.attendance import SEXES, difficulty
from profiling.workbooks import books
from profiling.workbooks.books import Style, Value

HEAD_ROWS = 2
SIGN = "*"  # stands where a count is hidden


@dataclass(frozen=True)
class About:
    """What the book says of itself. `threshold` None: for use inside the programme, nothing is hidden."""

    title: str
    programme: str
    scope: str
    first: datetime.date
    last: datetime.date
    made: str
    threshold: int | None = None


@dataclass(frozen=True)
class Column:
    """`block` is the kind of session above it. `key` names a count; `sessions` a number of sessions by kind."""

    block: str
    label: str
    key: Key | None = None
    sessions: tuple[str, str] = ("", "")


def monthly_book(found: Monthly, about: About) -> IO[bytes]:
    """In the active language. An open file, gone when it is closed."""
    places = _places(found)
    columns = [*_block(found, EVERY_KIND), *(one for kind in found.kinds for one in _block(found, kind))]
    shown = [_shown(row, about.threshold) for row in found.rows]
    book = books.new_book(about.title)
    widths = [*[18.0] * (len(places) - 1), 12.0, *[11.0] * len(columns)]
    freeze = f"{get_column_letter(len(places) + 1)}{HEAD_ROWS + 1}"
    sheet = books.add_sheet(book, pgettext("sheet of a workbook", "Participations"), widths=widths, freeze=freeze)
    _head(sheet, places, columns)
    looks = _Looks(sheet)
    hidden = sum(count == HIDDEN for counts in shown for count in counts.values())
    _notes(book, found, about, hidden)
    return books.finished(book, _lines(found, columns, shown, looks))


def _shown(row: Month, threshold: int | None) -> Mapping[Key, Shown]:
    return row.counts if threshold is None else shared(row.counts, threshold)


# --- the columns ------------------------------------------------------------------------------------------------------
def _places(found: Monthly) -> list[str]:
    levels = [_("Country"), *(_("Level %(level)s") % {"level": level} for level in range(1, found.levels))]
    clusters = [_("Name of the cluster")] if found.has_clusters else []
    return [*levels[: found.levels], _("Community"), *clusters, _("Month")]


def _block(found: Monthly, kind: str) -> Iterator[Column]:
    block = str(SessionKind(kind).label) if kind else _("All sessions")
    yield Column(block, _("Sessions verified"), sessions=("verified", kind))
    yield Column(block, _("Sessions recorded, not verified yet"), sessions=("recorded", kind))
    if not kind:
        yield Column(block, _("Sessions of which women and men are known"), sessions=("by_sex", kind))
    yield Column(block, _("Participations"), (kind, ALL, None))
    for sex, label in SEXES:
        yield Column(block, str(label), (kind, sex, None))
    for sex, label in SEXES:
        for band in found.bands if sex != Sex.OTHER else ():
            aged = _("%(sex)s, %(age)s") % {"sex": label, "age": written([band])}
            yield Column(block, aged, (kind, sex, band[0]))
    for code, title in found.groups:
        words = {"group": difficulty() if code == ParticipantGroup.DISABILITY else title}
        yield Column(block, _("Of whom: %(group)s") % words, (kind, of_group(code), None))
    yield Column(block, _("Households present"), (kind, HOUSEHOLDS, None))


# --- the rows ---------------------------------------------------------------------------------------------------------
class _Looks:
    """The styles of the rows, which have to be in the book before it is saved."""

    def __init__(self, sheet: Any) -> None:
        self.text = books.style(sheet, font=books.PLAIN_FONT, number_format=books.TEXT)
        self.day = books.style(sheet, font=books.PLAIN_FONT, number_format="yyyy-mm")
        self.count = books.style(sheet, font=books.PLAIN_FONT, number_format=books.WHOLE)


def _head(sheet: Any, places: list[str], columns: list[Column]) -> None:
    sheet.row_dimensions[HEAD_ROWS].height = 62
    block = books.maker(sheet, font=books.QUIET_FONT, fill=books.HEAD_FILL, alignment=books.ONE_LINE)
    look: dict[str, Any] = {"fill": books.HEAD_FILL, "alignment": books.FULL_HEAD, "border": books.UNDERLINE}
    words = books.maker(sheet, font=books.HEAD_FONT, **look)
    books.write_rows(sheet, block, [[*[""] * len(places), *(column.block for column in columns)]])
    books.write_rows(sheet, words, [[*places, *(column.label for column in columns)]])


def _lines(found: Monthly, columns: list[Column], shown: list[Mapping[Key, Shown]], looks: _Looks) -> Iterator[str]:
    for number, (row, counts) in enumerate(zip(found.rows, shown, strict=True), start=HEAD_ROWS + 1):
        names: list[Value] = [*found.places_of(row), row.community.name]
        names += [row.cluster] if found.has_clusters else []
        values: list[tuple[Style, Value]] = [(looks.text, name) for name in names]
        values.append((looks.day, row.month))
        values += [(looks.count, _value(row, counts, column)) for column in columns]
        cells = (books.cell(f"{get_column_letter(at)}{number}", *value) for at, value in enumerate(values, start=1))
        yield books.row(number, cells)


def _value(row: Month, counts: Mapping[Key, Shown], column: Column) -> Value:
    """Nothing where it is not known."""
    if column.key:
        count = counts.get(column.key)
        return SIGN if count == HIDDEN else count
    which, kind = column.sessions
    return {"verified": row.verified[kind], "recorded": row.recorded[kind], "by_sex": row.by_sex}[which]


# --- the sheet that says what they are --------------------------------------------------------------------------------
def _notes(book: Any, found: Monthly, about: About, hidden: int) -> None:
    sheet = books.add_sheet(book, pgettext("sheet of a workbook", "What this is"), widths=[110])
    books.write_rows(sheet, books.maker(sheet, font=books.TITLE_FONT), [[about.title]])
    make = books.maker(sheet, font=books.PLAIN_FONT, alignment=books.WRAPPED)
    books.write_rows(sheet, make, [[line] for line in _sentences(found, about, hidden)])


def _sentences(found: Monthly, about: About, hidden: int) -> Iterator[str]:
    first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (about.first, about.last))
    yield _("Programme: %(programme)s") % {"programme": about.programme}
    yield about.scope
    yield _("Months: from %(first)s to %(last)s.") % {"first": first, "last": last}
    yield _("As of %(moment)s (UTC).") % {"moment": about.made}
    yield _("Source: the attendance that was recorded in the sessions of the planning cycles.")
    yield _("The counts are participations, not people: one person may come to several sessions.")
    yield _("Verified sessions alone are counted. Recorded ones that nobody verified yet are only numbered.")
    yield _("An empty cell is not known, which is not zero. A sum holds what is known of its sessions.")
    yield _("“Of whom” counts the same people once more by group; one person may belong to several groups.")
    if found.has_other_ages:
        yield _("Some sessions were counted by other age bands. Their people are in the sums, and in no age.")
    yield from _hiding(about, hidden)


def _hiding(about: About, hidden: int) -> Iterator[str]:
    if about.threshold is None:
        yield _("For use inside the programme: small counts are not hidden. Do not pass this book on.")
        return
    yield _("Counts of people below %(threshold)s are hidden, with those that would tell them. They show %(sign)s.") % {
        "threshold": about.threshold, "sign": SIGN,
    }  # fmt: skip
    said = ngettext("%(count)s count is hidden in this book.", "%(count)s counts are hidden in this book.", hidden)
    yield said % {"count": hidden}
