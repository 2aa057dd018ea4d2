"""Three ready lists of steps. Days count from the day on which a cycle starts; a list runs forward on the rail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from cbp.core.choices import SessionKind, Station


@dataclass(frozen=True)
class ReadyStep:
    """`kind` is the session that the step asks for; `after_days` the usual day after the start, None for any day."""

    label: str
    guidance: str
    station: Station
    after_days: int | None
    kind: SessionKind | None = None


TEAM = ReadyStep(
    gettext_noop("Form and train the facilitation team"),
    gettext_noop(
        "Choose eight to fifteen women and men from the authority, civil society, youth, displaced people and hosts. "
        "Train them for several days, with exercises in a real community."
    ),
    Station.PREPARE, 14, SessionKind.TRAINING,
)  # fmt: skip
INFORM = ReadyStep(
    gettext_noop("Inform the community"),
    gettext_noop(
        "Explain what planning together can bring and what it cannot. Also go to those who do not come to meetings: "
        "to the market, the wells and the camp."
    ),
    Station.PREPARE, 28, SessionKind.INFORMATION,
)  # fmt: skip
CARRY_OUT = ReadyStep(
    gettext_noop("Carry out and follow up"),
    gettext_noop(
        "Begin with what the community can do itself. Report progress and money on fixed days, and answer every "
        "complaint."
    ),
    Station.DELIVERY, 150,
)  # fmt: skip
LOOK_BACK = ReadyStep(
    gettext_noop("Look back together"),
    gettext_noop(
        "Once a year, hold what was promised against what was done, and ask who gained and who did not. What is left "
        "begins the next cycle."
    ),
    Station.REVIEW, 365, SessionKind.REVIEW,
)  # fmt: skip

COMPONENTS = (
    ReadyStep(
        gettext_noop("Agree with the authorities"),
        gettext_noop(
            "Meet the local government before anything else. Agree who leads, which plan and budget the result feeds, "
            "who belongs to the community and where it ends."
        ),
        Station.PREPARE, 0,
    ),
    TEAM,
    INFORM,
    ReadyStep(
        gettext_noop("Map the community together"),
        gettext_noop(
            "Women and men draw homes, services, water, land and risks, each in a group of their own, and then walk "
            "through the place. The team adds figures with their sources."
        ),
        Station.PROFILE, 35, SessionKind.MAPPING,
    ),
    ReadyStep(
        gettext_noop("Read the profile back"),
        gettext_noop(
            "The community hears its own profile, corrects it and confirms it. Nothing is planned on figures that "
            "people do not recognise."
        ),
        Station.PROFILE, 49, SessionKind.VALIDATION,
    ),
    ReadyStep(
        gettext_noop("Hear each group on its own"),
        gettext_noop(
            "Women, men, youth, displaced people, hosts and people with disabilities meet separately, at hours and "
            "places that suit them. Ask what has changed, what holds people together and what divides them."
        ),
        Station.WORKSHOPS, 56, SessionKind.FOCUS_GROUP,
    ),
    ReadyStep(
        gettext_noop("Agree on a common vision"),
        gettext_noop(
            "All groups together picture their community in some years, in a few sentences that everybody can repeat."
        ),
        Station.WORKSHOPS, 63, SessionKind.ASSEMBLY,
    ),
    ReadyStep(
        gettext_noop("Choose the priorities"),
        gettext_noop(
            "Each group ranks the needs by itself, in secret where people depend on each other. Show the results side "
            "by side before they are combined by the rule that was agreed before."
        ),
        Station.PRIORITIES, 70, SessionKind.PRIORITISATION,
    ),
    ReadyStep(
        gettext_noop("Match projects with resources"),
        gettext_noop(
            "For every priority say what the community does itself, what the authority can pay and what needs a "
            "partner. Estimate costs and upkeep with the technical services."
        ),
        Station.PLAN, 84,
    ),
    ReadyStep(
        gettext_noop("Confirm and sign the plan"),
        gettext_noop(
            "Read the draft to the whole community, correct it and sign it. Then it goes to the authority, which "
            "endorses it or returns it with remarks."
        ),
        Station.PLAN, 98, SessionKind.VALIDATION,
    ),
    ReadyStep(
        gettext_noop("Launch the plan"),
        gettext_noop(
            "Celebrate the endorsed plan in public and hand it over to the community, the authority and everybody who "
            "promised something."
        ),
        Station.DELIVERY, 126, SessionKind.LAUNCH,
    ),
    CARRY_OUT,
    LOOK_BACK,
)  # fmt: skip

THIRTEEN = (
    TEAM,
    ReadyStep(
        gettext_noop("Read what is written already"),
        gettext_noop(
            "Collect earlier plans, reports and figures, and note where each comes from. People are not asked again "
            "for what they have told before."
        ),
        Station.PREPARE, 21,
    ),
    INFORM,
    ReadyStep(
        gettext_noop("Name the problems in separate groups"),
        gettext_noop(
            "Four groups, such as women who head households, landless youth, men who own little and a mixed one, name "
            "their problems. “There is no clinic” is a missing solution: ask why until the cause is found."
        ),
        Station.WORKSHOPS, 35, SessionKind.FOCUS_GROUP,
    ),
    ReadyStep(
        gettext_noop("Rank the problems in secret"),
        gettext_noop(
            "Everybody votes alone, with stones or beans where people do not read. Count in front of all, group by "
            "group."
        ),
        Station.PRIORITIES, 36, SessionKind.PRIORITISATION,
    ),
    ReadyStep(
        gettext_noop("Look into the first problems"),
        gettext_noop(
            "For each, write down its causes, how people cope, what there is to build on, and what could be done."
        ),
        Station.PRIORITIES, 42, SessionKind.FOCUS_GROUP,
    ),
    ReadyStep(
        gettext_noop("Rank the ideas in secret"),
        gettext_noop(
            "Vote once more, now on what could be done. About eight ideas go forward; the others are referred to the "
            "district, and none is dropped in silence."
        ),
        Station.PRIORITIES, 43, SessionKind.PRIORITISATION,
    ),
    ReadyStep(
        gettext_noop("Check quickly what is feasible"),
        gettext_noop(
            "Seven questions, yes or no: asked for by the community, within the programme, of use against the "
            "problem, technically possible here, within the reach of the group, supported by the service, and "
            "eligible."
        ),
        Station.PRIORITIES, 49,
    ),
    ReadyStep(
        gettext_noop("See who can help"),
        gettext_noop(
            "Draw the circles of everybody who matters for the ideas, near or far, large or small. Say who will talk "
            "to whom."
        ),
        Station.PLAN, 50, SessionKind.MAPPING,
    ),
    ReadyStep(
        gettext_noop("Plan the work of each project"),
        gettext_noop(
            "List what is done, when, by whom and with what, month by month. Keep the seasons of work on the land in "
            "mind."
        ),
        Station.PLAN, 56,
    ),
    ReadyStep(
        gettext_noop("Apply for the money"),
        gettext_noop(
            "Say how many households gain, how many of them are led by women or most in need, who took part in the "
            "planning, and what the community gives itself."
        ),
        Station.PLAN, 70,
    ),
    ReadyStep(
        gettext_noop("Sign the agreement"),
        gettext_noop(
            "Read it aloud before it is signed: sums, dates, duties of each side, and what happens when something "
            "goes wrong."
        ),
        Station.DELIVERY, 100,
    ),
    ReadyStep(
        gettext_noop("Follow and judge it together"),
        gettext_noop(
            "The community chooses by what it will see success and looks at it every quarter. From the second cycle "
            "on, planning begins with this look."
        ),
        Station.REVIEW, 190, SessionKind.REVIEW,
    ),
)  # fmt: skip

SIXTEEN = (
    ReadyStep(
        gettext_noop("Bring the district on board"),
        gettext_noop(
            "Council, services and civil society of the district hear how the cycle goes, what money there is and by "
            "which rules, and say what they give themselves."
        ),
        Station.PREPARE, 0, SessionKind.INFORMATION,
    ),
    ReadyStep(
        gettext_noop("Hold the first assembly"),
        gettext_noop(
            "The community decides whether it takes part and elects its volunteers, women and men. Write down how "
            "many households were there."
        ),
        Station.PREPARE, 14, SessionKind.ASSEMBLY,
    ),
    ReadyStep(
        gettext_noop("Analyse the situation together"),
        gettext_noop(
            "Volunteers and neighbours make the profile, the map of resources, the picture of institutions and the "
            "list of problems with their causes."
        ),
        Station.PROFILE, 28, SessionKind.MAPPING,
    ),
    ReadyStep(
        gettext_noop("Hold the second assembly"),
        gettext_noop(
            "It hears the analysis, corrects it, and chooses the problems that are taken up. It also elects who "
            "speaks for the community in the forum."
        ),
        Station.WORKSHOPS, 42, SessionKind.VALIDATION,
    ),
    ReadyStep(
        gettext_noop("Agree on the criteria"),
        gettext_noop(
            "All communities of the district together decide by what proposals will be compared, before any proposal "
            "is written."
        ),
        Station.WORKSHOPS, 49, SessionKind.FORUM,
    ),
    ReadyStep(
        gettext_noop("Write the concepts"),
        gettext_noop(
            "A few volunteers write one page for each idea: the problem, whom it hits, what is proposed, roughly what "
            "it costs. The services advise and do not write."
        ),
        Station.PRIORITIES, 56,
    ),
    ReadyStep(
        gettext_noop("Confirm the concepts"),
        gettext_noop("An assembly reads each page, asks who is left out by it, and says yes, no or not like this."),
        Station.PRIORITIES, 63, SessionKind.VALIDATION,
    ),
    ReadyStep(
        gettext_noop("Complete the concepts"),
        gettext_noop("Work in what the assembly said, visit the sites, and look at land and environment."),
        Station.PRIORITIES, 70,
    ),
    ReadyStep(
        gettext_noop("Rank in the first forum"),
        gettext_noop(
            "The communities present their concepts to each other and rank them by the agreed criteria. Nobody scores "
            "the own one."
        ),
        Station.PRIORITIES, 77, SessionKind.FORUM,
    ),
    ReadyStep(
        gettext_noop("Bring the result home"),
        gettext_noop(
            "Those who spoke in the forum tell what came out and why. A community whose concept was not taken hears "
            "what happens next."
        ),
        Station.PRIORITIES, 84, SessionKind.FEEDBACK,
    ),
    ReadyStep(
        gettext_noop("Write the detailed proposal"),
        gettext_noop(
            "Design, costs, who works, who buys, who keeps it up and who pays for that, with the engineers of the "
            "district."
        ),
        Station.PLAN, 105,
    ),
    ReadyStep(
        gettext_noop("Confirm the proposal"),
        gettext_noop("The assembly hears the costs line by line and decides on its own share and on the upkeep."),
        Station.PLAN, 112, SessionKind.VALIDATION,
    ),
    ReadyStep(
        gettext_noop("Approve in the second forum"),
        gettext_noop("The forum looks whether each proposal still is what was ranked, and shares out the money."),
        Station.PLAN, 126, SessionKind.FORUM,
    ),
    CARRY_OUT,
    ReadyStep(
        gettext_noop("Keep it running"),
        gettext_noop(
            "Whoever keeps it up is named, trained and paid before it is handed over. A small fund grows from the "
            "first month."
        ),
        Station.DELIVERY, 300,
    ),
    LOOK_BACK,
)  # fmt: skip

# By the code of `Ready`, in the order in which they are offered.
READY: Mapping[str, tuple[ReadyStep, ...]] = {"components": COMPONENTS, "thirteen": THIRTEEN, "sixteen": SIXTEEN}
