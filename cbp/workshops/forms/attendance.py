"""The form of the attendance (F2): age bands by sex, then of whom, folded. Counts only; an empty cell is not known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.choices import ParticipantGroup
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Fold, Hint, Matrix, Section
from cbp.core.forms import VersionedForm
from cbp.core.groups import group_labels
from cbp.workshops.actions.attendance import MOST, OfWhom
from cbp.workshops.models import Session
from cbp.workshops.reading.attendance import DIFFICULTY, SEXES, attendance_of, band_label, bands_of, difficulty

MINORITY = ParticipantGroup.MINORITY.value
HINT = gettext_lazy(
    "People counted above, once more by group: in one line, or by age. One person may belong to several groups or to"
    " none. Leave empty what nobody asked."
)


def count(label: Any = "", hint: Any = "") -> CountField:
    return CountField(label=label, help_text=hint, required=False, min_value=0, max_value=MOST)


def groups_of(session: Session) -> list[tuple[str, str]]:
    """The programme’s groups in use, those that were counted in this session before, then who is counted across."""
    programme = session.cycle.programme
    active = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    rows = {group.code: str(group) for group in active}
    labels = group_labels(programme)
    across = {MINORITY: labels[MINORITY], DIFFICULTY: difficulty()}
    used = {cell.group for cell in session.attendance.all() if cell.group} - {*across, *rows}
    rows |= {code: labels.get(code, code) for code in sorted(used)}
    return [*({**rows, **across}).items()]


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
        self.often_empty = {sex for sex, _label in SEXES} - {*known.sexes}
        self.bands, self.groups = bands_of(self.instance), groups_of(self.instance)
        for sex, label in SEXES:
            for lower, age in self._ages():
                self._cell(f"band{lower}_{sex}", f"{age}, {label}", known.cells.get((sex, lower)))
            for code, title in self.groups:
                by_age = known.ages_of(code)
                line = None if by_age else known.of_whom.get((code, sex))
                self._cell(f"of_{code}_{sex}", f"{title}, {label}", line)
                for lower, age in self._ages():
                    self._cell(f"of_{code}_{lower}_{sex}", f"{title}, {age}, {label}", by_age.get((sex, lower)))
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", self._by_age(), "households_present", "left_early",
            Section(_("Of whom"), Hint(HINT), *(self._group(code, title) for code, title in self.groups)),
            all_optional=True,
        )  # fmt: skip

    def _ages(self) -> list[tuple[int, str]]:
        return [(band[0], band_label(band)) for band in self.bands]

    def _cell(self, name: str, label: str, people: int | None) -> None:
        self.fields[name] = count(label)
        self.fields[name].initial = people

    def _by_age(self) -> Matrix:
        return Matrix(
            _("People by age and sex"),
            rows=[(str(lower), age) for lower, age in self._ages()],
            columns=SEXES,
            name="band{row}_{column}",
            hint=_("Write 0 where nobody was there. A cell that is left empty is not known, which is not zero."),
            css_id="by-age",
            stated="attendance_stated",
            often_empty=self.often_empty,
        )

    def _group(self, code: str, title: str) -> Fold:
        """Of a group one line, or below it its ages."""
        line = Matrix(
            _("In one line"), rows=[(code, _("All ages"))], columns=SEXES, name="of_{row}_{column}", totals=False,
            css_id=f"of-{code}", hint=_("Only where it was asked.") if code == DIFFICULTY else "",
        )  # fmt: skip
        ages = Matrix(
            _("By age, in place of the one line"), rows=[(str(lower), age) for lower, age in self._ages()],
            columns=SEXES, name=f"of_{code}_{{row}}_{{column}}", css_id=f"ages-{code}",
            often_empty=self.often_empty,
        )  # fmt: skip
        return Fold(title, line, Fold(_("Count them by age"), ages))

    def cells(self) -> dict[tuple[str, int], int | None]:
        found = self.cleaned_data
        return {(sex, band[0]): found[f"band{band[0]}_{sex}"] for sex, _label in SEXES for band in self.bands}

    def of_whom(self) -> OfWhom:
        """Each group in one line and by age; the action refuses who fills both."""
        found = self.cleaned_data
        answers: dict[tuple[str, str] | tuple[str, str, int], int | None] = {}
        for sex, _label in SEXES:
            for code, _title in self.groups:
                answers[code, sex] = found[f"of_{code}_{sex}"]
                answers |= {(code, sex, band[0]): found[f"of_{code}_{band[0]}_{sex}"] for band in self.bands}
        return answers
