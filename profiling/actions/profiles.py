"""The life of a profile's version: begun as a copy, submitted, returned or validated, superseded by the next one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.ages import written
from cbp.core.models import Programme, Verb
from cbp.core.refusals import Refused
from profiling.actions.closing import closed_for, drop_hidden_sources
from profiling.actions.guards import in_words
from profiling.checks import Missing, Warning, missing_for_review, warnings_of
from profiling.models import Answer, Community, PopulationFigure, PopulationTotal, Profile, WarningReason
from profiling.phases import ProfileState
from profiling.reading import layout_for
from profiling.sections import entry_models

TOLD = 8  # of what is missing, within one refusal


@transaction.atomic
def begin_profile(community: Community, programme: Programme, *, by: User) -> Profile:
    """A copy of the validated version with all its rows and sources, or an empty one.

    Counts by age are copied only where the programme still has the age bands of the former version: sets are never
    mixed in one table. Totals are copied in any case.
    """
    community = Community.objects.select_for_update(of=("self",)).select_related("area").get(pk=community.pk)
    _refuse_begin(community, programme)
    former = community.profiles.validated().first()
    number = (community.profiles.aggregate(most=Max("number"))["most"] or 0) + 1
    bands = [(band.lower, band.upper) for band in programme.age_bands.order_by("lower")]
    profile = Profile(
        community=community, programme=programme, number=number, previous=former, age_bands=written(bands), begun_by=by,
        closed_parts=closed_for(former, programme) if former else [],
    )  # fmt: skip
    with in_words(_("A version of this profile is being worked on already.")):
        profile.save()
    if former:
        _copy(former, profile)
    after = {"number": number, "programme": str(programme), "previous": former.number if former else None}
    audit.record(Verb.PROFILE_BEGUN, profile, by=by, after=after)
    return profile


def _refuse_begin(community: Community, programme: Programme) -> None:
    if not community.is_active:
        raise Refused(_("This community takes no part in planning any more."))
    if community.area.country != programme.country.country:
        raise Refused(_("This programme works in another country."))
    if community.profiles.filter(state__in=(ProfileState.DRAFT, ProfileState.IN_REVIEW)).exists():
        raise Refused(_("A version of this profile is being worked on already."))


def _copy(former: Profile, profile: Profile) -> None:
    """Every row of the former version, pointing at the copies of its sources."""
    sources: dict[int | None, int | None] = {None: None}
    for source in former.sources.order_by("pk"):
        old = source.pk
        sources[old] = _again(source, profile).pk
    for found in _copied(former, profile):
        rows = list(found.order_by("pk"))
        for row in rows:
            row.source_id = sources[row.source_id]
            row.pk, row.profile = None, profile
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)
    for note in former.notes.order_by("pk"):
        _again(note, profile)
    drop_hidden_sources(profile)
    _copy_reasons(former, profile, sources)


def _copied(former: Profile, profile: Profile) -> Iterator[QuerySet[Any]]:
    """Rows of parts that the programme does not ask any more too. Answers belong to the questions of one programme."""
    yield PopulationTotal.objects.filter(profile=former)
    if former.age_bands == profile.age_bands:
        yield PopulationFigure.objects.filter(profile=former)
    for model in entry_models():
        yield model._default_manager.filter(profile=former)
    yield Answer.objects.filter(profile=former, question__programme=profile.programme)


def _again(row: Model, profile: Profile) -> Model:
    """The same row once more, in that version."""
    row.pk, row.profile = None, profile  # type: ignore[attr-defined]
    row._state.adding = True
    row.save()
    return row


def _copy_reasons(former: Profile, profile: Profile, sources: dict[int | None, int | None]) -> None:
    """What explained a warning of the former version explains the same warning of its copy, of the same figures."""
    standing = {one.code: one.fingerprint for one in warnings_of(profile, restricted=True)}
    for reason in former.reasons.order_by("pk"):
        what, _colon, key = reason.code.partition(":")
        code = f"old:{sources.get(int(key))}" if what == "old" and key.isdigit() else reason.code
        if standing.get(code) == reason.fingerprint:
            reason.code = code
            _again(reason, profile)


# --- review -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def submit_profile(profile: Profile, *, by: User) -> None:
    """Refused while something is missing that review asks for; warnings do not stand in the way."""
    now = _locked(profile, ProfileState.IN_REVIEW)
    missing = missing_for_review(now)
    if missing:
        raise Refused(_before_review(missing))
    now.submitted_at, now.submitted_by, now.return_reason = timezone.now(), by, ""
    now.as_of = _newest(now)
    _move(now, ProfileState.IN_REVIEW, ["submitted_at", "submitted_by", "as_of", "return_reason"], by)
    profile.refresh_from_db()


def _before_review(missing: list[Missing]) -> str:
    """The first few in words; the page of the review lists them all."""
    sentences = list(dict.fromkeys(one.sentence for one in missing))
    told, rest = " ".join(sentences[:TOLD]), len(sentences) - TOLD
    if rest <= 0:
        return _("Before review: %(missing)s") % {"missing": told}
    sentence = ngettext(
        "Before review: %(missing)s And %(rest)s more point.", "Before review: %(missing)s And %(rest)s more points.",
        rest,
    )  # fmt: skip
    return sentence % {"missing": told, "rest": rest}


def _newest(profile: Profile) -> datetime.date:
    """A profile is as old as its newest figure, whenever it is typed in; without any, as of today."""
    days = profile.sources.aggregate(newest=Max("dated_on"))
    return days["newest"] or timezone.localdate()


@transaction.atomic
def return_profile(profile: Profile, *, reason: str, by: User) -> None:
    """Back to those who fill it in, with the reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the profile is returned."))
    now = _locked(profile, ProfileState.DRAFT)
    now.return_reason = reason[:1000]
    _move(now, ProfileState.DRAFT, ["return_reason"], by, reason)
    profile.refresh_from_db()


@transaction.atomic
def validate_profile(profile: Profile, *, by: User) -> None:
    """From now on it cannot be changed; the former version is superseded in the same moment."""
    now = _locked(profile, ProfileState.VALIDATED)
    for former in now.community.profiles.select_for_update(of=("self",)).filter(state=ProfileState.VALIDATED):
        # No version is counted on: of a validated version the database lets nothing change but its state.
        Profile.objects.filter(pk=former.pk).update(state=ProfileState.SUPERSEDED)
        before, after = {"state": former.state}, {"state": ProfileState.SUPERSEDED.value}
        audit.record(Verb.PROFILE_MOVED, former, by=by, before=before, after=after)
    now.validated_at, now.validated_by = timezone.now(), by
    _move(now, ProfileState.VALIDATED, ["validated_at", "validated_by"], by)
    profile.refresh_from_db()


def _locked(profile: Profile, to: ProfileState) -> Profile:
    Community.objects.select_for_update(of=("self",)).get(pk=profile.community_id)
    now = Profile.objects.select_for_update(of=("self",)).select_related("community__area", "programme")
    found = now.get(pk=profile.pk)
    if not found.can_move_to(to):
        raise Refused(
            _("A profile that is “%(now)s” cannot become “%(to)s”.")
            % {"now": found.get_state_display(), "to": to.label}
        )
    return found


def _move(profile: Profile, to: ProfileState, fields: list[str], by: User, reason: str = "") -> None:
    before = {"state": profile.state}
    profile.state = to
    profile.save_over(profile.version, ["state", *fields])
    audit.record(Verb.PROFILE_MOVED, profile, by=by, before=before, after={"state": to.value}, reason=reason)


# --- warnings ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def explain_warning(profile: Profile, code: str, reason: str, *, by: User) -> None:
    """The reason is kept with the warning, shown and printed beside it."""
    now = Profile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    reason = reason.strip()
    if not now.is_open:
        raise Refused(_("Warnings are explained while the profile is a draft."))
    if not reason:
        raise Refused(_("Say why this is so."))
    if len(reason) > 500:
        raise Refused(_("Say it in 500 letters at most."))
    warning = next((one for one in warnings_of(now, restricted=True) if one.code == code), None)
    if warning is None:
        raise Refused(_("This warning does not stand any more."))
    before = now.reasons.filter(code=code).values_list("reason", flat=True).first()
    WarningReason.objects.update_or_create(
        profile=now, code=code,
        defaults={"reason": reason, "by_label": by.label, "at": timezone.now(), "fingerprint": warning.fingerprint},
    )  # fmt: skip
    _tell_reason(now, warning, before, reason, by)


def _tell_reason(profile: Profile, warning: Warning, before: str | None, reason: str, by: User) -> None:
    """The history is read by people who read no restricted part: of those it tells nothing."""
    told: dict[str, object] = {"section": warning.section}
    is_told = not layout_for(profile)[warning.section].is_restricted
    audit.record(
        Verb.PROFILE_EXPLAINED, profile, by=by, before={"why": before} if before and is_told else None,
        after={**told, "warning": warning.sentence, "why": reason} if is_told else told,
    )  # fmt: skip
