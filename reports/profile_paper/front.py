"""The first page: which community, which version, how far it can be trusted, what is not known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.accounts.roles import Role
from cbp.core.maps import Place, PointMap, point_map
from cbp.cycles.rail import stations
from cbp.workshops.models import SessionKind
from profiling.models.communities import PhoneNetwork, Precision, TravelMode
from profiling.phases import ProfileState
from profiling.reading.completeness import State
from profiling.sections import BY_CODE, TABLES
from reports.plan_paper.wording import across, community_head, group_label, own_language, shown
from reports.profile_paper.cells import months
from reports.profile_paper.people import label_of

Row = dict[str, Any]
SENTENCES = {
    ProfileState.DRAFT: gettext_lazy("A draft: its figures have not been checked yet."),
    ProfileState.IN_REVIEW: gettext_lazy("In review: a second person is checking it."),
    ProfileState.VALIDATED: gettext_lazy("Validated. This version is not changed any more."),
    ProfileState.SUPERSEDED: gettext_lazy("A newer version has taken its place. This one is kept as it was."),
}
WORDS = {
    ProfileState.DRAFT: pgettext_lazy("watermark", "DRAFT"),
    ProfileState.IN_REVIEW: pgettext_lazy("watermark", "DRAFT"),
    ProfileState.SUPERSEDED: pgettext_lazy("watermark", "SUPERSEDED"),
}


def front(snapshot: Row) -> Row:
    version, community = snapshot["profile"], snapshot["community"]
    state, head = ProfileState(version["state"]), community_head(snapshot)
    return {
        **head,
        "programme": snapshot["programme"],
        "profile": version,
        "state": str(state.label),
        "state_sentence": str(SENTENCES[state]),
        "watermark": across(WORDS[state]) if state in WORDS else "",
        "validated_as": str(Role(version["validated_as"]).label) if version["validated_as"] else "",
        "confirmations": [_confirmation(snapshot, one) for one in snapshot["confirmations"]],
        "cycle": snapshot["cycle"],
        "stations": stations(snapshot["cycle"]["phase"]) if snapshot["cycle"] else [],
        "subject_line": _("%(community)s, version %(number)s")
        % {"community": head["name"], "number": version["version"]},
        "keywords": [community["name"], *community["names"].values(), snapshot["areas"][-1]["pcode"]],
        "as_of": snapshot["as_of"],
    }


def _confirmation(snapshot: Row, one: Row) -> Row:
    group = group_label(snapshot, one["group"]) if one["group"] else ""
    return {**one, "kind": str(SessionKind(one["kind"]).label), "group": group}


def place(snapshot: Row) -> Row:
    """What is said of the community itself. `point` is coarse; of a place that is kept there is none."""
    community = snapshot["community"]
    lists = {"travel_mode": TravelMode, "network": PhoneNetwork}
    return {
        "community": {
            **community,
            **{name: str(kind(community[name]).label) if community[name] else "" for name, kind in lists.items()},
            "blocked_months": months(community["blocked_months"] or []),
            "other_names": [one for one in community["other_names"] if one != shown(community)],
        },
        "point": community["point"],
        "precision": _precision(community["point"]),
        "map": _map(community["point"]),
    }


def _precision(point: Row | None) -> str:
    return str(Precision(point["precision"]).label) if point and point["precision"] else ""


def _map(point: Row | None) -> PointMap | None:
    return point_map(Place(float(point["latitude"]), float(point["longitude"]))) if point else None


def standing(snapshot: Row) -> Row:
    """How many of the parts that are asked are filled in, and of which nothing is known."""
    asked = [part for part in snapshot["parts"] if part["is_asked"]]
    return {
        "asked": len(asked),
        "filled": sum(part["state"] == State.FILLED for part in asked),
        "blank": [str(BY_CODE[part["code"]].title) for part in asked if part["state"] != State.FILLED],
    }


def warnings(snapshot: Row) -> list[Row]:
    """Each with its arithmetic; without it, what it is about."""
    return [
        {
            "sentence": one["sentences"].get(own_language(), ""),
            "title": str(BY_CODE[one["section"]].title),
            "about": _about(snapshot, one),
            "reason": one["reason"],
        }
        for one in snapshot["warnings"]
    ]


def _about(snapshot: Row, one: Row) -> str:
    """The table, or the group; nothing where it is about several."""
    if one["table"]:
        return str(TABLES[one["table"]].title)
    return "" if one["group"] is None else label_of(snapshot, one["group"])


def old_words(snapshot: Row) -> list[Row]:
    """Sources older than the programme's limit, each with why it still stands."""
    return [{**one, "number": number} for number, one in enumerate(snapshot["sources"], 1) if one["is_old"]]
