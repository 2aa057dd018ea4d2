"""What a cell of each kind of column looks like in a spreadsheet, what it takes, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiling.columns import ColumnKind
from profiling.models.sources import MOST
from profiling.workbooks.books import DAY, TEXT, WHOLE

GENERAL = "General"


@dataclass(frozen=True)
class Rule:
    """What a spreadsheet checks by itself: everything between two limits."""

    type: Literal["whole", "decimal", "date"]
    least: str
    most: str
    operator: Literal["between"] = "between"


NUMBERS, DAYS = Rule("decimal", "-9999999999999", "9999999999999"), Rule("date", "1", "73050")  # 1900 to 2100


@dataclass(frozen=True)
class Kind:
    """`label` is the kind of answer, `allowed` what may stand there, `error` what is said to anything else."""

    label: str | Promise
    number_format: str = TEXT
    width: float = 12
    allowed: str | Promise = ""
    error: str | Promise = ""
    rule: Rule | None = None
    is_one_of: bool = False


UNKNOWN_OR_NONE = _("Leave it empty when it is not known; write 0 only when somebody counted and there was nobody.")

KINDS: Mapping[str, Kind] = {
    ColumnKind.UID: Kind(pgettext_lazy("kind of answer", "Our number"), width=12),
    ColumnKind.ROW: Kind(pgettext_lazy("kind of answer", "Our number"), width=12),
    ColumnKind.SEVERAL: Kind(pgettext_lazy("kind of answer", "Several answers"), width=18),
    ColumnKind.WORDS: Kind(pgettext_lazy("kind of answer", "Words"), width=28),
    ColumnKind.NAMES: Kind(
        pgettext_lazy("kind of answer", "Several names"), width=28, allowed=_("Several names, with “;” between them.")
    ),
    ColumnKind.AREA: Kind(pgettext_lazy("kind of answer", "P-code"), width=14, allowed=_("A P-code such as TCD0701.")),
    ColumnKind.CHOICE: Kind(pgettext_lazy("kind of answer", "One of several answers"), is_one_of=True),
    ColumnKind.YES_NO: Kind(pgettext_lazy("kind of answer", "Yes or no"), is_one_of=True),
    ColumnKind.COUNT: Kind(
        pgettext_lazy("kind of answer", "Whole number"), WHOLE, allowed=UNKNOWN_OR_NONE,
        error=_("Enter a whole number from 0 on, or leave the cell empty."), rule=Rule("whole", "0", str(MOST)),
    ),
    ColumnKind.NUMBER: Kind(
        pgettext_lazy("kind of answer", "Number"), GENERAL,
        error=_("Enter a number, or leave the cell empty."),
        rule=NUMBERS,
    ),
    ColumnKind.LATITUDE: Kind(pgettext_lazy("kind of answer", "Degrees"), GENERAL, width=14),
    ColumnKind.LONGITUDE: Kind(pgettext_lazy("kind of answer", "Degrees"), GENERAL, width=14),
    ColumnKind.DAY: Kind(
        pgettext_lazy("kind of answer", "Date"), DAY, allowed=_("A date such as 2026-11-22."),
        error=_("Enter a date such as 2026-11-22, or leave the cell empty."), rule=DAYS,
    ),
}  # fmt: skip
