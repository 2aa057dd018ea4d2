"""The form of the attendance (F2): age bands by sex, then of whom. Counts only; an empty cell is not known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Matrix, Section
from cbp.core.forms import VersionedForm
from cbp.core.groups import group_labels
from cbp.workshops.actions.attendance import MOST
from cbp.workshops.models import Session
from cbp.workshops.reading.attendance import DIFFICULTY, SEXES, attendance_of, band_label, bands_of, difficulty


def count(label: Any = "", hint: Any = "") -> CountField:
    return CountField(label=label, help_text=hint, required=False, min_value=0, max_value=MOST)


def rows_of_whom(session: Session) -> list[tuple[str, str]]:
    """The groups of the programme in use, those that were counted in this session before, people with difficulty."""
    programme = session.cycle.programme
    active = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    rows = {group.code: str(group) for group in active}
    labels = group_labels(programme)
    used = {cell.group for cell in session.attendance.all() if cell.group} - {DIFFICULTY, *rows}
    rows |= {code: labels.get(code, code) for code in sorted(used)}
    return [*rows.items(), (DIFFICULTY, difficulty())]


class AttendanceForm(VersionedForm):
    attendance_stated = count(
        gettext_lazy("Total as it was counted at the door"),
        gettext_lazy("As the people at the door counted, even where the table adds up to something else."),
    )
    households_present = count(gettext_lazy("Households present"))
    left_early = count(gettext_lazy("People who left early"))

    class Meta:
        model = Session
        fields = ["attendance_stated", "households_present", "left_early"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = attendance_of(self.instance)
        self.bands, self.groups = bands_of(self.instance), rows_of_whom(self.instance)
        for sex, label in SEXES:
            for band in self.bands:
                self._cell(f"band{band[0]}_{sex}", f"{band_label(band)}, {label}", known.cells.get((sex, band[0])))
            for code, title in self.groups:
                self._cell(f"of_{code}_{sex}", f"{title}, {label}", known.of_whom.get((code, sex)))
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", self._by_age(),
            Section(gettext_lazy("At the door"), "attendance_stated", "households_present", "left_early"),
            self._by_group(), all_optional=True,
        )  # fmt: skip

    def _cell(self, name: str, label: str, people: int | None) -> None:
        self.fields[name] = count(label)
        self.fields[name].initial = people

    def _by_age(self) -> Matrix:
        return Matrix(
            _("People by age and sex"),
            rows=[(str(band[0]), band_label(band)) for band in self.bands],
            columns=SEXES,
            name="band{row}_{column}",
            hint=_("Write 0 where nobody was there. A cell that is left empty is not known, which is not zero."),
            css_id="by-age",
        )

    def _by_group(self) -> Matrix:
        return Matrix(
            _("Of whom"),
            rows=self.groups,
            columns=SEXES,
            name="of_{row}_{column}",
            hint=_("People counted above, once more by group. One person may belong to several groups or to none."),
            totals=False,
            css_id="of-whom",
        )

    def cells(self) -> dict[tuple[str, int], int | None]:
        found = self.cleaned_data
        return {(sex, band[0]): found[f"band{band[0]}_{sex}"] for sex, _label in SEXES for band in self.bands}

    def of_whom(self) -> dict[tuple[str, str], int | None]:
        found = self.cleaned_data
        return {(code, sex): found[f"of_{code}_{sex}"] for sex, _label in SEXES for code, _title in self.groups}
