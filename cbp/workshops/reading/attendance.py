"""Attendance with its sums, and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cbp.core.ages import Band, written
from cbp.core.choices import ParticipantGroup, Sex
from cbp.core.groups import group_labels
from cbp.workshops.models import AttendanceCell, Session

ALONE: dict[str, tuple[str, ...]] = {
    ParticipantGroup.WOMEN: (Sex.FEMALE.value,),
    ParticipantGroup.YOUNG_WOMEN: (Sex.FEMALE.value,),
    ParticipantGroup.MEN: (Sex.MALE.value,),
    ParticipantGroup.YOUNG_MEN: (Sex.MALE.value,),
}
BOTH = (Sex.FEMALE.value, Sex.MALE.value)
SEXES = [
    (Sex.FEMALE.value, pgettext_lazy("column", "Women")),
    (Sex.MALE.value, pgettext_lazy("column", "Men")),
    (Sex.OTHER.value, pgettext_lazy("column", "Other or not said")),
]
DIFFICULTY = ParticipantGroup.DISABILITY.value


@dataclass(frozen=True)
class Attendance:
    """Who was there: people by (sex, lower end of the age band), and of whom by (group, sex). No entry: not known.

    A group that was counted by age stands in `by_age`, by (group, sex, lower), and with its sums in `of_whom`.
    """

    group: str
    cells: Mapping[tuple[str, int], int]
    of_whom: Mapping[tuple[str, str], int]
    stated: int | None
    by_age: Mapping[tuple[str, str, int], int] = field(default_factory=dict)

    @property
    def sexes(self) -> tuple[str, ...]:
        """The sexes that are expected in this meeting."""
        return ALONE.get(self.group, BOTH)

    @property
    def counted(self) -> int | None:
        """The sum of the cells that are known."""
        return sum(self.cells.values()) if self.cells else None

    @property
    def total(self) -> int | None:
        """As counted at the door, else the sum of the cells."""
        return self.stated if self.stated is not None else self.counted

    def of_sex(self, sex: str) -> int | None:
        """In a meeting of women alone whoever was counted at the door is a woman."""
        known = [people for (one, _lower), people in self.cells.items() if one == sex]
        if known:
            return sum(known)
        return self.stated if self.sexes == (sex,) and not self.cells else None

    def of_band(self, lower: int) -> int | None:
        known = [people for (_sex, one), people in self.cells.items() if one == lower]
        return sum(known) if known else None

    def of_group(self, code: str) -> int | None:
        """Of a group's own meeting everybody belongs to it, where nothing else is said."""
        known = [people for (one, _sex), people in self.of_whom.items() if one == code]
        if known:
            return sum(known)
        return self.total if self.group == code else None

    def ages_of(self, code: str) -> dict[tuple[str, int], int]:
        """A group by (sex, lower), where it was counted by age."""
        return {(sex, lower): people for (one, sex, lower), people in self.by_age.items() if one == code}

    @property
    def women_and_men(self) -> tuple[int, int] | None:
        """Both where both are known; a meeting of women alone has no men unless some were counted."""
        women, men = self.of_sex(Sex.FEMALE), self.of_sex(Sex.MALE)
        if len(self.sexes) == 1 and (women is not None or men is not None):
            return women or 0, men or 0
        return (women, men) if women is not None and men is not None else None

    def is_complete(self, bands: Iterable[Band]) -> bool:
        """Is every cell filled that this meeting is expected to have?"""
        return all((sex, lower) in self.cells for sex in self.sexes for lower, _upper in bands)


def attendance_of(session: Session, cells: Iterable[AttendanceCell] | None = None) -> Attendance:
    found = list(session.attendance.all() if cells is None else cells)
    of_whom: dict[tuple[str, str], int] = {}
    for cell in found:
        if cell.group:
            of_whom[cell.group, cell.sex] = of_whom.get((cell.group, cell.sex), 0) + cell.people
    known = [(cell, cell.lower) for cell in found if cell.lower is not None]
    return Attendance(
        group=session.group,
        cells={(cell.sex, lower): cell.people for cell, lower in known if not cell.group},
        of_whom=of_whom,
        stated=session.attendance_stated,
        by_age={(cell.group, cell.sex, lower): cell.people for cell, lower in known if cell.group},
    )


def bands_of(session: Session) -> list[Band]:
    """The age bands of the programme; of a session that was counted by others before these changed, its own."""
    of_programme = [(band.lower, band.upper) for band in session.cycle.programme.age_bands.order_by("lower")]
    used = {(cell.lower, cell.upper) for cell in session.attendance.all() if cell.lower is not None}
    return of_programme if used <= set(of_programme) else sorted(used, key=lambda band: band[0])


def band_label(band: Band) -> str:
    """`18–59` and `60+`, in one piece and isolated, so that Arabic does not turn them round."""
    words = written([band]).replace("-", "\u2060–\u2060")
    return f"\u2066{words}\u2069"


def difficulty() -> str:
    """As people are asked: by what they can do. (Washington Group short set)"""
    return _("People with difficulty in seeing, hearing, walking or understanding")


@dataclass(frozen=True)
class Table:
    """Rows of (label, one count for each sex, their sum). None is not known; the sums are of what is known.

    `name`: age, group (of whom), or group-age with the group in `title`.
    """

    name: str
    columns: list[str]
    rows: list[tuple[str, list[int | None], int | None]]
    sums: list[int | None]
    total: int | None
    title: str = ""


def tables_of(session: Session, attendance: Attendance) -> list[Table]:
    """By age and sex, of whom, and each group counted by age; a table in which nothing is known is left out."""
    if not attendance.cells and not attendance.of_whom:
        return []
    bands = bands_of(session) if attendance.cells or attendance.by_age else []
    labels = {**group_labels(session.cycle.programme), DIFFICULTY: difficulty()} if attendance.of_whom else {}
    tables = [_by_age("age", attendance, attendance.cells, bands)] if attendance.cells else []
    tables += [_by_group(attendance, labels)] if attendance.of_whom else []
    for code in dict.fromkeys(code for code, _sex, _lower in attendance.by_age):
        cells = attendance.ages_of(code)
        table = _by_age("group-age", attendance, cells, counted_bands(cells, bands), labels.get(code, code))
        tables.append(table)
    return tables


def counted_bands(cells: Mapping[tuple[str, int], int], bands: Iterable[Band]) -> list[Band]:
    """Of a group the ages in which somebody was counted: it is told once more, beside the table of everybody."""
    counted = {lower for _sex, lower in cells}
    return [band for band in bands if band[0] in counted]


def _by_age(
    name: str, attendance: Attendance, cells: Mapping[tuple[str, int], int], bands: Iterable[Band], title: str = ""
) -> Table:
    columns = _columns(attendance, {sex for sex, _lower in cells})
    rows = [
        (
            band_label(band),
            [cells.get((sex, band[0])) for sex, _label in columns],
            _sum(count for (_sex, lower), count in cells.items() if lower == band[0]),
        )
        for band in bands
    ]
    sums = [_sum(count for (one, _lower), count in cells.items() if one == sex) for sex, _label in columns]
    return Table(name, [label for _sex, label in columns], rows, sums, _sum(cells.values()), title)


def _by_group(attendance: Attendance, labels: Mapping[str, str]) -> Table:
    columns = _columns(attendance, {sex for _code, sex in attendance.of_whom})
    rows = [
        (
            labels.get(code, code),
            [attendance.of_whom.get((code, sex)) for sex, _label in columns],
            attendance.of_group(code),
        )
        for code in dict.fromkeys(code for code, _sex in attendance.of_whom)
    ]
    return Table("group", [label for _sex, label in columns], rows, [], None)


def _columns(attendance: Attendance, counted: set[str]) -> list[tuple[str, str]]:
    """The sexes that are expected in this meeting, and whoever else was counted."""
    return [(sex, str(label)) for sex, label in SEXES if sex in attendance.sexes or sex in counted]


def _sum(counts: Iterable[int]) -> int | None:
    known = list(counts)
    return sum(known) if known else None
