"""What a record says, part by part with its amendments; people in roles; texts that are lists of lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sex
from cbp.core.models import Said
from cbp.workshops.models import Amendment, Session, SessionRole

# Of one person in a role, where a count says “women and girls”.
ROLE_SEXES = {
    Sex.FEMALE.value: pgettext_lazy("person", "Woman"),
    Sex.MALE.value: pgettext_lazy("person", "Man"),
    Sex.OTHER.value: pgettext_lazy("column", "Other or not said"),
}
# The texts of the meeting itself, in the order in which a record is read.
SAID = ("summary", "decisions", "open_questions", "missing", "went_well", "was_difficult", "dynamics")
LISTED = ("decisions", "open_questions")
# What is shown although nothing stands there: a record needs one of them.
ALWAYS = ("summary", "decisions")


@dataclass(frozen=True)
class Part:
    """One text of the record. `lines`: where it is a list, one on each line. The amendments stand beside it."""

    name: str
    label: str
    said: Said
    lines: list[str]
    amendments: list[Amendment]


def roles_of(session: Session) -> list[tuple[SessionRole, str]]:
    roles = session.roles.select_related("user").order_by("pk")
    return [(role, str(ROLE_SEXES.get(role.sex, ""))) for role in roles]


def lines_of(said: Said) -> list[str]:
    """Decisions, one per line."""
    return [line.strip() for line in said.text.splitlines() if line.strip()]


def label_of(name: str) -> str:
    return capfirst(str(Session._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def part_of(session: Session, name: str, amendments: Iterable[Amendment] = ()) -> Part:
    said = session.said(name)
    own = [one for one in amendments if one.field == name]
    return Part(name, label_of(name), said, lines_of(said) if name in LISTED else [], own)


def parts_of_record(session: Session, amendments: Iterable[Amendment] = ()) -> list[Part]:
    """The texts that hold words or were amended, and those that a record must not be without."""
    parts = [part_of(session, name, amendments) for name in SAID]
    return [part for part in parts if part.said.text or part.amendments or part.name in ALWAYS]
