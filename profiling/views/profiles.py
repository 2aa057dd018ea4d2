"""A profile: begun, read in all its parts, reviewed, validated; its warnings explained."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import asked, form_page
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.templatetags.figures import in_text
from cbp.core.ways import way_to
from profiling.actions import profiles as actions
from profiling.checks import missing_among, open_warnings, warnings_among, warnings_of
from profiling.forms.review import BeginForm, ExplainForm, ReturnForm
from profiling.models import Community, Profile
from profiling.phases import ProfileState
from profiling.reading import Part, both_contents, changes_of, layout_for
from profiling.reading.completeness import State, completeness
from profiling.reading.contents import Contents
from profiling.reading.tables import day_text
from profiling.sections import BY_CODE
from profiling.views.drawn import drawn
from profiling.views.reading_page import STATUS, reading_page


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Community)
@once
def profile_new(request: PersonRequest, community: Community) -> HttpResponse:
    form = BeginForm(request.POST or None, community=community, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            profile = actions.begin_profile(community, form.cleaned_data["programme"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell_what_was_copied(request, profile)
            return redirect(profile)
    return form_page(
        request, form, title=_("Begin a version of the profile"), submit=_("Begin"), lead=str(community),
        hint=_begun_from(community), cancel=community.get_absolute_url(),
        breadcrumbs=way_to(community, _("New version of the profile")),
    )  # fmt: skip


def _begun_from(community: Community) -> str:
    former = community.profiles.validated().first()
    if former is None:
        return _("It begins empty. Different people can fill in different parts at the same time.")
    return _(
        "It begins as a copy of version %(number)s of %(day)s, with all its figures and sources. "
        "Change what is different now."
    ) % {"number": in_text(former.number), "day": day_text(former.as_of)}


def _tell_what_was_copied(request: PersonRequest, profile: Profile) -> None:
    messages.success(request, _("Version %(number)s is begun.") % {"number": profile.number})
    if profile.previous and profile.previous.age_bands != profile.age_bands:
        messages.warning(
            request,
            _("The age bands of the programme are others now: totals were copied, counts by age begin anew."),
        )


@require_GET
@needs(Permission.COMMUNITY_VIEW, Profile)
def profile_detail(request: PersonRequest, profile: Profile) -> HttpResponse:
    whole = Profile.objects.select_related(
        "community__area", "programme", "previous__programme", "submitted_by", "validated_by"
    ).prefetch_related("community__names", "community__area__names", "programme__population_groups")
    context = reading_page(whole.get(pk=profile.pk), request.user)
    context["others"] = others = list(profile.community.profiles.exclude(pk=profile.pk).latest_first())
    context["earlier"] = _earlier(profile) if others else ""
    context["breadcrumbs"] = way_to(context["profile"])
    return render(request, "profiling/profile_detail.html", context)


def _earlier(profile: Profile) -> str:
    """One community over time, value by value."""
    return reverse("profiling:community-history", args=[profile.community_id])


@require_GET
@needs(Permission.COMMUNITY_VIEW, Profile)
def profile_pictures(request: PersonRequest, profile: Profile) -> HttpResponse:
    """Every picture with its table: what weighs most stands on a page of its own."""
    now, _before = both_contents(profile, layout_for(profile), restricted=_sees_restricted(request, profile))
    pictures = [(part, drawn(part.code, now)) for part in now.layout]
    context = {
        "profile": profile,
        "community": profile.community,
        "status": STATUS[ProfileState(profile.state)],
        "parts": [(part, made) for part, made in pictures if made],
        "breadcrumbs": way_to(profile, _("In pictures")),
    }
    return render(request, "profiling/profile_pictures.html", context)


@require_GET
@needs(Permission.COMMUNITY_VIEW, Profile)
def profile_changes(request: PersonRequest, profile: Profile) -> HttpResponse:
    """Value by value against the former version: long, so it does not weigh on every view of the profile."""
    now, before = both_contents(profile, layout_for(profile), restricted=_sees_restricted(request, profile))
    context = {
        "profile": profile,
        "community": profile.community,
        "changes": changes_of(now, before),
        "breadcrumbs": way_to(profile, _("What changed")),
    }
    return render(request, "profiling/profile_changes.html", context)


# --- review -----------------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.PROFILE_EDIT, Profile)
def profile_review(request: PersonRequest, profile: Profile) -> HttpResponse:
    """What is missing, what does not add up, and the next step."""
    return _review_page(request, profile, ReturnForm())


def _review_page(request: PersonRequest, profile: Profile, form: ReturnForm) -> HttpResponse:
    """Shown to those alone who fill the profile in: with what is restricted."""
    now, before = both_contents(profile, layout_for(profile), restricted=_sees_restricted(request, profile))
    warnings = warnings_among(now, before)
    context = {
        "profile": profile,
        "breadcrumbs": way_to(profile, _("Review")),
        "status": STATUS[ProfileState(profile.state)],
        "missing": missing_among(now, warnings) if profile.is_open else [],
        "empty": _empty_parts(now) if profile.is_open else [],
        "warnings": warnings,
        "unexplained": len(open_warnings(warnings)),
        "form": form,
        "may_fill": profile.is_open,
        "in_review": profile.state == ProfileState.IN_REVIEW,
        "may_decide": can(request.user, Permission.PROFILE_VALIDATE, profile),
    }
    return render(request, "profiling/profile_review.html", context, status=422 if form.is_bound else 200)


def _empty_parts(contents: Contents) -> list[Part]:
    """Parts that are asked and hold nothing, not even why nothing is known. They stand in nobody's way."""
    filled = completeness(contents.profile, contents.layout, restricted=contents.restricted, contents=contents)
    return [one.part for one in filled.states if one.state == State.EMPTY and one.part.is_on]


def _sees_restricted(request: PersonRequest, profile: Profile) -> bool:
    return can(request.user, Permission.PROFILE_RESTRICTED, profile)


def _review(profile: Profile) -> str:
    return reverse("profiling:profile-review", args=[profile.pk])


@require_POST
@needs(Permission.PROFILE_EDIT, Profile)
@once
def profile_submit(request: PersonRequest, profile: Profile) -> HttpResponse:
    return pressed(
        request, lambda: actions.submit_profile(profile, by=request.user),
        said=_("The profile is in review."), back=profile, refused=_review(profile),
    )  # fmt: skip


@require_http_methods(["POST"])
@needs(Permission.PROFILE_VALIDATE, Profile)
@once
def profile_return(request: PersonRequest, profile: Profile) -> HttpResponse:
    """Refused, the page of the review comes back with the reason that was typed."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_profile(profile, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The profile is returned."))
            return redirect(profile)
    return _review_page(request, profile, form)


@require_POST
@needs(Permission.PROFILE_VALIDATE, Profile)
@once
def profile_validate(request: PersonRequest, profile: Profile) -> HttpResponse:
    return pressed(
        request, lambda: actions.validate_profile(profile, by=request.user),
        said=_("The profile is validated. It cannot be changed any more."), back=profile, refused=_review(profile),
    )  # fmt: skip


# --- warnings ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def profile_explain(request: PersonRequest, profile: Profile, code: str) -> HttpResponse:
    """A warning that went away meanwhile is refused with the reason still there."""
    found = warnings_of(profile, restricted=_sees_restricted(request, profile))
    warning = next((one for one in found if one.code == code), None)
    if warning is None and request.method != "POST":
        raise Http404
    form = ExplainForm(request.POST or None, initial={"reason": warning.reason if warning else ""})
    is_restricted = warning is None or BY_CODE[warning.section].is_restricted
    return asked(
        request, form, lambda: actions.explain_warning(profile, code, form.cleaned_data["reason"], by=request.user),
        thing=profile, title=_("Explain a warning"), submit=_("Keep the reason"),
        said=_("The reason is kept with the warning."), lead=warning.sentence if warning else "",
        hint=_(
            "If the figure is wrong, correct it. If it is right, say why; the reason is shown and printed beside it."
        ),
        back=f"{_review(profile)}#warnings", key="" if is_restricted else None,
    )  # fmt: skip
