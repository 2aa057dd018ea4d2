"""Two records of one thing become one: what becomes of every row that points at the record that goes.

The registry knows nothing of the rows. Whoever owns a relation declares its policy in its `AppConfig.ready()`; a test
walks every relation of what can be merged and fails for one without a policy. The docs draw their table from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cbp.core import telling
from cbp.core.reach import Person

Label = str | Promise


class Policy(models.TextChoices):
    MOVE = "move", _("moves to the record that stays")
    STAY = "stay", _("stays as it is, and is found through the record that it was merged into")
    UNITE = "unite", _("is united with what the other record has")
    REFUSE = "refuse", _("stands in the way")


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of a merge, and where it can be put right."""

    sentence: str
    url: str = ""
    label: str = ""


Obstacles = Callable[[Any, Any, Person], Iterable[Obstacle]]
Act = Callable[[Any, Any], None]


def _nothing(kept: Any, gone: Any, by: Person) -> Iterable[Obstacle]:
    return ()


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of one relation. `relation` is app.Model.field, the side that holds the key.

    `label` names the rows, `becomes` says in a sentence what becomes of them. `only`: rows to which it does not apply
    stay, because they are frozen. `act` does it, where it is more than moving; `obstacles` asks before.
    """

    target: str
    relation: str
    policy: Policy
    label: Label
    becomes: Label
    only: Q = field(default_factory=Q)
    act: Act | None = None
    obstacles: Obstacles = _nothing

    @property
    def key(self) -> str:
        """The name of the field."""
        return self.relation.rpartition(".")[2]

    def rows(self, thing: models.Model) -> models.QuerySet[Any]:
        model = apps.get_model(self.relation.rpartition(".")[0])
        rows: models.QuerySet[Any] = model._default_manager.filter(**{self.key: thing.pk})
        return rows


@dataclass(frozen=True)
class Line:
    """How many rows of one relation either record has."""

    rule: Rule
    kept: int
    gone: int


_RULES: dict[str, list[Rule]] = {}


def declare(
    target: str, relation: str, policy: Policy, label: Label, becomes: Label, *,
    only: Q | None = None, act: Act | None = None, obstacles: Obstacles = _nothing,
) -> None:  # fmt: skip
    """In the order in which the house is built from below, which is the order in which it is done."""
    rules = _RULES.setdefault(target, [])
    if any(rule.relation == relation for rule in rules):
        raise RuntimeError(f"What becomes of “{relation}” is declared already.")
    if policy == Policy.UNITE and act is None:
        raise RuntimeError(f"“{relation}” is united: say how.")
    telling.LABELS[relation] = label  # type: ignore[assignment]  # the history counts what came along by relation
    rules.append(Rule(target, relation, policy, label, becomes, only or Q(), act, obstacles))


def mergeable() -> list[str]:
    return list(_RULES)


def rules_of(target: str) -> list[Rule]:
    return list(_RULES.get(target, ()))


def relations_of(target: str) -> list[str]:
    """Every key that points at it, from any app: foreign, one-to-one, and both sides of tables between two things."""
    model = apps.get_model(target)
    return [
        f"{holder._meta.label}.{field.name}"
        for holder in apps.get_models(include_auto_created=True)
        for field in holder._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]


# --- before -----------------------------------------------------------------------------------------------------------
def obstacles_to(kept: models.Model, gone: models.Model, *, by: Person) -> list[Obstacle]:
    """Everything that stands in the way, in words that this person may read."""
    found: list[Obstacle] = []
    for rule in rules_of(kept._meta.label):
        if rule.policy == Policy.REFUSE and rule.rows(gone).filter(rule.only).exists():
            found.append(Obstacle(str(rule.becomes)))
        found += rule.obstacles(kept, gone, by)
    return found


def lines_of(kept: models.Model, gone: models.Model) -> list[Line]:
    """What there is of each kind, in the order in which it is done."""
    rules = rules_of(kept._meta.label)
    return [Line(rule, rule.rows(kept).count(), rule.rows(gone).count()) for rule in rules]


# --- the deed ---------------------------------------------------------------------------------------------------------
def unite(kept: models.Model, gone: models.Model) -> None:
    """Rule by rule. Both rows are locked by whoever calls, and every obstacle was asked for before."""
    for rule in rules_of(kept._meta.label):
        if rule.act is not None:
            rule.act(kept, gone)
        elif rule.policy == Policy.MOVE:
            rule.rows(gone).filter(rule.only).update(**{rule.key: kept})


# --- the document -----------------------------------------------------------------------------------------------------
def listing(target: str) -> list[tuple[str, str, str]]:
    """(relation, policy, what becomes of it) in the language of the reader: for the documents of the house."""
    return [(rule.relation, rule.policy.value, str(rule.becomes)) for rule in rules_of(target)]
