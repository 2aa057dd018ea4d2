"""The checks that the cycle and what lies below it can answer: the preparation is agreed, the community is known."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbp.core.listing import listed
from cbp.core.templatetags.figures import in_text
from cbp.cycles.gates import Standing, register
from cbp.cycles.models import BodyKind, Cycle
from cbp.cycles.phases import Gate
from cbp.cycles.reading.bodies import standing_counts
from cbp.cycles.reading.cluster import communities_of
from partners.models import Organisation
from profiling.models import Community, Profile, SelectionAssessment
from profiling.models.selection import Selection
from profiling.phases import SelectionState


def register_own() -> None:
    agreed = Gate.AGREED
    register(agreed, "lead", gettext_lazy("A lead organisation is named"), lead_is_named)
    register(agreed, "counterpart", gettext_lazy("A counterpart in government is named"), counterpart_is_named)
    register(agreed, "boundary", gettext_lazy("It is written who belongs to the community"), boundary_is_written)
    register(agreed, "agreement", gettext_lazy("It is written how all agreed"), agreement_is_written)
    register(agreed, "selection", gettext_lazy("It is decided why this community was chosen"), selection_is_decided)
    register(agreed, "team", gettext_lazy("A core facilitation team is formed"), team_is_formed)
    register(Gate.KNOWN, "profile", gettext_lazy("The community has a validated profile"), profile_is_validated)


def lead_is_named(cycle: Cycle) -> Standing:
    return _named(cycle, cycle.lead, _("No organisation is named that leads this cycle."))


def counterpart_is_named(cycle: Cycle) -> Standing:
    return _named(cycle, cycle.counterpart, _("No authority is named with which this cycle is planned."))


def boundary_is_written(cycle: Cycle) -> Standing:
    """Of every community of a cluster."""
    communities = communities_of(cycle)
    missing = [one for one in communities if not one.definition.strip()]
    if not missing:
        return Standing(True, _("It is written who belongs to the community and where it ends."))
    url = reverse("profiling:community-edit", args=[missing[0].pk])
    if not communities[1:]:
        return Standing(False, _("Nothing is written yet on who belongs to the community and where it ends."), url)
    sentence = _("Nothing is written yet on who belongs to these communities and where they end: %(communities)s.")
    return Standing(False, sentence % {"communities": listed(map(str, missing))}, url)


def agreement_is_written(cycle: Cycle) -> Standing:
    if cycle.agreement_note.strip():
        return Standing(True, _("It is written how the authorities and the community agreed."))
    sentence = _("Nothing is written yet on how the authorities and the community agreed.")
    return Standing(False, sentence, _form_of(cycle))


def selection_is_decided(cycle: Cycle) -> Standing:
    """By two people, with the reason (domain 4.4); a decision against the community is none for its cycle.

    The note on the agreement says how all agreed, not why here and not elsewhere. A programme that chooses in another
    way waives the check, and the reason of the waiver is what is written.
    """
    communities = communities_of(cycle)
    decided = SelectionAssessment.objects.filter(programme=cycle.programme_id, state=SelectionState.DECIDED)
    latest = {one.community_id: one for one in decided.filter(community__in=communities).order_by("held_on", "number")}
    chosen = {key: one for key, one in latest.items() if one.outcome != Selection.NOT_SELECTED}
    missing = [one for one in communities if one.pk not in chosen]
    if missing:
        url = reverse("profiling:selection-of", args=[missing[0].pk])
        sentence = _("No decision for this programme says why it was chosen: %(communities)s.")
        return Standing(False, sentence % {"communities": listed(map(str, missing))}, url)
    seat = chosen[cycle.community_id]
    day = formats.date_format(seat.held_on, "DATE_FORMAT")
    sentence = _("The assessment of %(day)s says why: %(outcome)s.")
    values = {"day": day, "outcome": seat.get_outcome_display()}
    return Standing(True, sentence % values, seat.get_absolute_url())


def team_is_formed(cycle: Cycle) -> Standing:
    """It stands, and somebody counted who is in it."""
    url = reverse("cycles:body-list", args=[cycle.pk])
    teams = [one for one in standing_counts(cycle) if one.body.kind == BodyKind.FACILITATION]
    counted = next((one for one in teams if one.total or one.counted), None)
    if counted:
        people = counted.total or counted.counted or 0
        sentence = ngettext(
            "The team stands, with %(people)s member.", "The team stands, with %(people)s members.", people
        ) % {"people": in_text(people)}  # fmt: skip
        return Standing(True, sentence, counted.body.get_absolute_url())
    if teams:
        return Standing(False, _("The team stands, but nobody counted its members."), teams[0].body.get_absolute_url())
    return Standing(False, _("No core facilitation team is registered yet."), url)


def profile_is_validated(cycle: Cycle) -> Standing:
    """Of every community of a cluster; told is the first that has none."""
    communities = communities_of(cycle)
    profiles = Profile.objects.validated().filter(community__in=communities)
    validated = {one.community_id: one for one in profiles.order_by("pk")}
    missing = next((one for one in communities if one.pk not in validated), None)
    if missing is None and communities[1:]:
        sentence = _("Every community of the cluster has a validated profile.")
        return Standing(True, sentence, validated[cycle.community_id].get_absolute_url())
    if missing is None:
        profile = validated[cycle.community_id]
        sentence = _("Version %(number)s of the profile is validated.") % {"number": profile.number}
        return Standing(True, sentence, profile.get_absolute_url())
    standing = _not_validated(missing)
    if not communities[1:]:
        return standing
    return replace(standing, sentence=f"{listed([missing])} – {standing.sentence}")


def _not_validated(community: Community) -> Standing:
    at_work = community.profiles.latest_first().first()
    if at_work is None:
        url = reverse("profiling:profile-new", args=[community.pk])
        return Standing(False, _("The community has no profile yet."), url)
    values = {"number": at_work.number, "state": at_work.get_state_display()}
    sentence = _("Version %(number)s of the profile is not validated yet: %(state)s.") % values
    return Standing(False, sentence, at_work.get_absolute_url())


def _named(cycle: Cycle, organisation: Organisation | None, missing: str) -> Standing:
    if organisation is None:
        return Standing(False, missing, _form_of(cycle))
    return Standing(True, _("%(organisation)s is named.") % {"organisation": organisation.name})


def _form_of(cycle: Cycle) -> str:
    return reverse("cycles:cycle-edit", args=[cycle.pk])
