"""Translations of what communities said: which things have them, and who may write them.

One closed table. Only records that carry a version are in it, because two people may translate at the same time. A
verified session and a closed ranking can still be translated, for that leaves the words alone. An endorsed plan cannot:
its papers are frozen in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.actions.words import translate
from cbp.core.models import Wording
from cbp.core.refusals import Refused
from cbp.plans.models import Plan, PlanItem
from cbp.plans.phases import PlanState
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import Session, ToolRecord

Texts = Mapping[str, str]
P = Permission


@dataclass(frozen=True)
class Kind:
    """One kind of thing with words. `root`: the field that leads to the record by which it is seen and kept."""

    model: type[Any]
    permission: Permission
    root: str = ""

    def visible_to(self, user: User) -> Any:
        """Of those whose root the person sees."""
        if not self.root:
            return self.model.objects.visible_to(user)
        roots = self.model._meta.get_field(self.root).related_model.objects.visible_to(user)
        return self.model.objects.filter(**{f"{self.root}__in": roots}).select_related(self.root)

    def root_of(self, thing: Any) -> Any:
        return getattr(thing, self.root) if self.root else thing

    def refusal(self, thing: Any) -> str:
        """Why nothing is translated in it any more; empty while it is."""
        root = self.root_of(thing)
        if isinstance(root, Plan) and root.state == PlanState.ENDORSED:
            return _("This edition is endorsed. Nothing in it is changed any more, its translations neither.")
        return ""


KINDS: Mapping[str, Kind] = {
    "workshops.session": Kind(Session, P.SESSION_RECORD),
    "workshops.toolrecord": Kind(ToolRecord, P.SESSION_RECORD, "session"),
    "priorities.need": Kind(Need, P.NEED_EDIT),
    "priorities.ranking": Kind(Ranking, P.RANKING_ENTER),
    "plans.plan": Kind(Plan, P.PLAN_EDIT),
    "plans.planitem": Kind(PlanItem, P.PLAN_EDIT, "plan"),
}


@dataclass(frozen=True)
class Text:
    """One text of a thing: its field, how it is called, as it was said, and its translation with its state."""

    field: str
    label: str
    original: str
    translation: str
    wording: str

    @property
    def is_checked(self) -> bool:
        return self.wording == Wording.CHECKED


def texts_of(thing: Any, language: str) -> list[Text]:
    """The texts that hold something, in the order of the record."""
    found = []
    for field in thing.TEXTS:
        original = str(getattr(thing, field))
        entry: Texts = thing.translations.get(language, {}).get(field, {})
        if original or entry:
            label = capfirst(str(thing._meta.get_field(field).verbose_name))
            found.append(Text(field, label, original, entry.get("text", ""), entry.get("state", "")))
    return found


def other_languages(thing: Any) -> list[str]:
    return [code for code, _label in settings.LANGUAGES if code != thing.language]


@transaction.atomic
def write_words(
    kind: Kind, thing: Any, language: str, words: Mapping[str, tuple[str, Wording]], *, expected: int, by: User
) -> None:
    """Refuses what is frozen, then writes. The record that decides is held until then, so that nobody endorses it
    between the question and the write."""
    root = kind.root_of(thing)
    root.state = type(root).objects.select_for_update(of=("self",)).get(pk=root.pk).state
    if refusal := kind.refusal(thing):
        raise Refused(refusal)
    texts = {field: text for field, (text, _state) in words.items()}
    states = {field: state for field, (_text, state) in words.items()}
    translate(thing, language, texts, state=states, by=by, expected=expected)
