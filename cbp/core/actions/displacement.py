"""Loading and entering displacement figures of areas (IOM Displacement Tracking Matrix and tables like it)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbp.core import audit, currencies, sheets
from cbp.core.actions.loading import Fault, Outcome
from cbp.core.choices import AssessmentType, DisplacementReason
from cbp.core.models import Area, AreaName, DisplacementFigure, Verb
from cbp.core.models.displacement import PERSONS_MOST
from cbp.core.reach import Grant, Person
from cbp.core.refusals import Refused
from cbp.core.sheets import Row

EVERYWHERE = (Grant(),)
DEFAULT_SOURCE = "IOM DTM"
COLUMNS = {
    "operation": ("operation", "#operation+name"),
    "code0": ("admin0Pcode", "Country P-code", "#country+code"),
    "code1": ("admin1Pcode", "Admin 1 P-code", "#adm1+code"),
    "code2": ("admin2Pcode", "Admin 2 P-code", "#adm2+code"),
    "code3": ("admin3Pcode", "Admin 3 P-code", "#adm3+code"),
    "code4": ("admin4Pcode", "Admin 4 P-code", "#adm4+code"),
    "level": ("adminLevel", "Admin Level", "#adm+level"),
    "persons": ("numPresentIdpInd", "Displaced persons", "#affected+idps"),
    "males": ("numberMales", "Males", "#affected+idps+m"),
    "females": ("numberFemales", "Females", "#affected+idps+f"),
    "reported_on": ("reportingDate", "Reporting date", "#date+reported"),
    "round": ("roundNumber", "Round", "#round+code"),
    "reason": ("displacementReason", "Reason", "#cause+type"),
    "assessment": ("assessmentType", "Assessment type", "#assessment+type"),
    "origin": ("idpOriginAdmin1Name", "Origin", "#adm1+name+origin"),
}
REQUIRED = ("code0", "level", "persons", "reported_on", "round", "reason", "assessment")
REASONS = {
    "conflict": DisplacementReason.CONFLICT,
    "insecurity": DisplacementReason.INSECURITY,
    "naturaldisaster": DisplacementReason.DISASTER,
    "disaster": DisplacementReason.DISASTER,
    "otherreason": DisplacementReason.OTHER,
    "other": DisplacementReason.OTHER,
    "noreasonfordisplacementreported": DisplacementReason.NONE,
}
KEY = ("area_id", "source", "operation", "round", "reason", "assessment", "origin")
VALUES = ("persons", "males", "females", "reported_on")
Key = tuple[Any, ...]
# Digits alone, or in groups of three: “1,5” is no fifteen.
GROUPED = re.compile(r"(?a:\d{1,9}|\d{1,3}(?:[ \u00a0\u202f,']\d{3}){1,2})\Z")


def key_of(figure: DisplacementFigure) -> Key:
    return tuple(getattr(figure, name) for name in KEY)


@dataclass
class Loader:
    """One load under way: the places by level and code, and the figures by their natural key."""

    source: str
    outcome: Outcome
    places: dict[tuple[str, int, str], Area] = field(default_factory=dict)
    everywhere: bool = True
    figures: dict[Key, tuple[int, DisplacementFigure]] = field(default_factory=dict)

    def refuse(self, row: Row, name: str, code: str, value: str = "", first: int = 0, most: int = 0) -> None:
        self.outcome.refuse(Fault(row.number, name, code, value, first, most, COLUMNS[name][0]))


def load_displacement(
    content: bytes,
    *,
    by: Person | None,
    apply: bool = True,
    skip_faulty: bool = False,
    name: str = "",
    source: str = DEFAULT_SOURCE,
    reach: Sequence[Grant] = EVERYWHERE,
) -> Outcome:
    """Reads the table and brings the figures up to it; a figure that changed is overwritten and told.

    Codes are found among the official ones and the stored aliases of their level, within the reach of whoever asks:
    a check must not tell what stands at a place that the person may not see. Unknown sex stays unknown.
    """
    table = sheets.read(content, COLUMNS, REQUIRED, gettext_noop("a table of displacement figures"))
    loader = Loader(source or DEFAULT_SOURCE, Outcome(rows=len(table.rows)), _places(reach), Grant() in reach)
    for row in table.rows:
        _read(loader, row)
    loader.outcome.paths = sorted({figure.area.path for _row, figure in loader.figures.values()})
    with transaction.atomic():
        _one_at_a_time()
        new, changed = _compare(loader)
        if apply and (skip_faulty or not loader.outcome.faults):
            _write(new, changed)
            _remember(loader, by, name)
    return loader.outcome


def _one_at_a_time() -> None:
    """Two people who bring the same round in at once come one after the other, and the second is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('displacement'))")


def _places(reach: Sequence[Grant]) -> dict[tuple[str, int, str], Area]:
    """By country, level and code: a P-code is unique within its country only."""
    areas = Area.objects.within(reach)
    found = {(area.country, area.level, area.pcode.upper()): area for area in areas.order_by("pk")}
    aliases = AreaName.objects.filter(kind=AreaName.Kind.CODE, area__in=areas)
    for alias in aliases.select_related("area").order_by("pk"):
        found.setdefault((alias.area.country, alias.area.level, alias.text.upper()), alias.area)
    return found


# --- reading ----------------------------------------------------------------------------------------------------------
def _read(loader: Loader, row: Row) -> None:
    before = loader.outcome.fault_count
    area = _area(loader, row)
    persons, males, females = (_count(loader, row, name) for name in ("persons", "males", "females"))
    if persons is None and row.text("persons") == "":
        loader.refuse(row, "persons", "missing_value")
    if persons is not None and max(males or 0, females or 0, (males or 0) + (females or 0)) > persons:
        loader.refuse(row, "persons", "part_above_whole")
    figure = DisplacementFigure(
        area=area,
        source=loader.source,
        operation=_short(loader, row, "operation"),
        round=_count(loader, row, "round", required=True) or 0,
        reported_on=_day(loader, row),
        reason=_reason(loader, row),
        assessment=_assessment(loader, row),
        origin=_short(loader, row, "origin"),
        persons=persons or 0,
        males=males,
        females=females,
    )
    if loader.outcome.fault_count > before:
        return
    earlier = loader.figures.setdefault(key_of(figure), (row.number, figure))
    if earlier[1] is not figure:
        loader.refuse(row, "persons", "duplicate_figure", first=earlier[0])


def _area(loader: Loader, row: Row) -> Area | None:
    """The place on the row's own level; deeper codes than the level says are not looked at."""
    level = row.text("level")
    country = currencies.three_letters(row.text("code0"))
    if country is None:
        loader.refuse(row, "code0", "bad_country" if row.text("code0") else "missing_value", row.text("code0"))
        return None
    if level not in ("0", "1", "2", "3", "4"):
        loader.refuse(row, "level", "bad_level", level)
        return None
    name = f"code{level}"
    code = row.text(name)
    area = loader.places.get((country, int(level), code.upper()))
    if area is None:
        unknown = "unknown_place" if loader.everywhere else "unknown_in_reach"
        loader.refuse(row, name, unknown if code else "missing_value", code)
    return area


def _count(loader: Loader, row: Row, name: str, *, required: bool = False) -> int | None:
    """A whole number, with or without marks between the thousands; nothing written is unknown, not zero."""
    text = row.text(name)
    if not text:
        if required:
            loader.refuse(row, name, "missing_value")
        return None
    plain = text.removesuffix(".0")
    if GROUPED.match(plain):
        count = int("".join(sign for sign in plain if sign.isdigit()))
        if count <= PERSONS_MOST:
            return count
    loader.refuse(row, name, "bad_number", text)
    return None


def _day(loader: Loader, row: Row) -> datetime.date:
    text = row.text("reported_on")
    today = timezone.now().date()
    try:
        day = datetime.date.fromisoformat(text[:10])
    except ValueError:
        loader.refuse(row, "reported_on", "bad_date" if text else "missing_value", text)
        return today
    if day > today + datetime.timedelta(days=1):
        loader.refuse(row, "reported_on", "future_date", text)
    return day


def _reason(loader: Loader, row: Row) -> str:
    word = row.text("reason")
    reason = REASONS.get(sheets.plain(word)) if word else DisplacementReason.NONE
    if reason is None:
        loader.refuse(row, "reason", "unknown_reason", word)
    return str(reason or DisplacementReason.OTHER)


def _assessment(loader: Loader, row: Row) -> str:
    word = row.text("assessment").upper()
    if word not in AssessmentType.values:
        loader.refuse(row, "assessment", "unknown_assessment", word)
        return str(AssessmentType.BASELINE)
    return word


def _short(loader: Loader, row: Row, name: str) -> str:
    text = row.text(name)
    if len(text) > 200:
        loader.refuse(row, name, "too_long", text, most=200)
    return text[:200]


# --- writing ----------------------------------------------------------------------------------------------------------
def _compare(loader: Loader) -> tuple[list[DisplacementFigure], list[DisplacementFigure]]:
    areas = {figure.area_id for _row, figure in loader.figures.values()}
    standing = DisplacementFigure.objects.filter(area__in=areas, source=loader.source)
    there = {key_of(figure): figure for figure in standing}
    new, changed, outcome = [], [], loader.outcome
    for _row, figure in loader.figures.values():
        old = there.get(key_of(figure))
        if old is None:
            new.append(figure)
            outcome.note("created", figure.area.pcode, str(figure.persons))
        elif any(getattr(old, name) != getattr(figure, name) for name in VALUES):
            outcome.note("changed", figure.area.pcode, str(figure.persons), was=str(old.persons))
            figure.pk = old.pk
            changed.append(figure)
    outcome.created, outcome.changed = len(new), len(changed)
    outcome.unchanged = len(loader.figures) - len(new) - len(changed)
    return new, changed


def _write(new: list[DisplacementFigure], changed: list[DisplacementFigure]) -> None:
    DisplacementFigure.objects.bulk_create(new, batch_size=1000)
    DisplacementFigure.objects.bulk_update(changed, list(VALUES), batch_size=500)


def _remember(loader: Loader, by: Person | None, name: str) -> None:
    outcome = loader.outcome
    outcome.applied = True
    if outcome.created or outcome.changed:
        after = {"file": name, "source": loader.source, "created": outcome.created, "changed": outcome.changed}
        audit.record(Verb.DISPLACEMENT_LOADED, None, by=by, after={**after, "changes": outcome.changes})


@transaction.atomic
def enter_displacement(area: Area, figures: list[DisplacementFigure], *, by: Person, replace: bool = False) -> None:
    """One round of one area, entered by hand: a figure for each reason that has a number.

    A round that is there already is replaced only when the person says so; the history keeps what it was.
    """
    if not figures:
        raise Refused(_("Enter at least one number of displaced persons."))
    _one_at_a_time()
    first = figures[0]
    same = DisplacementFigure.objects.filter(
        area=area, source=first.source, operation=first.operation, round=first.round, assessment=first.assessment
    )
    before = _told(list(same.order_by("pk")))
    if before and not replace:
        told = _("Round %(round)s of this source is there already for this area. Tick the last box to correct it.")
        raise Refused(told % {"round": first.round})
    same.delete()
    DisplacementFigure.objects.bulk_create(figures)
    after = {"source": first.source, "round": first.round, **_told(figures)}
    audit.record(Verb.DISPLACEMENT_ENTERED, area, by=by, before=before or None, after=after)


def _told(figures: list[DisplacementFigure]) -> dict[str, Any]:
    return {figure.get_reason_display(): audit.values_of(figure, list(VALUES)) for figure in figures}
