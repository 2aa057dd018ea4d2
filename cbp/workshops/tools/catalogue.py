"""The sixteen tools as data: screens, checks, pictures and blank sheets follow from it. (domain 2.1)

`DESCRIPTIONS[tool]` describes one; `PURPOSES` groups them by what they are good for. A payload holds the facts and the
lists under their names, and the rows under "rows"; a tree holds its two sides as lists of {"text", "under"}.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.workshops.tools.choices import (
    ACTORS,
    CALENDARS,
    CLOSENESS,
    CONDITIONS,
    EFFECTS,
    IMPORTANCE,
    PLACES,
    RELATIONS,
    RESOURCES,
    TRENDS,
    WHO,
    WORKS,
)
from cbp.workshops.tools.kinds import Tool
from cbp.workshops.tools.parts import (
    LONGEST_LONG,
    MOST_BRANCHES,
    Choices,
    Column,
    Description,
    Kind,
    Label,
    Lines,
    Shape,
)


def _long(name: str, label: Label, hint: Label = "", *, is_needed: bool = False) -> Column:
    return Column(name, label, Kind.LONG, hint=hint, is_needed=is_needed, longest=LONGEST_LONG)


def _choice(name: str, label: Label, choices: Choices, *, is_needed: bool = False) -> Column:
    return Column(name, label, Kind.CHOICE, choices, is_needed=is_needed)


# --- where things are -------------------------------------------------------------------------------------------------
SOCIAL_MAP = Description(
    Tool.SOCIAL_MAP,
    Shape.PICTURE,
    _(
        "Early, to see who lives where and what they share. The group draws on the ground or on paper; "
        "photograph the drawing and list here what it shows."
    ),
    columns=(
        Column("label", _("What is there"), is_needed=True),
        _choice("kind", _("Kind"), PLACES, is_needed=True),
        Column("who", _("Who lives there or uses it"), hint=_("Groups of people, never names of households.")),
        Column("place", _("Where")),
    ),
)
RESOURCE_MAP = Description(
    Tool.RESOURCE_MAP,
    Shape.PICTURE,
    _(
        "When land, water or forest decide how people live. The group draws what there is, and says who may "
        "use it and where it is contested."
    ),
    columns=(
        Column("label", _("What is there"), is_needed=True),
        _choice("kind", _("Kind"), RESOURCES, is_needed=True),
        _choice("condition", _("Condition"), CONDITIONS),
        Column("access", _("Who may use it")),
        Column("is_disputed", _("It is disputed"), Kind.YES_NO),
    ),
)
TRANSECT = Description(
    Tool.TRANSECT,
    Shape.ROWS,
    _(
        "To check the maps on foot with people who know the place. Walk a line across the community and note "
        "each stretch in its order."
    ),
    fewest=2,
    columns=(
        Column("segment", _("Stretch"), is_needed=True, hint=_("What people call it.")),
        Column("metres", _("Length in metres"), Kind.WHOLE, most=100_000),
        Column("land", _("Use of the land")),
        Column("soil", _("Soil and water")),
        Column("built", _("Houses, roads and pipes")),
        Column("problem", _("Problem")),
        Column("potential", _("What could be made of it")),
    ),
)
SERVICE_MAP = Description(
    Tool.SERVICE_MAP,
    Shape.ROWS,
    _(
        "To see who serves whom, and whom nobody serves. Take one service after the other, and ask about "
        "those who do not reach it."
    ),
    columns=(
        Column("service", _("Service"), is_needed=True),
        Column("provider", _("Who provides it")),
        Column("for_whom", _("For whom")),
        Column("access", _("Who does not reach it, and why")),
        _choice("works", _("Does it work?"), WORKS),
    ),
    prefilled=(
        {"service": pgettext_lazy("on a map", "Water")},
        {"service": pgettext_lazy("service", "Health")},
        {"service": pgettext_lazy("service", "School")},
        {"service": pgettext_lazy("service", "Security and justice")},
        {"service": pgettext_lazy("on a map", "Market")},
    ),
)

# --- when things happen -----------------------------------------------------------------------------------------------
TIMELINE = Description(
    Tool.TIMELINE,
    Shape.ROWS,
    _(
        "To understand how the community came to where it is. Older people tell what happened, what it did to "
        "them and how they coped."
    ),
    columns=(
        Column(
            "when",
            _("When"),
            is_needed=True,
            longest=60,
            hint=_("A year, a month, or in their words: 1984, 1984-06, before independence."),
        ),
        Column("event", _("What happened"), is_needed=True),
        _long("effect", _("What it did")),
        _long("coping", _("How people coped")),
    ),
)
SEASONAL_CALENDAR = Description(
    Tool.SEASONAL_CALENDAR,
    Shape.MATRIX,
    _(
        "To plan works and meetings when people have time, and to see when they are in need. One row for each "
        "activity, month by month."
    ),
    facts=(_choice("calendar", _("Calendar"), CALENDARS, is_needed=True),),
    columns=(
        Column("label", _("Activity"), is_needed=True),
        Column(
            "months",
            _("Month by month"),
            Kind.MONTHS,
            hint=_("0 not at all, 1 a little, 2 much, 3 very much. A month that is left empty is not known."),
        ),
        _choice("who", _("Who does it"), WHO),
    ),
    prefilled=(
        {"label": pgettext_lazy("in a year", "Rain")},
        {"label": pgettext_lazy("in a year", "Work in the fields")},
        {"label": pgettext_lazy("in a year", "Little food")},
        {"label": pgettext_lazy("in a year", "Illness")},
    ),
)
DAILY_CLOCK = Description(
    Tool.DAILY_CLOCK,
    Shape.ROWS,
    _(
        "To compare the working days of women, men, girls and boys. Each group tells yesterday from getting "
        "up to sleeping."
    ),
    columns=(
        Column(
            "group",
            _("Whose day"),
            is_needed=True,
            longest=100,
            is_carried=True,
            hint=_("Left empty, it is that of the row above."),
        ),
        Column("label", _("Activity"), is_needed=True),
        Column(
            "start",
            _("Begins at"),
            Kind.WHOLE,
            is_needed=True,
            most=23,
            hint=_("A full hour from 0 to 23."),
        ),
        Column("hours", _("Hours"), Kind.NUMBER, is_needed=True, most=24, hint=_("In steps of half an hour: 1.5")),
    ),
)

# --- why, and what could be done --------------------------------------------------------------------------------------
PROBLEM_TREE = Description(
    Tool.PROBLEM_TREE,
    Shape.TREE,
    _(
        "When one problem matters to all. As it stands on the sheet on the wall: one core problem, its "
        "causes, and what comes of it."
    ),
    facts=(Column("core", _("Core problem"), Kind.LONG, is_needed=True),),
    lists=(
        Lines("causes", _("Causes: why is it so?")),
        Lines("effects", _("Effects: what comes of it?")),
    ),
    columns=(Column("text", _("Words"), is_needed=True), Column("under", _("stands under"), Kind.UNDER)),
    fewest=0,
    most=MOST_BRANCHES,
)
PROBLEM_MATRIX = Description(
    Tool.PROBLEM_MATRIX,
    Shape.ROWS,
    _(
        "After the problems are known, to come from each of them to ideas. Go through one problem at a time, "
        "from its causes to what could be done."
    ),
    columns=(
        _long("problem", _("Problem"), _("What is wrong, where, and whom it hurts."), is_needed=True),
        _long("causes", _("Causes")),
        _long("coping", _("How people cope now")),
        _long("potentials", _("What the community has to build on")),
        _long("ideas", _("Ideas for projects")),
    ),
)
SWOT = Description(
    Tool.SWOT,
    Shape.LISTS,
    _(
        "To judge where a community or a committee stands before it chooses. What is its own comes first, "
        "then what comes from outside."
    ),
    lists=(
        Lines("strengths", _("Strengths"), _("What we have and do well.")),
        Lines("weaknesses", _("Weaknesses"), _("What we lack or do badly.")),
        Lines("opportunities", _("Opportunities"), _("What could help us from outside.")),
        Lines("threats", _("Threats"), _("What could harm us from outside.")),
    ),
)
VISION = Description(
    Tool.VISION,
    Shape.LISTS,
    _(
        "Before priorities are set: how people want to live in some years. The group draws or tells it, and "
        "agrees on a few sentences."
    ),
    facts=(
        _long("text", _("The vision"), _("In the words of the group."), is_needed=True),
        Column("horizon", _("By the year"), Kind.WHOLE, least=1900, most=2200),
    ),
    lists=(Lines("elements", _("What belongs to it")),),
)

# --- who is who -------------------------------------------------------------------------------------------------------
VENN = Description(
    Tool.VENN,
    Shape.ROWS,
    _(
        "To see which institutions count for people, and how near they are. Large circles are important; "
        "close circles work with the community."
    ),
    columns=(
        Column("actor", _("Institution or group"), is_needed=True),
        _choice("kind", _("Kind"), ACTORS, is_needed=True),
        Column("importance", _("Importance"), Kind.SCALE, IMPORTANCE, is_needed=True, least=1, most=5),
        Column("closeness", _("Closeness"), Kind.SCALE, CLOSENESS, is_needed=True, least=1, most=5),
        _choice("relation", _("Relation"), RELATIONS, is_needed=True),
    ),
)
CONFLICT_MAP = Description(
    Tool.CONFLICT_MAP,
    Shape.ROWS,
    _(
        "Only where it does no harm, with a small group that trusts one another: what divides people and what "
        "connects them. Write down no names of persons."
    ),
    columns=(
        Column("actor", _("Group or institution"), is_needed=True),
        Column("issue", _("What it is about"), is_needed=True),
        _long("driver", _("What drives it")),
        _choice("effect", _("Does it divide or connect?"), EFFECTS, is_needed=True),
        _choice("trend", _("Trend"), TRENDS),
    ),
)
WELLBEING = Description(
    Tool.WELLBEING,
    Shape.ROWS,
    _(
        "To learn what being poor means here, so that nobody is left out. The group names its own categories "
        "and by what one knows them; no household is named."
    ),
    fewest=2,
    columns=(
        Column("category", _("Category"), is_needed=True),
        _long("traits", _("By what one knows it")),
        Column("households", _("Households, roughly"), Kind.WHOLE, most=100_000),
    ),
    prefilled=(
        {"category": pgettext_lazy("well-being", "Well off")},
        {"category": pgettext_lazy("well-being", "They manage")},
        {"category": pgettext_lazy("well-being", "Poor")},
        {"category": pgettext_lazy("well-being", "Very poor")},
    ),
)
LIVELIHOODS = Description(
    Tool.LIVELIHOODS,
    Shape.LISTS,
    _(
        "To understand what one group lives on, and what endangers it. Use it once for each group, with a "
        "title that names the group."
    ),
    lists=(
        Lines("assets", _("Assets"), _("Land, animals, skills, savings, relatives, institutions.")),
        Lines("vulnerabilities", _("Vulnerabilities"), _("Shocks, seasons, debts, laws.")),
        Lines("outcomes", _("Outcomes"), _("How people live by it now.")),
        Lines("opportunities", pgettext_lazy("livelihoods", "Opportunities"), _("What could make it better.")),
    ),
)
GUIDE = Description(
    Tool.GUIDE,
    Shape.ROWS,
    _(
        "For a talk along prepared questions, with a group or with somebody who knows. Write the answer in "
        "short; a quote is what may be repeated without a name."
    ),
    facts=(
        Column(
            "role", _("Who answered"), hint=_("A role, such as head teacher or group of young women; never a name.")
        ),
    ),
    columns=(
        _long("question", _("Question"), is_needed=True),
        _long("answer", _("Answer")),
        _long("quote", _("In their own words"), _("Only what may be repeated, without a name.")),
    ),
    prefilled=(
        {"question": _("What has changed here in the last five years?")},
        {"question": _("What works well, and should be kept?")},
        {"question": _("What is hardest, and for whom?")},
        {"question": _("What has been tried, and what came of it?")},
        {"question": _("What should be done first?")},
    ),
)

# In the order in which a page offers them, by what they are good for.
PURPOSES: tuple[tuple[Label, tuple[Description, ...]], ...] = (
    (_("Where things are"), (SOCIAL_MAP, RESOURCE_MAP, TRANSECT, SERVICE_MAP)),
    (_("When things happen"), (TIMELINE, SEASONAL_CALENDAR, DAILY_CLOCK)),
    (_("Who is who"), (VENN, WELLBEING, LIVELIHOODS, CONFLICT_MAP)),
    (_("Why, and what could be done"), (PROBLEM_TREE, PROBLEM_MATRIX, SWOT, VISION, GUIDE)),
)
DESCRIPTIONS: Mapping[str, Description] = {one.tool.value: one for _purpose, tools in PURPOSES for one in tools}
