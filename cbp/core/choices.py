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


class Sex(models.TextChoices):
    """As people are counted. Who is of another sex, or would not say, is counted too. (SADD: column “unknown”)"""

    FEMALE = "f", pgettext_lazy("sex", "Women and girls")
    MALE = "m", pgettext_lazy("sex", "Men and boys")
    OTHER = "x", pgettext_lazy("sex", "Other or not said")


class ParticipantGroup(models.TextChoices):
    """Groups that meet and rank apart in every programme; its population groups stand beside them. (domain 1.6)"""

    WOMEN = "women", pgettext_lazy("group", "Women")
    MEN = "men", pgettext_lazy("group", "Men")
    YOUTH = "youth", pgettext_lazy("group", "Youth")
    YOUNG_WOMEN = "young-women", pgettext_lazy("group", "Young women")
    YOUNG_MEN = "young-men", pgettext_lazy("group", "Young men")
    OLDER = "older", pgettext_lazy("group", "Older people")
    DISABILITY = "disability", pgettext_lazy("group", "People with disabilities")
    MINORITY = "minority", pgettext_lazy("group", "Minorities")
    FARMERS = "farmers", pgettext_lazy("group", "Farmers, herders and fishers")
    LEADERS = "leaders", pgettext_lazy("group", "Leaders and elders")
    MIXED = "mixed", pgettext_lazy("group", "The whole community together")


class SessionKind(models.TextChoices):
    """Meetings of a planning cycle. (domain 11.1 D)"""

    INFORMATION = "information", pgettext_lazy("session", "Information meeting")
    TRAINING = "training", pgettext_lazy("session", "Training of facilitators")
    DIALOGUE = "dialogue", pgettext_lazy("session", "Dialogue")
    ASSEMBLY = "assembly", pgettext_lazy("session", "Community assembly")
    FOCUS_GROUP = "focus-group", pgettext_lazy("session", "Focus group")
    KEY_INFORMANTS = "key-informants", pgettext_lazy("session", "Talks with key informants")
    MAPPING = "mapping", pgettext_lazy("session", "Mapping")
    PRIORITISATION = "prioritisation", pgettext_lazy("session", "Choice of priorities")
    VALIDATION = "validation", pgettext_lazy("session", "Validation")
    FEEDBACK = "feedback", pgettext_lazy("session", "Feedback to the community")
    LAUNCH = "launch", pgettext_lazy("session", "Launch")
    REVIEW = "review", pgettext_lazy("session", "Review")
    FORUM = "forum", pgettext_lazy("session", "Forum of several communities")


class Method(models.TextChoices):
    """How a figure was found out. (domain 4.3)"""

    CENSUS = "census", pgettext_lazy("method", "Census")
    REGISTRATION = "registration", pgettext_lazy("method", "Registration or register")
    SURVEY = "survey", pgettext_lazy("method", "Survey")
    DTM = "dtm", pgettext_lazy("method", "Displacement tracking")
    KEY_INFORMANT = "key-informant", pgettext_lazy("method", "Key informant")
    FOCUS_GROUP = "focus-group", pgettext_lazy("method", "Focus group or workshop")
    OBSERVATION = "observation", pgettext_lazy("method", "Observation")
    ESTIMATE = "estimate", pgettext_lazy("method", "Estimate")


class Confidence(models.IntegerChoices):
    """How far a figure can be trusted. (domain 7.2: confidence 1 to 3)"""

    LOW = 1, pgettext_lazy("confidence", "Low")
    MEDIUM = 2, pgettext_lazy("confidence", "Medium")
    HIGH = 3, pgettext_lazy("confidence", "High")


class Sector(models.TextChoices):
    """The sectors that community plans name most, with the purpose codes of the OECD DAC/CRS list. (domain 8)"""

    WATER_SANITATION = "14030", _("Basic water supply and sanitation")
    WATER = "14031", _("Drinking water")
    SANITATION = "14032", _("Sanitation and hygiene")
    PRIMARY_EDUCATION = "11220", _("Primary education")
    VOCATIONAL = "11330", _("Vocational training")
    HEALTH = "12220", _("Basic health care")
    HEALTH_BUILDINGS = "12230", _("Health centres and equipment")
    LOCAL_GOVERNMENT = "15112", _("Local government and decentralisation")
    PARTICIPATION = "15150", _("Participation and civil society")
    VIOLENCE_AGAINST_WOMEN = "15180", _("Ending violence against women and girls")
    MIGRATION = "15190", _("Migration")
    PEACE = "15220", _("Peacebuilding and living together")
    SOCIAL_PROTECTION = "16010", _("Social protection")
    HOUSING = "16040", _("Low-cost housing")
    ROADS = "21020", _("Roads and tracks")
    SOLAR = "23231", _("Solar energy away from the grid")
    AGRICULTURE = "31120", _("Agriculture")
    IRRIGATION = "31140", _("Water for farming and irrigation")
    LIVESTOCK = "31163", _("Livestock")
    SMALL_BUSINESS = "32130", _("Small businesses and markets")
    ENVIRONMENT = "41010", _("Environment")
    URBAN = "43032", _("Urban development")
    RURAL = "43042", _("Rural development")
    DISASTER_RISK = "43060", _("Disaster risk reduction")
    RELIEF = "72010", _("Relief goods and services")
    RECONSTRUCTION = "73010", _("Reconstruction")
    PREPAREDNESS = "74020", _("Preparedness")


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
