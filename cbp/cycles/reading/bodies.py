"""Who sits in the bodies of a cycle: counts, shares, what does not add up in them.

Counts overlap, but for women, men and others: a young displaced woman is counted as each. Empty is not known, and a
share is of those of whom it is known. A warning shows its arithmetic and blocks nothing. (domain 11.3)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup, PopulationKind
from cbp.core.templatetags.figures import in_text
from cbp.cycles.models import Body, Cycle
from cbp.cycles.models.bodies import BodyQuerySet
from cbp.cycles.phases import ENDED

SEXES = ("women", "men", "others")
OF_WHOM = ("youth", "displaced", "disability", "minority")
# Which count answers for a group that a rule of inclusion names. Displaced and returned people are counted together.
COUNTED: dict[str, str] = {
    ParticipantGroup.WOMEN: "women",
    ParticipantGroup.MEN: "men",
    ParticipantGroup.YOUTH: "youth",
    ParticipantGroup.DISABILITY: "disability",
    ParticipantGroup.MINORITY: "minority",
    PopulationKind.DISPLACED: "displaced",
    PopulationKind.RETURNED_DISPLACED: "displaced",
    PopulationKind.RETURNED_REFUGEE: "displaced",
    PopulationKind.RETURNING_MIGRANT: "displaced",
}


@dataclass(frozen=True)
class Counts:
    """One body in figures. None is not known."""

    body: Body

    def of(self, name: str) -> int | None:
        count: int | None = getattr(self.body, name)
        return count

    @property
    def counted(self) -> int | None:
        """Women, men and others together: the sum of what is known."""
        known = [count for name in SEXES if (count := self.of(name)) is not None]
        return sum(known) if known else None

    @property
    def is_whole(self) -> bool:
        """Are women and men both known, so that the sum can be held against what was stated?"""
        return self.of("women") is not None and self.of("men") is not None

    @property
    def total(self) -> int | None:
        """As stated, else the sum where women and men are both known."""
        if self.body.members_stated is not None:
            return self.body.members_stated
        return self.counted if self.is_whole else None

    def share(self, name: str) -> Decimal | None:
        """Of a hundred. None: not known, or nothing to divide by.

        Of women and men among those whose sex is known; of the others among all members.
        """
        count = self.of(name)
        whole = (self.counted if self.is_whole else None) if name in SEXES else self.total
        return Decimal(count * 100) / whole if count is not None and whole else None

    @property
    def women_share(self) -> Decimal | None:
        return self.share("women")

    def share_of_group(self, group: str) -> Decimal | None:
        """For a rule of inclusion: of `ParticipantGroup` and of the groups of displaced people."""
        name = COUNTED.get(group)
        return self.share(name) if name else None


def counts_of(body: Body) -> Counts:
    return Counts(body)


def standing_counts(cycle: Cycle) -> list[Counts]:
    """The bodies of the cycle that were neither dissolved nor renewed, each in figures: as `with_bodies` read them,
    else in one query."""
    read = getattr(cycle, "standing_read", None)
    rows = _standing().filter(cycle=cycle) if read is None else read
    for body in rows:
        body.cycle = cycle
    return [Counts(body) for body in rows]


def with_bodies() -> Prefetch[str]:
    """For a page that asks `standing_counts` of many cycles, or of one many times, and changes none of them."""
    return Prefetch("bodies", _standing(), to_attr="standing_read")


def _standing() -> BodyQuerySet:
    return Body.objects.standing().select_related("renewed_by").in_order()


def bodies_of(cycle: Cycle) -> tuple[list[Counts], list[Counts]]:
    """Those that stand, and those that were renewed or dissolved, each in figures. One query."""
    rows = Body.objects.filter(cycle=cycle).select_related("renewed_by").in_order()
    for body in rows:
        body.cycle = cycle
    counted = [Counts(body) for body in rows]
    return [one for one in counted if one.body.is_standing], [one for one in counted if not one.body.is_standing]


def overdue_in(rows: Iterable[Counts], today: datetime.date) -> set[int]:
    """The ids of those whose term is over and which nothing renewed, while the cycle runs."""
    return {one.body.pk for one in rows if one.body.is_overdue(today)}


def to_renew(cycle: Cycle) -> QuerySet[Body]:
    """Bodies of earlier cycles of this community in this programme that still stand: offered for renewal."""
    if not cycle.is_running:
        return Body.objects.none()
    before = Body.objects.filter(cycle__programme=cycle.programme_id, cycle__community=cycle.community_id)
    standing = before.filter(cycle__phase__in=ENDED).exclude(cycle=cycle.pk).standing()
    return standing.order_by(F("term_ends_on").asc(nulls_last=True), "pk")


# --- the picture ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """One count: its share of a hundred (None where it is not known), and where its piece of the bar begins."""

    name: str
    label: str
    count: int | None
    share: Decimal | None
    begins: Decimal = Decimal(0)

    @property
    def width(self) -> str:
        """For the drawing: a number without a language."""
        return f"{self.share or 0:.2f}"

    @property
    def x(self) -> str:
        return f"{self.begins:.2f}"


@dataclass(frozen=True)
class Picture:
    """Women, men and others as pieces of one bar; youth, displaced, disability and minority as a line each."""

    sexes: list[Part]
    of_whom: list[Part]

    @property
    def rows(self) -> list[Part]:
        """Of the table."""
        return [*self.sexes, *self.of_whom]

    @property
    def has_bar(self) -> bool:
        return any(part.share is not None for part in self.sexes)

    @property
    def is_empty(self) -> bool:
        return all(part.count is None for part in self.rows)


def picture_of(body: Body) -> Picture:
    counts, begins, sexes = Counts(body), Decimal(0), []
    for name in SEXES:
        sexes.append(Part(name, label_of(name), counts.of(name), counts.share(name), begins))
        begins += sexes[-1].share or 0
    of_whom = [Part(name, label_of(name), counts.of(name), _at_most_all(counts.share(name))) for name in OF_WHOM]
    return Picture(sexes, of_whom)


def _at_most_all(share: Decimal | None) -> Decimal | None:
    """A line is never longer than the whole; that the count is impossible is said in a warning."""
    return None if share is not None and share > 100 else share


# --- what does not add up ---------------------------------------------------------------------------------------------
def warnings_of(body: Body) -> list[str]:
    """Sentences with their arithmetic."""
    counts = Counts(body)
    return [*_sum(counts), *_of_whom(counts)]


def _sum(counts: Counts) -> Iterator[str]:
    counted, stated = counts.counted, counts.body.members_stated
    if counted is None or stated is None or counted == stated:
        return
    values = _figures(parts=_parts(counts), counted=counted, stated=stated, difference=abs(counted - stated))
    if counted > stated:
        yield _("%(parts)s = %(counted)s, but %(stated)s members were stated: %(difference)s too many.") % values
    elif counts.is_whole:
        yield _("%(parts)s = %(counted)s, but %(stated)s members were stated: %(difference)s are missing.") % values


def _parts(counts: Counts) -> str:
    """“8 + 6 + 1”: what is known, in the order of the form."""
    return " + ".join(str(count) for name in SEXES if (count := counts.of(name)) is not None)


def _of_whom(counts: Counts) -> Iterator[str]:
    """Nobody can be counted as young, displaced, disabled or of a minority who is no member."""
    total = counts.total
    for name in OF_WHOM:
        count = counts.of(name)
        if count is not None and total is not None and count > total:
            label = label_of(name)
            values = {"label": label, **_figures(count=count, total=total, difference=count - total)}
            yield (_("%(label)s: %(count)s, but the body has %(total)s members: %(difference)s too many.") % values)


def label_of(name: str) -> str:
    """What a count is called: “Women”, “People with disabilities”."""
    field: Any = Body._meta.get_field(name)
    return capfirst(str(field.verbose_name))


def labels() -> dict[str, str]:
    return {name: label_of(name) for name in (*SEXES, *OF_WHOM)}


def _figures(**values: int | str) -> dict[str, str]:
    return {name: in_text(value) for name, value in values.items()}
