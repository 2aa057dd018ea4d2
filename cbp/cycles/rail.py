"""Where a cycle stands on the rail of seven stations, for `components/rail.html`; and the panel around it."""

from __future__ import annotations

from cbp.core.choices import Station
from cbp.cycles.gates import standing
from cbp.cycles.models import Cycle
from cbp.cycles.phases import STATIONS, Phase


def stations(phase: str) -> list[dict[str, object]]:
    """Label and state (done, here, ahead) of each station. A closed cycle has done all, a cancelled one is nowhere."""
    here = STATIONS[Phase(phase)]
    order = list(Station)
    passed = order.index(here[0]) if here else len(order) if phase == Phase.CLOSED else 0

    def state(at: int, station: Station) -> str:
        return "here" if station in here else "done" if at < passed else "ahead"

    return [
        {"label": station.label, "state": state(at, station), "note": "", "url": ""} for at, station in enumerate(order)
    ]


def panel(cycle: Cycle, *, may_manage: bool) -> dict[str, object]:
    """What `cycles/rail_panel.html` is given."""
    points = standing(cycle)
    return {
        "cycle": cycle,
        "stations": stations(cycle.phase),
        "standing": points,
        "has_open_points": any(point.is_open for point in points),
        "next_phase": cycle.next_phase.label if cycle.next_phase else "",
        "may_manage": may_manage,
    }
