"""Closed lists that more than one app uses, each value the code that exchange formats use."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Classification(models.TextChoices):
    """Who may see it (data responsibility; IASC operational guidance)."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted")
    STRICT = "strict", _("Strictly restricted")


class PopulationKind(models.TextChoices):
    """Groups that programmes count apart (IOM DTM; UN partner portal). A programme chooses, and may add its own."""

    DISPLACED = "idp", _("Internally displaced people")
    RETURNED_DISPLACED = "returnee-idp", _("Returned internally displaced people")
    RETURNED_REFUGEE = "returnee-refugee", _("Returned refugees")
    RETURNING_MIGRANT = "returning-migrant", _("Returning migrants")
    REFUGEE = "refugee", _("Refugees")
    ASYLUM_SEEKER = "asylum-seeker", _("Asylum seekers")
    STATELESS = "stateless", _("Stateless people")
    MIGRANT = "migrant", _("Migrants")
    HOST = "host", _("Host community")
    NOMADIC = "nomadic", _("Seasonal and nomadic people")
    THIRD_COUNTRY = "third-country", _("Third-country nationals")


class DisplacementReason(models.TextChoices):
    """Why people were displaced, in the words of the IOM Displacement Tracking Matrix."""

    CONFLICT = "conflict", _("Conflict")
    INSECURITY = "insecurity", _("Insecurity")
    DISASTER = "disaster", _("Natural disaster")
    OTHER = "other", _("Other reason")
    NONE = "none", _("No reason reported")


class AssessmentType(models.TextChoices):
    """How a displacement round was assessed. Totals take one type only: baseline first, else site."""

    BASELINE = "BA", _("Baseline assessment")
    SITE = "SA", _("Site assessment")


class Station(models.TextChoices):
    """The seven stations of the cycle rail."""

    PREPARE = "prepare", pgettext_lazy("station", "Prepare")
    PROFILE = "profile", pgettext_lazy("station", "Profile")
    WORKSHOPS = "workshops", pgettext_lazy("station", "Workshops")
    PRIORITIES = "priorities", pgettext_lazy("station", "Priorities")
    PLAN = "plan", pgettext_lazy("station", "Plan")
    DELIVERY = "delivery", pgettext_lazy("station", "Delivery")
    REVIEW = "review", pgettext_lazy("station", "Review")


def station_sentences() -> dict[Station, object]:
    """What happens at each station, in one sentence for a newcomer."""
    return {
        Station.PREPARE: _("Choose the community, agree with the authorities and form the team."),
        Station.PROFILE: _("Learn together who lives there, which services work and what holds people together."),
        Station.WORKSHOPS: _("Women, men, youth, displaced people and hosts meet, separately and together."),
        Station.PRIORITIES: _("Each group ranks the needs; a named rule combines what they chose."),
        Station.PLAN: _("Write the community action plan, sign it and have it endorsed."),
        Station.DELIVERY: _("Carry out the projects, keep them running and answer to the community."),
        Station.REVIEW: _("Look back together; what is left begins the next cycle."),
    }
