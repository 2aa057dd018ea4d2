"""Translations of what communities said: which things have them, and who may write them.

One closed table of everything that is spoken. Two people may translate at the same time: a thing without a version of
its own counts with the record that keeps it. A verified session and a closed ranking can still be translated, for that
leaves the words alone. An endorsed plan, a version of a profile that is not filled in any more, and an assessment that
was proposed cannot: they are frozen in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.actions.words import translate, translate_row
from cbp.core.models import Wording
from cbp.core.models.history import HANDLE, handle_of
from cbp.core.refusals import Refused
from cbp.core.ways import Step
from cbp.cycles.models import Body
from cbp.plans.models import Plan, PlanItem
from cbp.plans.phases import PlanState
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import ActionPoint, ProfileConfirmation, Session, SessionPhoto, ToolRecord
from profiling.models import Answer, Entry, SectionNote, SelectionScore
from profiling.reading import is_restricted, layout_for
from profiling.sections import BY_CODE, HOLDER, entry_models, table_of

Texts = Mapping[str, str]
Words = Mapping[str, tuple[str, Wording]]
P = Permission


@dataclass(frozen=True)
class Kind:
    """One kind of thing with words. `root`: the field that leads to the record by which it is seen and kept."""

    model: type[Any]
    permission: Permission
    root: str = ""

    def found(self, user: User, pk: int) -> Any | None:
        """The one that the person may know of."""
        thing = self._seen(user).filter(pk=pk).first()
        if thing is not None and self.is_closed(thing) and not can(user, P.PROFILE_RESTRICTED, self.root_of(thing)):
            return None
        return thing

    def _seen(self, user: User) -> Any:
        if not self.root:
            return self.model.objects.visible_to(user)
        roots = self.model._meta.get_field(self.root).related_model.objects.visible_to(user)
        return self.model.objects.filter(**{f"{self.root}__in": roots}).select_related(self.root)

    def root_of(self, thing: Any) -> Any:
        return getattr(thing, self.root) if self.root else thing

    def right(self, thing: Any) -> Permission:
        return self.permission

    def refusal(self, thing: Any) -> str:
        """Why nothing is translated in it any more; empty while it is."""
        root = self.root_of(thing)
        if isinstance(root, Plan) and root.state == PlanState.ENDORSED:
            return _("This edition is endorsed. Nothing in it is changed any more, its translations neither.")
        return ""

    def is_closed(self, thing: Any) -> bool:
        """Is it for the team alone, so that no browser and no history keeps it?"""
        return False

    # --- how it is shown ----------------------------------------------------------------------------------------------
    def name(self, thing: Any) -> str:
        return str(thing)

    def label(self, thing: Any, field: str) -> str:
        return capfirst(str(thing._meta.get_field(field).verbose_name))

    def home(self, thing: Any) -> str:
        """Where it is read."""
        return str(thing.get_absolute_url())

    def steps(self, thing: Any) -> list[Step]:
        """The way to its page."""
        return [*thing.crumbs(), (thing, self.home(thing))]

    # --- whose version counts -----------------------------------------------------------------------------------------
    def keeper(self, thing: Any) -> Any:
        """The record that carries the version."""
        return thing

    def kept_in(self, keeper: Any, pk: int) -> Any | None:
        """The thing as that record keeps it now."""
        return keeper

    def write(self, thing: Any, language: str, words: Words, *, expected: int, by: User) -> None:
        texts, states = _apart(words)
        translate(thing, language, texts, state=states, by=by, expected=expected)


@dataclass(frozen=True)
class Row(Kind):
    """A row that counts with the record that keeps it, and is read on the page of that one."""

    def name(self, thing: Any) -> str:
        return str(self.root_of(thing))

    def home(self, thing: Any) -> str:
        return str(self.root_of(thing).get_absolute_url())

    def steps(self, thing: Any) -> list[Step]:
        root = self.root_of(thing)
        return [*root.crumbs(), (root, self.home(thing))]

    def keeper(self, thing: Any) -> Any:
        return self.root_of(thing)

    def kept_in(self, keeper: Any, pk: int) -> Any | None:
        found = self.model._default_manager.filter(**{self.root: keeper}, pk=pk).first()
        if found is not None:
            setattr(found, self.root, keeper)
        return found

    def write(self, thing: Any, language: str, words: Words, *, expected: int, by: User) -> None:
        texts, states = _apart(words)
        translate_row(
            thing, self.root_of(thing), language, texts, state=states, by=by, expected=expected,
            about=self.about(thing), is_closed=self.is_closed(thing),
        )  # fmt: skip

    def about(self, thing: Any) -> Mapping[str, str]:
        """What the history tells of the row beside its words."""
        return {"entry": self.name(thing)}


@dataclass(frozen=True)
class ProfileRow(Row):
    """A row, an answer or a note of a profile: by the right to fill its part; what is restricted is not there."""

    permission: Permission = P.PROFILE_EDIT
    root: str = "profile"

    def right(self, thing: Any) -> Permission:
        return BY_CODE[self._part(thing)].edits

    def refusal(self, thing: Any) -> str:
        profile = thing.profile
        if profile.is_open:
            return ""
        return _("Version %(number)s of this profile is “%(state)s” and is not filled in any more.") % {
            "number": profile.number, "state": profile.get_state_display(),
        }  # fmt: skip

    def is_closed(self, thing: Any) -> bool:
        return is_restricted(thing) or layout_for(thing.profile)[self._part(thing)].is_restricted

    def name(self, thing: Any) -> str:
        if isinstance(thing, SectionNote | Answer):
            return str(BY_CODE[self._part(thing)].title)
        kind = getattr(thing, "get_kind_display", None)
        return f"{table_of(thing).title} · {kind() if kind else thing}"

    def label(self, thing: Any, field: str) -> str:
        return str(thing.question) if isinstance(thing, Answer) else super().label(thing, field)

    def home(self, thing: Any) -> str:
        return f"{thing.profile.get_absolute_url()}#{self._part(thing)}"

    def about(self, thing: Any) -> Mapping[str, str]:
        """By which whoever reads it later is asked whether they may (`profiling.reading.past`)."""
        part = {"section": self._part(thing)}
        if isinstance(thing, SectionNote | Answer):
            return part
        return part | {HANDLE: handle_of(thing)}

    def _part(self, thing: Entry | SectionNote) -> str:
        if isinstance(thing, SectionNote):
            return thing.section
        return thing.question.section if isinstance(thing, Answer) else HOLDER[table_of(thing).code].code


@dataclass(frozen=True)
class ScoreRow(Row):
    """What a score rests on. Some of it is for the team alone."""

    def refusal(self, thing: Any) -> str:
        if thing.assessment.is_open:
            return ""
        return _("An assessment that is “%(state)s” is not scored any more.") % {
            "state": thing.assessment.get_state_display()
        }

    def is_closed(self, thing: Any) -> bool:
        return bool(thing.is_restricted or thing.criterion.is_restricted)

    def name(self, thing: Any) -> str:
        return str(thing.criterion)


@dataclass(frozen=True)
class ClosableKind(Kind):
    """The record of a tool, or a picture. What is restricted is known to the team alone; the history tells that of its
    session."""

    permission: Permission = P.SESSION_RECORD
    root: str = "session"

    def found(self, user: User, pk: int) -> Any | None:
        return self._seen(user).filter(pk=pk).select_related(self.root).first()

    def _seen(self, user: User) -> Any:
        return self.model.objects.visible_to(user)

    def is_closed(self, thing: Any) -> bool:
        return bool(thing.is_restricted)

    def write(self, thing: Any, language: str, words: Words, *, expected: int, by: User) -> None:
        texts, states = _apart(words)
        told_of = thing.session if thing.is_restricted else None
        translate(thing, language, texts, state=states, by=by, expected=expected, told_of=told_of)


def _apart(words: Words) -> tuple[Texts, Mapping[str, Wording]]:
    texts = {name: text for name, (text, _state) in words.items()}
    return texts, {name: state for name, (_text, state) in words.items()}


OF_PROFILES: list[type[Any]] = [*entry_models(), Answer, SectionNote]
KINDS: Mapping[str, Kind] = {
    "cycles.body": Kind(Body, P.CYCLE_WORK),
    "workshops.session": Kind(Session, P.SESSION_RECORD),
    "workshops.toolrecord": ClosableKind(ToolRecord),
    "workshops.sessionphoto": ClosableKind(SessionPhoto),
    "workshops.actionpoint": Kind(ActionPoint, P.SESSION_RECORD),
    "workshops.profileconfirmation": Row(ProfileConfirmation, P.SESSION_RECORD, "session"),
    "priorities.need": Kind(Need, P.NEED_EDIT),
    "priorities.ranking": Kind(Ranking, P.RANKING_ENTER),
    "plans.plan": Kind(Plan, P.PLAN_EDIT),
    "plans.planitem": Kind(PlanItem, P.PLAN_EDIT, "plan"),
    "profiling.selectionscore": ScoreRow(SelectionScore, P.PROFILE_EDIT, "assessment"),
    **{model._meta.label_lower: ProfileRow(model) for model in OF_PROFILES},
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


def texts_of(kind: Kind, thing: Any, language: str) -> list[Text]:
    """The texts that hold something and were said in another language, in the order of the record."""
    found = []
    for field in (name for name in thing.TEXTS if thing.language_of(name) != language):
        original = str(getattr(thing, field))
        entry: Texts = thing.translations.get(language, {}).get(field, {})
        if original or entry:
            found.append(Text(field, kind.label(thing, field), original, entry.get("text", ""), entry.get("state", "")))
    return found


def languages_of(thing: Any) -> list[str]:
    """In which its texts were said: one, or two."""
    found = {thing.language_of(field) for field in thing.TEXTS if getattr(thing, field)} or {thing.language}
    return [code for code, _label in settings.LANGUAGES if code in found]


def other_languages(thing: Any) -> list[str]:
    """Into which something of it can be translated."""
    return [code for code, _label in settings.LANGUAGES if languages_of(thing) != [code]]


@transaction.atomic
def write_words(kind: Kind, thing: Any, language: str, words: Words, *, expected: int, by: User) -> None:
    """Refuses what is frozen, then writes. The record that decides is held until then, so that nobody endorses it
    between the question and the write."""
    root = kind.root_of(thing)
    held = type(root).objects.select_for_update(of=("self",)).get(pk=root.pk)
    if hasattr(held, "state"):  # a body has none: it stands or it does not, and its words may be translated always
        root.state = held.state
    if refusal := kind.refusal(thing):
        raise Refused(refusal)
    kind.write(thing, language, words, expected=expected, by=by)
