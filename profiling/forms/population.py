"""The form of the population of one group."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from cbp.core.choices import Sex
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Matrix, Section
from profiling import sections
from profiling.forms.sourced import HIDDEN, PartForm
from profiling.models.population import TOTALS
from profiling.models.sources import MOST
from profiling.reading import WHOLE, GroupCount, band_label, layout_for, population, total_label


class PopulationForm(PartForm):
    """One group: sex × age, and the totals as the source states them. An empty cell is not known."""

    group: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self._stored()
        totals = self._totals(stored)
        for lower, label in self._rows():
            for sex, sex_label in Sex.choices:
                self.fields[f"{lower}_{sex}"] = CountField(
                    label=f"{label} · {sex_label}", required=False, min_value=0, max_value=MOST,
                    initial=stored.cell(sex, int(lower)),
                )  # fmt: skip
        for name in totals:
            self.fields[name] = CountField(
                label=capfirst(total_label(name)), required=False, min_value=0, max_value=MOST,
                initial=stored.total(name),
            )  # fmt: skip
        self.fields["source"].initial = stored.sources[0].pk if stored.sources else None
        matrix = Matrix(
            gettext_lazy("Persons by sex and age"), rows=self._rows(), columns=Sex.choices,
            hint=gettext_lazy("Leave a cell empty when the number is not known. Write 0 only when nobody was counted."),
        )  # fmt: skip
        stated = Section(gettext_lazy("Totals as the source states them"), *totals)
        self.helper = CbpFormHelper(self, *HIDDEN, stated, matrix, *self.source_block(), all_optional=True)

    def _stored(self) -> GroupCount:
        groups = {one.code: one for one in population(self.instance)}
        return groups.get(self.group) or GroupCount(self.group, "", self.instance.bands, {})

    def _rows(self) -> list[tuple[str, str]]:
        return [(str(band[0]), band_label(band)) for band in self.instance.bands]

    def _totals(self, stored: GroupCount) -> list[str]:
        """Those that the programme asks, and those that stand there from before."""
        asked = ["persons", *layout_for(self.instance)[sections.POPULATION].totals]
        return [name for name in TOTALS if name in asked or stored.total(name) is not None]

    def total(self) -> dict[str, int | None]:
        return {name: self.cleaned_data.get(name) for name in TOTALS}

    def cells(self) -> dict[tuple[str, int], int | None]:
        lowers = [lower for lower, _upper in self.instance.bands]
        return {(sex, lower): self.cleaned_data[f"{lower}_{sex}"] for lower in lowers for sex in Sex.values}


def population_form(group: str, *, sees_restricted: bool) -> type[PopulationForm]:
    values = {"group": "" if group == WHOLE else group, "sees_restricted": sees_restricted}
    return cast("type[PopulationForm]", type("PopulationForm", (PopulationForm,), values))
