"""The groups in which people meet, rank and are counted: closed ones for everybody, and a programme's own."""

from __future__ import annotations

from cbp.core.choices import ParticipantGroup, PopulationKind
from cbp.core.models import Programme

MIXED = ParticipantGroup.MIXED.value
# Counted across the groups that a programme tells apart: no part of their sum.
ACROSS = (ParticipantGroup.DISABILITY.value,)


def group_choices(programme: Programme, *, mixed: bool = True) -> list[tuple[str, str]]:
    """(code, label): the closed groups, then those that the programme counts apart. `mixed`: also all together."""
    closed = [(str(code), str(label)) for code, label in ParticipantGroup.choices if mixed or code != MIXED]
    own = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    return closed + [(group.code, str(group)) for group in own]


def group_labels(programme: Programme) -> dict[str, str]:
    """Every code that was ever used in the programme, with its label in the active language."""
    labels = {str(code): str(label) for code, label in [*PopulationKind.choices, *ParticipantGroup.choices]}
    return labels | {group.code: str(group) for group in programme.population_groups.all()}
