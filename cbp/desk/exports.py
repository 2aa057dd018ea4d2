"""The columns of the desk's lists when they leave the house."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cbp.core.lists import Column
from cbp.cycles.models import CycleType
from cbp.desk.communities import running_in
from profiling.models import Community


def _coarse(community: Community, name: str) -> Decimal | str:
    """What leaves is coarse for everybody; a sensitive place stays empty."""
    point = community.shown_point()
    return getattr(point, name) if point else ""


def _share(share: Decimal | None) -> str:
    """Of women and men where both are known; empty where they are not."""
    return "" if share is None else f"{share:.1f}"


# In the columns and the language of the official tables, so that the list can be loaded again as it is.
AREA_COLUMNS: Sequence[Column] = (
    ("Location", lambda area: area.country),
    ("Admin Level", lambda area: area.level),
    ("P-Code", lambda area: area.pcode),
    ("Name", lambda area: area.name),
    ("Parent P-Code", lambda area: area.parent.pcode if area.parent else ""),
    ("Valid from date", lambda area: area.valid_from),
    ("Valid to date", lambda area: area.valid_to),
)
PROGRAMME_COLUMNS: Sequence[Column] = (
    (_("Code"), lambda programme: programme.code),
    (_("Title"), lambda programme: programme.title),
    (_("Country"), lambda programme: programme.country.name),
    (_("Starts on"), lambda programme: programme.starts_on),
    (_("Ends on"), lambda programme: programme.ends_on),
    (_("Currency"), lambda programme: programme.currency),
)
EVENT_COLUMNS: Sequence[Column] = (
    (_("When (UTC)"), lambda event: f"{event.at:%Y-%m-%d %H:%M:%S}"),
    (_("By whom"), lambda event: event.by_label),
    (_("What"), lambda event: event.get_verb_display()),
    (_("Of what"), lambda event: event.thing_label),
    (_("Reason"), lambda event: event.reason),
)
COMMUNITY_COLUMNS: Sequence[Column] = (
    (_("Name"), lambda community: community.label),
    (_("Kind of site"), lambda community: community.get_kind_display()),
    (_("Lies in"), lambda community: community.area_label),
    (_("P-code"), lambda community: community.area.pcode),
    (_("Programmes"), lambda community: ", ".join(community.programme_codes)),
    (_("Phase"), lambda community: ", ".join(str(one.get_phase_display()) for one in running_in(community))),
    (_("Profile as of"), lambda community: community.profile_as_of),
    (_("Latitude, to about 1 km"), lambda community: _coarse(community, "latitude")),
    (_("Longitude, to about 1 km"), lambda community: _coarse(community, "longitude")),
)
# Of rows of the board: the cycle, the state of its plan in words, its figures.
CYCLE_COLUMNS: Sequence[Column] = (
    (_("Community"), lambda row: row.cycle.community),
    (_("Number of the cycle"), lambda row: row.cycle.number),
    (_("Lies in"), lambda row: row.cycle.community.area),
    (_("P-code"), lambda row: row.cycle.community.area.pcode),
    (_("Programme"), lambda row: row.cycle.programme.code),
    (_("What it is for"), lambda row: ", ".join(str(CycleType(one).label) for one in row.cycle.types)),
    (_("Phase"), lambda row: row.cycle.get_phase_display()),
    (_("In this phase since"), lambda row: f"{row.cycle.since:%Y-%m-%d}" if row.cycle.since else ""),
    (_("Lead organisation"), lambda row: row.cycle.lead or ""),
    (_("Plan expected by"), lambda row: row.cycle.planned_end_on),
    (_("Late"), lambda row: _("yes") if row.cycle.is_late else _("no")),
    (_("Sessions held"), lambda row: row.figures.sessions),
    (_("Last session"), lambda row: row.cycle.last_session),
    (_("Next session"), lambda row: row.cycle.next_session),
    (_("Participations"), lambda row: row.figures.participations),
    (_("Share of women (%)"), lambda row: _share(row.figures.women_share)),
    (_("Late steps of the work plan"), lambda row: row.figures.late_steps),
    (_("Bodies whose renewal is overdue"), lambda row: row.figures.overdue_bodies),
    (_("Plan"), lambda row: row.plan),
)
