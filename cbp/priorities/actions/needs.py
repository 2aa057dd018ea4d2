"""The register of needs: raising, changing, deciding. Nothing is silently dropped: what does not go on says why."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.groups import group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.priorities.models import Need, NeedVoice, RankingOption
from cbp.priorities.phases import ALIVE, NeedState, RankingState, asks_reason
from cbp.workshops.models import Session

FIELDS = [
    "title", "statement", "causes", "coping", "potentials", "ideas", "sector", "severity", "people_affected",
    "known_by",
]  # fmt: skip
Voice = tuple[str, Session | None]
# Its words are kept as they were when it left the register.
FROZEN = (NeedState.MERGED, NeedState.WITHDRAWN)


@transaction.atomic
def raise_need(need: Need, *, voices: list[Voice], by: User) -> Need:
    """Numbers it within its cycle. Refuses a cycle that has ended, and voices that are none of it."""
    cycle = Cycle.objects.select_for_update(of=("self",)).get(pk=need.cycle_id)
    if not cycle.is_running:
        raise Refused(_("This planning cycle has ended. No need is added to it any more."))
    last = Need.objects.filter(cycle=cycle).aggregate(last=Max("number"))["last"] or 0
    if last >= 9999:
        raise Refused(_("This register is full."))
    need.number, need.state, need.language = last + 1, NeedState.RAISED, by.language
    need.save()
    _write_voices(need, _checked(cycle, voices))
    after = {**audit.values_of(need, FIELDS), "voices": _told(voices)}
    audit.record(Verb.NEED_RAISED, need, by=by, after=after)
    return need


@transaction.atomic
def change_need(need: Need, *, fields: list[str], voices: list[Voice], expected: int, by: User) -> None:
    """Writes the named fields and the voices; raises `Stale` when someone saved before.

    A translation of words that changed is a draft again. Refuses what was merged or withdrawn.
    """
    old = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if old.state in FROZEN:
        raise Refused(_("A need that was merged or withdrawn is not changed any more."))
    checked = _checked(old.cycle, voices)
    was = {"voices": _told(voices_of(old)), **audit.values_of(old, fields)}
    spoken = [name for name in fields if name in Need.TEXTS]
    need.translations = old.translations
    need.doubt_translations(spoken)
    need.save_over(expected, [*fields, "translations"])
    _write_voices(need, checked)
    after = {"voices": _told(checked), **audit.values_of(need, fields)}
    audit.record(Verb.NEED_CHANGED, need, by=by, before=was, after=after)


@transaction.atomic
def move_need(need: Need, *, to: NeedState, reason: str, by: User, into: Need | None = None) -> None:
    """Decides on a need by the table of `phases.py`. `into`: the need that goes on with the voices of a merged one."""
    pks = [need.pk, *([into.pk] if into else [])]
    locked = {one.pk: one for one in Need.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")}
    need = locked[need.pk]
    before, reason = NeedState(need.state), reason.strip()
    _may_move(need, to, reason)
    need.merged_into = _survivor(need, locked[into.pk] if into else None) if to == NeedState.MERGED else None
    need.state, need.state_reason = to, reason[:300]
    need.save_over(need.version, ["state", "state_reason", "merged_into"])
    if need.merged_into:
        _write_voices(need.merged_into, [*voices_of(need.merged_into), *voices_of(need)])
    after: dict[str, Any] = {"state": to.value}
    if need.merged_into:
        after["merged_into"] = str(need.merged_into)
    audit.record(Verb.NEED_MOVED, need, by=by, before={"state": before.value}, after=after, reason=reason)


def _may_move(need: Need, to: NeedState, reason: str) -> None:
    now = NeedState(need.state)
    if not need.can_move_to(to):
        raise Refused(_("A need in the state “%(now)s” does not become “%(to)s”.") % {"now": now.label, "to": to.label})
    if asks_reason(now, to) and not reason:
        raise Refused(_("Say to whom it is referred.") if to == NeedState.REFERRED else _("Say why."))
    if to in ALIVE:
        return
    option = (
        RankingOption.objects.filter(need=need)
        .exclude(ranking__state=RankingState.CLOSED)
        .select_related("ranking")
        .order_by("pk")
        .first()
    )
    if option:
        raise Refused(
            _("This need is an option of the ranking “%(ranking)s”, which is not closed. Take it out there first.")
            % {"ranking": option.ranking}
        )


def _survivor(need: Need, into: Need | None) -> Need:
    if into is None or into.cycle_id != need.cycle_id or into.pk == need.pk:
        raise Refused(_("Choose another need of the same register into which this one is merged."))
    if into.state not in ALIVE:
        raise Refused(_("A need can only be merged into one that goes on itself."))
    return into


# --- voices -----------------------------------------------------------------------------------------------------------
def voices_of(need: Need) -> list[Voice]:
    return [(voice.group, voice.session) for voice in need.voices.select_related("session").order_by("pk")]


def _checked(cycle: Cycle, voices: list[Voice]) -> list[Voice]:
    """Once each; refuses a group that the programme does not know and a session of another cycle."""
    known = group_labels(cycle.programme)
    for group, session in voices:
        if group not in known:
            raise Refused(_("The programme does not know the group “%(group)s”.") % {"group": group})
        if session is not None and session.cycle_id != cycle.pk:
            raise Refused(_("This session belongs to another planning cycle."))
    return list({(group, session.pk if session else None): (group, session) for group, session in voices}.values())


def _write_voices(need: Need, voices: list[Voice]) -> None:
    """The need has exactly these voices afterwards; those that stay keep their row."""
    wanted = {(group, session.pk if session else None) for group, session in voices}
    there = {(voice.group, voice.session_id): voice.pk for voice in need.voices.all()}
    need.voices.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    NeedVoice.objects.bulk_create(
        NeedVoice(need=need, group=group, session_id=session)
        for group, session in sorted(wanted - set(there), key=lambda one: (one[0], one[1] or 0))
    )


def _told(voices: list[Voice]) -> list[str]:
    return [f"{group} · {session}" if session else group for group, session in voices]
