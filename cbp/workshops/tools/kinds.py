"""The sixteen participatory tools, and which of them are sensitive. (domain 2.1)"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Tool(models.TextChoices):
    """The four tools that rank are not here: they are the screens of priorities."""

    SOCIAL_MAP = "social-map", pgettext_lazy("tool", "Social map")
    RESOURCE_MAP = "resource-map", pgettext_lazy("tool", "Resource map")
    TRANSECT = "transect", pgettext_lazy("tool", "Transect walk")
    TIMELINE = "timeline", pgettext_lazy("tool", "Historical timeline")
    SEASONAL_CALENDAR = "seasonal-calendar", pgettext_lazy("tool", "Seasonal calendar")
    DAILY_CLOCK = "daily-clock", pgettext_lazy("tool", "Daily activity clock")
    PROBLEM_TREE = "problem-tree", pgettext_lazy("tool", "Problem tree")
    PROBLEM_MATRIX = "problem-matrix", pgettext_lazy("tool", "From problems to project ideas")
    VENN = "venn", pgettext_lazy("tool", "Venn diagram of institutions")
    CONFLICT_MAP = "conflict-map", pgettext_lazy("tool", "Conflict map")
    SERVICE_MAP = "service-map", pgettext_lazy("tool", "Service map")
    SWOT = "swot", pgettext_lazy("tool", "Strengths, weaknesses, opportunities, threats")
    VISION = "vision", pgettext_lazy("tool", "Shared vision")
    WELLBEING = "wellbeing", pgettext_lazy("tool", "Well-being ranking")
    GUIDE = "guide", pgettext_lazy("tool", "Questions and answers of a group or of key informants")
    LIVELIHOODS = "livelihoods", pgettext_lazy("tool", "Livelihoods of a group")


# The sensitive classes: only the team reads them, no browser keeps a draft, no paper below restricted prints them.
RESTRICTED_TOOLS = (Tool.CONFLICT_MAP,)
