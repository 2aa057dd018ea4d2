"""The front of the paper: what it is, where it stands, who signs it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cbp.cycles.rail import stations
from cbp.plans.models import Decision, PlanSignature
from cbp.plans.phases import PlanState
from reports.plan_paper.wording import across, all_told, community_head, shown, told

Row = dict[str, Any]
# The word across every page until the plan is endorsed.
WORDS = {
    PlanState.RETURNED: pgettext_lazy("watermark", "RETURNED"),
    PlanState.WITHDRAWN: pgettext_lazy("watermark", "WITHDRAWN"),
}
SENTENCES = {
    PlanState.DRAFT: gettext_lazy("A draft: the community has not validated this edition yet."),
    PlanState.VALIDATED: gettext_lazy("Validated by the community; not yet submitted to the authority."),
    PlanState.SUBMITTED: gettext_lazy("Submitted to the authority, which has not decided yet."),
    PlanState.RETURNED: gettext_lazy("Returned by the authority with remarks: this edition is being worked on."),
    PlanState.ENDORSED: gettext_lazy("Endorsed. This edition is signed and is not changed any more."),
    PlanState.WITHDRAWN: gettext_lazy("Withdrawn: this edition is not in force."),
}


def front(snapshot: Row) -> Row:
    plan, community = snapshot["plan"], snapshot["community"]
    state, head = PlanState(plan["state"]), community_head(snapshot)
    title = told(plan["texts"], "title")
    return {
        **head,
        "title_told": title,
        "plan": plan,
        "cycle": snapshot["cycle"],
        "programme": snapshot["programme"],
        "currency": snapshot["programme"]["currency"],
        "state": str(state.label),
        "state_sentence": str(SENTENCES[state]),
        "is_endorsed": state == PlanState.ENDORSED,
        "endorsed_on": _endorsed_on(snapshot),
        "watermark": "" if state == PlanState.ENDORSED else across(WORDS.get(state, pgettext("watermark", "DRAFT"))),
        "stations": stations(snapshot["cycle"]["phase"]),
        "subject_line": _("%(community)s, edition %(number)s") % {"community": head["name"], "number": plan["edition"]},
        "keywords": [community["name"], *community["names"].values(), snapshot["areas"][-1]["pcode"]],
        **all_told(plan["texts"], ("vision", "objectives")),
        "as_of": snapshot["as_of"],
    }


def _endorsed_on(snapshot: Row) -> str | None:
    """The day of the decision, as its letter gives it; it may be entered later."""
    days = [one["decided_on"] for one in snapshot["decisions"] if one["kind"] == Decision.Kind.ENDORSED]
    return min(days, default=None)


def signing(snapshot: Row) -> Row:
    """One line for each part of the community, then one for each authority that decides."""
    methods = {str(one): str(one.label) for one in PlanSignature.Method}
    lines = [{**line, "method": methods.get(line["method"], "")} for line in snapshot["signatures"]]
    return {"signatures": lines, "authorities": _authorities(snapshot), "decisions": _decisions(snapshot)}


def _authorities(snapshot: Row) -> list[Row]:
    levels = [Decision.Level.DISTRICT]
    endorsed = {one["level"]: one for one in snapshot["decisions"] if one["kind"] == Decision.Kind.ENDORSED}
    if snapshot["plan"]["needs_ministry"] or Decision.Level.MINISTRY in endorsed:
        levels.append(Decision.Level.MINISTRY)
    names = {Decision.Level.DISTRICT: shown(snapshot["areas"][-1]), Decision.Level.MINISTRY: ""}
    return [
        {"level": str(level.label), "place": names[level], "authority": "", "decision": endorsed.get(level)}
        for level in levels
    ]


def _decisions(snapshot: Row) -> list[Row]:
    return [
        {**one, "kind": str(Decision.Kind(one["kind"]).label), "level": str(Decision.Level(one["level"]).label)}
        for one in snapshot["decisions"]
    ]
