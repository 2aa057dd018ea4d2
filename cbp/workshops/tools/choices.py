"""What can be chosen in the fields of the tools: the code that a payload keeps, and the words for it."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from cbp.workshops.tools.parts import Choices

PLACES: Choices = (
    ("homes", pgettext_lazy("on a map", "Homes")),
    ("service", pgettext_lazy("on a map", "School, clinic or another service")),
    ("water", pgettext_lazy("on a map", "Water point")),
    ("faith", pgettext_lazy("on a map", "Place of worship")),
    ("market", pgettext_lazy("on a map", "Market")),
    ("road", pgettext_lazy("on a map", "Road or bridge")),
    ("risk", pgettext_lazy("on a map", "Dangerous place")),
    ("meeting", pgettext_lazy("on a map", "Meeting place")),
    ("other", pgettext_lazy("on a map", "Something else")),
)
RESOURCES: Choices = (
    ("water", pgettext_lazy("on a map", "Water")),
    ("farmland", pgettext_lazy("on a map", "Farmland")),
    ("pasture", pgettext_lazy("on a map", "Pasture")),
    ("forest", pgettext_lazy("on a map", "Forest")),
    ("fish", pgettext_lazy("on a map", "Fishing ground")),
    ("minerals", pgettext_lazy("on a map", "Quarry or mine")),
    ("market", pgettext_lazy("on a map", "Market")),
    ("road", pgettext_lazy("on a map", "Road or bridge")),
    ("risk", pgettext_lazy("on a map", "Dangerous place")),
    ("other", pgettext_lazy("on a map", "Something else")),
)
CONDITIONS: Choices = (
    ("good", pgettext_lazy("condition", "Good")),
    ("fair", pgettext_lazy("condition", "Fair")),
    ("poor", pgettext_lazy("condition", "Poor")),
    ("lost", pgettext_lazy("condition", "Lost")),
)
WORKS: Choices = (
    ("yes", pgettext_lazy("a service works", "Yes")),
    ("partly", pgettext_lazy("a service works", "Partly")),
    ("no", pgettext_lazy("a service works", "No")),
)
CALENDARS: Choices = (
    ("gregorian", pgettext_lazy("calendar", "January to December")),
    ("ethiopian", pgettext_lazy("calendar", "Ethiopian, from Meskerem")),
    ("hijri", pgettext_lazy("calendar", "Islamic, from Muharram")),
    ("local", pgettext_lazy("calendar", "The twelve months as people here count them")),
)
WHO: Choices = (
    ("f", pgettext_lazy("who does it", "Women and girls")),
    ("m", pgettext_lazy("who does it", "Men and boys")),
    ("both", pgettext_lazy("who does it", "Both")),
)
ACTORS: Choices = (
    ("government", pgettext_lazy("actor", "Government")),
    ("community", pgettext_lazy("actor", "Community")),
    ("faith", pgettext_lazy("actor", "Faith")),
    ("cso", pgettext_lazy("actor", "Civil society organisation")),
    ("private", pgettext_lazy("actor", "Private business")),
    ("international", pgettext_lazy("actor", "International organisation")),
    ("other", pgettext_lazy("actor", "Another one")),
)
RELATIONS: Choices = (
    ("support", pgettext_lazy("relation", "They support us")),
    ("neutral", pgettext_lazy("relation", "Neither good nor bad")),
    ("strain", pgettext_lazy("relation", "It is strained")),
)
EFFECTS: Choices = (
    ("divider", pgettext_lazy("actor", "Divides people")),
    ("connector", pgettext_lazy("actor", "Connects people")),
)
TRENDS: Choices = (
    ("rising", pgettext_lazy("trend", "Growing")),
    ("steady", pgettext_lazy("trend", "Unchanged")),
    ("falling", pgettext_lazy("trend", "Fading")),
)
IMPORTANCE: Choices = (("1", pgettext_lazy("importance", "little")), ("5", pgettext_lazy("importance", "very great")))
CLOSENESS: Choices = (("1", pgettext_lazy("closeness", "far away")), ("5", pgettext_lazy("closeness", "one of us")))
