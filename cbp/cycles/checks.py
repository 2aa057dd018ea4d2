"""The checks that the cycle and what lies below it can answer: the preparation is agreed, the community is known."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.cycles.gates import Standing, register
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Gate
from partners.models import Organisation


def register_own() -> None:
    agreed = Gate.AGREED
    register(agreed, "lead", gettext_lazy("A lead organisation is named"), lead_is_named)
    register(agreed, "counterpart", gettext_lazy("A counterpart in government is named"), counterpart_is_named)
    register(agreed, "boundary", gettext_lazy("It is written who belongs to the community"), boundary_is_written)
    register(agreed, "agreement", gettext_lazy("It is written how all agreed"), agreement_is_written)
    register(Gate.KNOWN, "profile", gettext_lazy("The community has a validated profile"), profile_is_validated)


def lead_is_named(cycle: Cycle) -> Standing:
    return _named(cycle, cycle.lead, _("No organisation is named that leads this cycle."))


def counterpart_is_named(cycle: Cycle) -> Standing:
    return _named(cycle, cycle.counterpart, _("No authority is named with which this cycle is planned."))


def boundary_is_written(cycle: Cycle) -> Standing:
    if cycle.community.definition.strip():
        return Standing(True, _("It is written who belongs to the community and where it ends."))
    sentence = _("Nothing is written yet on who belongs to the community and where it ends.")
    return Standing(False, sentence, reverse("profiling:community-edit", args=[cycle.community_id]))


def agreement_is_written(cycle: Cycle) -> Standing:
    if cycle.agreement_note.strip():
        return Standing(True, _("It is written how the authorities and the community agreed."))
    sentence = _("Nothing is written yet on how the authorities and the community agreed.")
    return Standing(False, sentence, _form_of(cycle))


def profile_is_validated(cycle: Cycle) -> Standing:
    profiles = cycle.community.profiles
    validated = profiles.validated().first()
    if validated:
        sentence = _("Version %(number)s of the profile is validated.") % {"number": validated.number}
        return Standing(True, sentence, validated.get_absolute_url())
    at_work = profiles.latest_first().first()
    if at_work:
        state = at_work.get_state_display()
        sentence = _("Version %(number)s of the profile is not validated yet: %(state)s.") % {
            "number": at_work.number, "state": state,
        }  # fmt: skip
        return Standing(False, sentence, at_work.get_absolute_url())
    url = reverse("profiling:profile-new", args=[cycle.community_id])
    return Standing(False, _("The community has no profile yet."), url)


def _named(cycle: Cycle, organisation: Organisation | None, missing: str) -> Standing:
    if organisation is None:
        return Standing(False, missing, _form_of(cycle))
    return Standing(True, _("%(organisation)s is named.") % {"organisation": organisation.name})


def _form_of(cycle: Cycle) -> str:
    return reverse("cycles:cycle-edit", args=[cycle.pk])
