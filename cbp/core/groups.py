"""The groups in which people meet, rank and are counted: closed ones for everybody, and a programme's own."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.choices import ParticipantGroup, PopulationKind
from cbp.core.models import InclusionRule, Programme, RuleKind
from cbp.core.templatetags.figures import in_text

MIXED = ParticipantGroup.MIXED.value
# Counted across the groups that a programme tells apart: no part of their sum.
ACROSS = (ParticipantGroup.DISABILITY.value,)
# By which the members of bodies are counted.
BODY_GROUPS = frozenset({
    ParticipantGroup.WOMEN.value, ParticipantGroup.MEN.value, ParticipantGroup.YOUTH.value,
    ParticipantGroup.DISABILITY.value, ParticipantGroup.MINORITY.value, PopulationKind.DISPLACED.value,
    PopulationKind.RETURNED_DISPLACED.value, PopulationKind.RETURNED_REFUGEE.value,
    PopulationKind.RETURNING_MIGRANT.value,
})  # fmt: skip


def group_choices(programme: Programme, *, mixed: bool = True) -> list[tuple[str, str]]:
    """(code, label): the closed groups, then those that the programme counts apart. `mixed`: also all together."""
    closed = [(str(code), str(label)) for code, label in ParticipantGroup.choices if mixed or code != MIXED]
    own = programme.population_groups.filter(is_active=True).order_by("position", "pk")
    return closed + [(group.code, str(group)) for group in own]


def group_labels(programme: Programme) -> dict[str, str]:
    """Every code that was ever used in the programme, with its label in the active language."""
    labels = {str(code): str(label) for code, label in [*PopulationKind.choices, *ParticipantGroup.choices]}
    return labels | {group.code: str(group) for group in programme.population_groups.all()}


def wanted_by(rule: InclusionRule, labels: Mapping[str, str]) -> str:
    """What a rule of inclusion asks for, in words."""
    values = {"group": labels.get(rule.group, rule.group), "minimum": in_text(rule.minimum)}
    if rule.kind == RuleKind.SHARE:
        return _("%(group)s: at least %(minimum)s in a hundred in mixed sessions") % values
    if rule.kind == RuleKind.BODY_SHARE:
        return _("%(group)s: at least %(minimum)s in a hundred of the members of each body") % values
    if rule.kind == RuleKind.PARTICIPATIONS:
        return ngettext(
            "%(group)s: at least %(minimum)s participation", "%(group)s: at least %(minimum)s participations",
            rule.minimum,
        ) % values  # fmt: skip
    return (
        ngettext(
            "%(group)s: at least %(minimum)s verified session of their own",
            "%(group)s: at least %(minimum)s verified sessions of their own",
            rule.minimum,
        )
        % values
    )
