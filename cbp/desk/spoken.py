"""Translations of what communities said: which things have them, who may write them, and when they are closed.

One closed table. Only records that carry a version are in it, because two people may translate at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.actions.words import translate
from cbp.core.models import Wording
from cbp.core.refusals import Refused
from cbp.plans.models import Plan, PlanItem
from cbp.plans.phases import PlanState
from cbp.priorities.models import Need, Ranking
from cbp.priorities.phases import RankingState
from cbp.workshops.models import Session, ToolRecord
from cbp.workshops.phases import SessionState

Texts = Mapping[str, str]
P = Permission


@dataclass(frozen=True)
class Kind:
    """One kind of thing with words. `root` gives the record whose state decides; `closed` in which of its states the
    words stand for good, and `why` says so."""

    model: type[Any]
    permission: Permission
    closed: str
    why: Promise
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
        return str(self.why) if self.root_of(thing).state == self.closed else ""


ENDORSED = _("This edition is endorsed. Nothing in it is changed any more, its translations neither.")
VERIFIED = _("This session is verified. Nothing in it is changed any more, its translations neither.")
CLOSED = _("This ranking is closed. Nothing in it is changed any more, its translations neither.")
KINDS: Mapping[str, Kind] = {
    "workshops.session": Kind(Session, P.SESSION_RECORD, SessionState.VERIFIED, VERIFIED),
    "workshops.toolrecord": Kind(ToolRecord, P.SESSION_RECORD, SessionState.VERIFIED, VERIFIED, "session"),
    "priorities.need": Kind(Need, P.NEED_EDIT, "", ENDORSED),
    "priorities.ranking": Kind(Ranking, P.RANKING_ENTER, RankingState.CLOSED, CLOSED),
    "plans.plan": Kind(Plan, P.PLAN_EDIT, PlanState.ENDORSED, ENDORSED),
    "plans.planitem": Kind(PlanItem, P.PLAN_EDIT, PlanState.ENDORSED, ENDORSED, "plan"),
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
    """Refuses what is closed, then writes. The record that decides is held until then, so that nobody closes it
    between the question and the write."""
    root = kind.root_of(thing)
    held = type(root).objects.select_for_update(of=("self",)).get(pk=root.pk)
    if kind.closed and held.state == kind.closed:
        raise Refused(str(kind.why))
    texts = {field: text for field, (text, _state) in words.items()}
    states = {field: state for field, (_text, state) in words.items()}
    translate(thing, language, texts, state=states, by=by, expected=expected)
